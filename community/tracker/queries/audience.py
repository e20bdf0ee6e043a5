"""Whom it concerns what becomes of an idea, a theme or a commitment: each person once, and why.

Every statement here selects `person_id, route, via, via_id, choice`, as `notify` wants it. It is made of CTEs, for as
subqueries they would be nested deeper than SQLite reads.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, String, and_, cast, func, literal, null, or_, select, tuple_, union_all
from sqlalchemy.orm import aliased

from community.accounts.counting import counts_as
from community.accounts.models import Person
from community.ideas.models import Idea
from community.ideas.queries.standing import standing_votes
from community.notifications.models import Follow, Notification, Route, Thing
from community.notifications.queries import Reach, count_reached
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.tracker.models import ANSWERS, ANSWERS_THEME, CommitmentIdea, CommitmentTheme

__all__ = [
    "audience_of",
    "audience_of_idea",
    "newly_concerned",
    "preview_audience",
    "reach_of",
    "reach_of_idea",
]


_ROUTES = {route: rank for rank, route in enumerate(Route)}
_LISTENS = and_(Follow.ended_at.is_(None), ~Follow.muted)
_ONE = aliased(Person, name="one")
_ROUTE: Any = Notification.route.type
_VIA: Any = Notification.via.type


def audience_of(commitment_id: int, *, but: int | None = None) -> Select[Any]:
    """Select whom a commitment concerns, each person once, by the first of: wrote, voted, follows.

    It concerns whoever wrote, voted on or follows one of the listed ideas that it names or that stand in one of
    its listed themes, and whoever follows such a theme or the commitment. Whoever asked to hear no more of a thing
    does not come by it, and of the commitment not at all; `but` is whom nobody need tell.
    """
    ideas = select(CommitmentIdea.idea_id).where(CommitmentIdea.commitment_id == commitment_id, ANSWERS)
    themes = select(CommitmentTheme.theme_id).where(CommitmentTheme.commitment_id == commitment_id, ANSWERS_THEME)
    return _audience(ideas, themes, commitment_id, but)


def newly_concerned(commitment_id: int, step_id: int, *, but: int | None = None) -> Select[Any]:
    """Select whom a commitment concerns by what it answers since this step, and did not concern before."""
    ideas = select(CommitmentIdea.idea_id).where(CommitmentIdea.commitment_id == commitment_id, ANSWERS)
    themes = select(CommitmentTheme.theme_id).where(CommitmentTheme.commitment_id == commitment_id, ANSWERS_THEME)
    new, new_themes = CommitmentIdea.step_id == step_id, CommitmentTheme.step_id == step_id
    before = _audience(ideas.where(~new), themes.where(~new_themes), commitment_id, None).subquery("before")
    people = _audience(ideas.where(new), themes.where(new_themes), commitment_id, but).subquery("new")
    return select(people).where(people.c.person_id.not_in(select(before.c.person_id)))


def audience_of_idea(idea_id: int, *, but: int | None = None) -> Select[Any]:
    """Select whom an idea concerns: who wrote, voted on or follows it."""
    return _audience(select(Idea.id).where(Idea.id == idea_id), None, None, but)


def reach_of(commitment_id: int, *, but: int | None = None) -> Reach:
    """Count whom the next step of a commitment would tell."""
    return count_reached(audience_of(commitment_id, but=but), Thing.COMMITMENT, commitment_id)


def reach_of_idea(idea_id: int, *, but: int | None = None) -> Reach:
    """Count whom declining an idea would tell."""
    return count_reached(audience_of_idea(idea_id, but=but), Thing.IDEA, idea_id)


def preview_audience(idea_ids: Collection[int], theme_ids: Collection[int], *, but: int | None = None) -> Reach:
    """Count whom a commitment to these ideas and themes would tell, before it is made."""
    ideas = select(Idea.id).where(Idea.id.in_(idea_ids))
    themes = select(Theme.id).where(Theme.id.in_(theme_ids))
    return count_reached(_audience(ideas, themes, None, but))


def _audience(
    ideas: Select[Any], themes: Select[Any] | None, commitment_id: int | None, but: int | None
) -> Select[Any]:
    asked = _asked(ideas, themes)
    candidates = [_wrote(asked), _voted(asked), _follow(Thing.IDEA, select(asked.c.idea_id))]
    if themes is not None:
        listed = select(Theme.id).where(Theme.id.in_(themes), Theme.listed)
        candidates.append(_follow(Thing.THEME, listed))
    if commitment_id is not None:
        candidates.append(_follow(Thing.COMMITMENT, select(literal(commitment_id))))
    found = union_all(*candidates).cte()
    heard = select(found).where(~_muted(found, commitment_id)).cte()
    order = (heard.c.rank, heard.c.via_id, heard.c.choice)
    once = func.row_number().over(partition_by=heard.c.person_id, order_by=order).label("turn")
    turns = select(heard, once).cte()
    people = select(turns.c.person_id, turns.c.route, turns.c.via, turns.c.via_id, turns.c.choice)
    people = people.where(turns.c.turn == 1)
    return people if but is None else people.where(turns.c.person_id != but)


def _asked(ideas: Select[Any], themes: Select[Any] | None) -> Any:
    """Return the listed ideas in question, each with the theme that it comes by, if it comes by one."""
    parts = [select(Idea.id.label("idea_id"), _no_theme()).where(Idea.id.in_(ideas), Idea.listed)]
    if themes is not None:
        parts.append(
            select(Idea.id.label("idea_id"), ThemeIdea.theme_id.label("theme_id"))
            .join(ThemeIdea, ThemeIdea.idea_id == Idea.id)
            .join(Theme, Theme.id == ThemeIdea.theme_id)
            .where(Theme.id.in_(themes), Theme.listed, GATHERED, Idea.listed)
        )
    return union_all(*parts).cte()


def _no_theme() -> Any:
    return cast(null(), Idea.id.type).label("theme_id")


def _no_choice() -> Any:
    return cast(null(), String(20)).label("choice")


def _wrote(asked: Any) -> Select[Any]:
    by = _by(Route.WROTE, Thing.IDEA, Idea.id)
    author = select(counts_as(_ONE).label("person_id"), *by, _no_choice(), asked.c.theme_id)
    return author.join_from(asked, Idea, Idea.id == asked.c.idea_id).join(_ONE, _ONE.id == Idea.author_id)


def _voted(asked: Any) -> Select[Any]:
    votes = standing_votes(select(asked.c.idea_id)).cte()
    choice = cast(votes.c.choice, String(20)).label("choice")
    voter = select(votes.c.person_id, *_by(Route.VOTED, Thing.IDEA, votes.c.idea_id), choice, asked.c.theme_id)
    return voter.join_from(asked, votes, votes.c.idea_id == asked.c.idea_id)


def _follow(thing: Thing, ids: Select[Any]) -> Select[Any]:
    by = _by(Route.FOLLOWS, thing, Follow.thing_id)
    following = select(counts_as(_ONE).label("person_id"), *by, _no_choice(), _no_theme())
    following = following.join_from(Follow, _ONE, _ONE.id == Follow.person_id)
    return following.where(Follow.thing == thing, Follow.thing_id.in_(ids), _LISTENS)


def _by(route: Route, thing: Thing, thing_id: Any) -> tuple[Any, ...]:
    """Return why somebody is told, and its rank: of several, the lowest counts."""
    rank = _ROUTES[route] + {Thing.IDEA: 0, Thing.THEME: 1, Thing.COMMITMENT: 2}[thing]
    return (
        literal(route, _ROUTE).label("route"),
        literal(thing, _VIA).label("via"),
        thing_id.label("via_id"),
        literal(rank).label("rank"),
    )


def _muted(rows: Any, commitment_id: int | None) -> Any:
    """Say of a row that its person asked to hear no more of what they would come by.

    All that is muted is gathered once: asked for each row, SQLite would go through it once a row.
    """
    muted = select(counts_as(_ONE).label("person_id"), Follow.thing, Follow.thing_id)
    muted = muted.join_from(Follow, _ONE, _ONE.id == Follow.person_id).where(Follow.muted, Follow.ended_at.is_(None))
    ways = [
        tuple_(rows.c.person_id, rows.c.via, rows.c.via_id).in_(muted),
        tuple_(rows.c.person_id, func.coalesce(rows.c.theme_id, 0)).in_(_only(muted, Thing.THEME)),
    ]
    if commitment_id is not None:
        of_it = muted.where(Follow.thing == Thing.COMMITMENT, Follow.thing_id == commitment_id)
        ways.append(rows.c.person_id.in_(of_it.with_only_columns(counts_as(_ONE))))
    return or_(*ways)


def _only(muted: Select[Any], thing: Thing) -> Select[Any]:
    return muted.where(Follow.thing == thing).with_only_columns(counts_as(_ONE), Follow.thing_id)
