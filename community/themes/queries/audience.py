"""Whom a theme concerns: who wrote, voted on or follows an idea in it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, String, cast, exists, func, literal, null, select, union_all

from community.ideas.models import Idea, Vote
from community.notifications.models import Event, Follow, News, Notification, Route, Thing
from community.themes.models import GATHERED, ThemeIdea

__all__ = ["audience_of_theme"]

ROUTES = tuple(Route)
"""In this order: who has several is told by the first."""


def audience_of_theme(
    theme_id: int, idea_ids: Collection[int] | None = None, *, actor_id: int | None = None
) -> Select[Any]:
    """Select whom these ideas in the theme concern, or all its ideas: `person_id, route, via, via_id, choice`.

    Each person stands there once, by their first route; an idea of which they wish to hear no more is none. Left out
    are the actor and whoever was told of the theme before.
    """
    ways = union_all(*_ways(theme_id, idea_ids)).subquery("ways")
    muted = exists().where(
        Follow.person_id == ways.c.person_id,
        Follow.thing == Thing.IDEA,
        Follow.thing_id == ways.c.via_id,
        Follow.muted,
        Follow.ended_at.is_(None),
    )
    told = exists().where(
        Notification.person_id == ways.c.person_id,
        Notification.news_id == News.id,
        News.thing == Thing.THEME,
        News.thing_id == theme_id,
        News.event == Event.GATHERED,
        News.cancelled_at.is_(None),
    )
    first = func.row_number().over(partition_by=ways.c.person_id, order_by=(ways.c.rank, ways.c.via_id))
    ranked = (
        select(ways, first.label("turn")).where(ways.c.person_id != (actor_id or 0), ~muted, ~told).subquery("ranked")
    )
    via = literal(Thing.IDEA, Notification.via.type).label("via")
    return select(ranked.c.person_id, ranked.c.route, via, ranked.c.via_id, ranked.c.choice).where(ranked.c.turn == 1)


def _ways(theme_id: int, idea_ids: Collection[int] | None) -> list[Select[Any]]:
    """Return who wrote, who voted and who follows: each a SELECT of the same columns."""
    ideas = select(Idea.id, Idea.author_id).join(ThemeIdea, ThemeIdea.idea_id == Idea.id)
    ideas = ideas.where(ThemeIdea.theme_id == theme_id, GATHERED, Idea.listed)
    if idea_ids is not None:
        ideas = ideas.where(Idea.id.in_(idea_ids))
    idea = ideas.subquery("gathered")  # a CTE would stand before the INSERT, and SQLite not say how many rows it wrote
    no_choice = cast(null(), String(20))

    def way(route: Route, person_id: Any, choice: Any) -> Select[Any]:
        named = literal(route, Notification.route.type).label("route")
        rank = literal(ROUTES.index(route)).label("rank")
        return select(person_id.label("person_id"), rank, named, idea.c.id.label("via_id"), choice.label("choice"))

    follows = (Follow.thing == Thing.IDEA) & (Follow.thing_id == idea.c.id) & ~Follow.muted & Follow.ended_at.is_(None)
    return [
        way(Route.WROTE, idea.c.author_id, no_choice).where(idea.c.author_id.is_not(None)),
        way(Route.VOTED, Vote.person_id, cast(Vote.choice, String(20))).join(idea, idea.c.id == Vote.idea_id),
        way(Route.FOLLOWS, Follow.person_id, no_choice).join(idea, follows),
    ]
