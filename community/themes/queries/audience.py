"""Whom a theme concerns: who wrote, voted on or follows an idea in it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, String, cast, exists, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from community.accounts.counting import counts_as
from community.accounts.models import Person
from community.ideas.models import Idea
from community.ideas.queries.standing import standing_votes
from community.notifications.models import Event, Follow, News, Notification, Route, Thing
from community.themes.models import GATHERED, ThemeIdea

__all__ = ["audience_of_theme"]

_ROUTES = {route: rank for rank, route in enumerate(Route)}
"""Who has several is told by the first."""
_LISTENS = ~Follow.muted & Follow.ended_at.is_(None)
_ONE = aliased(Person, name="one")
_NO_CHOICE = cast(null(), String(20)).label("choice")


def audience_of_theme(theme_id: int, idea_ids: Collection[int] | None = None, *, but: int | None = None) -> Select[Any]:
    """Select whom these ideas in the theme concern, or all its ideas: `person_id, route, via, via_id, choice`.

    Each person stands there once, as whom they count as, by their first route; an idea of which they wish to hear no
    more is none. Left out are whoever was told of the theme before, and `but`, whom nobody need tell.
    """
    ways = union_all(*_ways(theme_id, idea_ids)).cte("ways")
    first = func.row_number().over(partition_by=ways.c.person_id, order_by=(ways.c.rank, ways.c.via_id))
    turns = (
        select(ways, first.label("turn"))
        .where(ways.c.person_id != (but or 0), ~_muted(ways), ~_told(ways, theme_id))
        .cte("turns")
    )
    via = literal(Thing.IDEA, Notification.via.type).label("via")
    return select(turns.c.person_id, turns.c.route, via, turns.c.via_id, turns.c.choice).where(turns.c.turn == 1)


def _ways(theme_id: int, idea_ids: Collection[int] | None) -> list[Select[Any]]:
    """Return who wrote, who voted and who follows: each a SELECT of the same columns."""
    ideas = select(Idea.id, Idea.author_id).join(ThemeIdea, ThemeIdea.idea_id == Idea.id)
    ideas = ideas.where(ThemeIdea.theme_id == theme_id, GATHERED, Idea.listed)
    if idea_ids is not None:
        ideas = ideas.where(Idea.id.in_(idea_ids))
    idea = ideas.cte("gathered")
    votes = standing_votes(select(idea.c.id)).cte("votes")
    wrote = select(counts_as(_ONE).label("person_id"), *_by(Route.WROTE, idea.c.id), _NO_CHOICE)
    voted = select(votes.c.person_id, *_by(Route.VOTED, votes.c.idea_id), cast(votes.c.choice, String(20)))
    follows = select(counts_as(_ONE), *_by(Route.FOLLOWS, idea.c.id), _NO_CHOICE)
    return [
        wrote.join_from(idea, _ONE, _ONE.id == idea.c.author_id),
        voted,
        follows.join_from(idea, Follow, (Follow.thing == Thing.IDEA) & (Follow.thing_id == idea.c.id) & _LISTENS).join(
            _ONE, _ONE.id == Follow.person_id
        ),
    ]


def _by(route: Route, idea_id: Any) -> tuple[Any, ...]:
    named = literal(route, Notification.route.type).label("route")
    return named, literal(_ROUTES[route]).label("rank"), idea_id.label("via_id")


def _muted(ways: Any) -> Any:
    """Say of a row that its person asked to hear no more of the idea."""
    return (
        select(Follow.thing_id)
        .join_from(Follow, _ONE, _ONE.id == Follow.person_id)
        .where(counts_as(_ONE) == ways.c.person_id, Follow.thing == Thing.IDEA, Follow.thing_id == ways.c.via_id)
        .where(Follow.muted, Follow.ended_at.is_(None))
        .exists()
    )


def _told(ways: Any, theme_id: int) -> Any:
    """Say of a row that its person was told of the theme, or is about to be."""
    of_theme = News.thing == Thing.THEME, News.thing_id == theme_id, News.event == Event.GATHERED
    return exists().where(
        Notification.person_id == ways.c.person_id,
        Notification.news_id == News.id,
        *of_theme,
        News.cancelled_at.is_(None),
    )
