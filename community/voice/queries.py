"""What somebody said here, whichever of their persons said it, and what they follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select

from community.accounts.counting import same_as
from community.ideas.models import Choice, Idea, Vote
from community.ideas.queries.rows import IDEA_ROW, IdeaRow
from community.ideas.queries.standing import MY_VOTE
from community.issues.models import Issue
from community.notifications.models import Follow, Thing
from community.places.models import Place
from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading
from community.platform.text import slug
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.tracker.models import ANSWERS, ANSWERS_THEME, Commitment, CommitmentIdea, CommitmentTheme, Status
from community.tracker.queries.rows import COMMITMENT_LINK, CommitmentLink

__all__ = ["Followed", "Mine", "list_followed", "list_owed", "list_voted", "list_written"]


class Mine(NamedTuple):
    """An idea that one wrote, also one that is out of sight."""

    idea: IdeaRow
    withdrawn: bool
    hidden: bool


class Followed(NamedTuple):
    """What somebody follows, if it can be seen."""

    thing: Thing
    thing_id: int
    title: str
    began_at: datetime

    @property
    def url(self) -> str:
        """Where it stands."""
        folder = {Thing.IDEA: "ideas", Thing.THEME: "themes", Thing.COMMITMENT: "tracker", Thing.ISSUE: "issues"}[
            self.thing
        ]
        return f"/{folder}/{self.thing_id}/{slug(self.title)}"


_FOLDERS = {Thing.IDEA: "ideas", Thing.THEME: "themes", Thing.COMMITMENT: "tracker", Thing.ISSUE: "issues"}
_ME = bindparam("viewer_id", type_=Idea.id.type)
_MINE = Idea.author_id.in_(same_as(_ME))
_VOTED = select(Vote.idea_id).where(Vote.person_id.in_(same_as(_ME)))
_FOLLOWS = and_(Follow.person_id == _ME, Follow.ended_at.is_(None), Follow.muted.is_(False))
_TITLE = func.coalesce(Idea.title, Theme.title, Commitment.title, Issue.title)


def _visible(follows: Any) -> Any:
    """Join what is followed, and leave out what is out of sight."""
    return (
        follows.outerjoin(Idea, (Follow.thing == Thing.IDEA) & (Idea.id == Follow.thing_id) & Idea.listed)
        .outerjoin(Theme, (Follow.thing == Thing.THEME) & (Theme.id == Follow.thing_id) & Theme.listed)
        .outerjoin(
            Commitment,
            (Follow.thing == Thing.COMMITMENT) & (Commitment.id == Follow.thing_id) & Commitment.listed,
        )
        .outerjoin(Issue, (Follow.thing == Thing.ISSUE) & (Issue.id == Follow.thing_id) & Issue.listed)
        .where(
            _FOLLOWS,
            or_(Idea.id.is_not(None), Theme.id.is_not(None), Commitment.id.is_not(None), Issue.id.is_not(None)),
        )
    )


def _paged(rows: Any, number: Any, keyed: bool, back: bool) -> Any:
    """Return one page of `rows`, the largest number first."""
    if keyed:
        key = bindparam("key_id", type_=number.type)
        rows = rows.where(number > key if back else number < key)
    return rows.order_by(number.asc() if back else number.desc()).limit(bindparam("size", type_=number.type))


@cache
def _written(keyed: bool, back: bool) -> Reading[Mine]:
    columns = (*IDEA_ROW, MY_VOTE, Idea.id, Idea.withdrawn_at.is_not(None), Idea.hidden_at.is_not(None))
    rows = select(*columns).join(Place, Place.id == Idea.place_id).where(_MINE)
    return Reading(
        lambda *cells: Mine(IdeaRow(*cells[:-2]), cells[-2], cells[-1]), _paged(rows, Idea.id, keyed, back)
    )  # fmt: skip


@cache
def _voted(keyed: bool, back: bool) -> Reading[IdeaRow]:
    rows = select(*IDEA_ROW, MY_VOTE, Idea.id).join(Place, Place.id == Idea.place_id)
    rows = rows.where(Idea.id.in_(_VOTED), Idea.listed, MY_VOTE.is_not(None))
    return Reading(IdeaRow, _paged(rows, Idea.id, keyed, back))


@cache
def _followed(keyed: bool, back: bool) -> Reading[Followed]:
    rows = _visible(select(Follow.thing, Follow.thing_id, _TITLE, Follow.began_at).select_from(Follow))
    at, number = Follow.began_at, Follow.thing_id
    if keyed:
        key, key_id = bindparam("key", type_=at.type), bindparam("key_id", type_=number.type)
        beyond = at > key if back else at < key
        rows = rows.where(beyond | ((at == key) & (number > key_id if back else number < key_id)))
    order = [at, number] if back else [at.desc(), number.desc()]
    return Reading(Followed, rows.order_by(*order).limit(bindparam("size", type_=number.type)))


_SUPPORTED = _VOTED.where(Vote.choice == Choice.SUPPORT)
_FOLLOWED = select(Follow.thing_id).where(_FOLLOWS)
_ASKED_FOR = select(Idea.id).where(
    Idea.listed,
    or_(_MINE, Idea.id.in_(_SUPPORTED), Idea.id.in_(_FOLLOWED.where(Follow.thing == Thing.IDEA))),
)
_NAMED = select(CommitmentIdea.commitment_id).where(ANSWERS, CommitmentIdea.idea_id.in_(_ASKED_FOR))
_THROUGH_THEMES = (
    select(CommitmentTheme.commitment_id)
    .join(Theme, Theme.id == CommitmentTheme.theme_id)
    .join(ThemeIdea, (ThemeIdea.theme_id == Theme.id) & GATHERED)
    .where(ANSWERS_THEME, Theme.listed, ThemeIdea.idea_id.in_(_ASKED_FOR))
)
_OWED = Reading(
    CommitmentLink,
    select(*COMMITMENT_LINK)
    .where(
        Commitment.listed,
        or_(Commitment.status == Status.PLANNED, Commitment.status == Status.IN_PROGRESS),
        or_(
            Commitment.id.in_(_NAMED),
            Commitment.id.in_(_THROUGH_THEMES),
            Commitment.id.in_(_FOLLOWED.where(Follow.thing == Thing.COMMITMENT)),
        ),
    )
    .order_by(Commitment.sooner_at, Commitment.id)
    .limit(bindparam("most", type_=Commitment.id.type)),
)


def list_owed(person_id: int, most: int = 10) -> Sequence[CommitmentLink]:
    """Return what was promised for what this person wrote, supports or follows and is not delivered, the soonest
    due first, and before it what is late.
    """
    return _OWED.all(viewer_id=person_id, most=most)


def list_written(person_id: int, key: Key | None = None, size: int = 20) -> Page[Mine]:
    """Return one page of what this person wrote, the latest first."""
    found = _written(*_shape(key)).all(viewer_id=person_id, size=size + 1, key_id=key.id if key else None)
    return page_of(found, size, key, lambda row: (0, row.idea.id))


def list_voted(person_id: int, key: Key | None = None, size: int = 20) -> Page[IdeaRow]:
    """Return one page of the ideas on which this person's vote counts, the latest idea first."""
    found = _voted(*_shape(key)).all(viewer_id=person_id, size=size + 1, key_id=key.id if key else None)
    return page_of(found, size, key, lambda row: (0, row.id))


def list_followed(person_id: int, key: Key | None = None, size: int = 20) -> Page[Followed]:
    """Return one page of what this person follows, the latest first."""
    found = _followed(*_shape(key)).all(
        viewer_id=person_id, size=size + 1, key=key.value if key else None, key_id=key.id if key else None
    )
    return page_of(found, size, key, lambda row: (row.began_at, row.thing_id))


def _shape(key: Key | None) -> tuple[bool, bool]:
    return key is not None, key is not None and key.back
