"""What waits for leaders: only what lies in places where the one who looks leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.ideas.models import Idea
from community.ideas.models import Status as IdeaStatus
from community.ideas.queries.rows import address as idea_address
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.clock import now, site_zone
from community.platform.database import execute
from community.platform.paging import Key, Page, page_ids, page_of
from community.platform.reading import note
from community.platform.text import slug
from community.roles.models import Role
from community.roles.queries import Viewer
from community.themes.models import Theme
from community.tracker.models import ANSWERS_THEME, Commitment, CommitmentTheme, Decline, Signal, Status, Step
from community.tracker.queries.rows import address

__all__ = [
    "WAITING",
    "DeskRow",
    "PlaceLed",
    "ReviewRow",
    "UnansweredRow",
    "list_desk",
    "list_desk_places",
    "list_disputed",
    "list_reviews",
    "list_unanswered_here",
    "waiting_for",
]


class DeskRow(NamedTuple):
    """A commitment as the desk shows it, with all that its update box needs."""

    id: int
    title: str
    language: str
    direction: str
    place_id: int
    place_name: str
    owner_id: int | None
    owner_person: str | None
    owner_name: str | None
    status: Status
    signal: Signal
    due_on: date | None
    first_due_on: date | None
    moved_count: int
    next_step: str | None
    next_on: date | None
    news_at: datetime | None
    yes_count: int
    partly_count: int
    no_count: int
    last_step_id: int
    value: Any

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def owner(self) -> str | None:
        return self.owner_person or self.owner_name

    @property
    def answers(self) -> int:
        return self.yes_count + self.partly_count + self.no_count


class UnansweredRow(NamedTuple):
    """A theme for which nobody has promised anything."""

    id: int
    title: str
    language: str
    direction: str
    place_name: str
    idea_count: int
    people_count: int

    @property
    def url(self) -> str:
        return f"/themes/{self.id}/{slug(self.title)}"


class ReviewRow(NamedTuple):
    """A "no" whose day has come."""

    id: int
    title: str
    language: str
    direction: str
    place_name: str
    review_on: date
    declined_at: datetime

    @property
    def url(self) -> str:
        return idea_address(self.id, self.title)


class PlaceLed(NamedTuple):
    """A place with so many commitments of its own that go on."""

    id: int
    name: str
    waiting: int


_LED: Any = bindparam("led_ids", expanding=True)
_TODAY: Any = bindparam("led_today", type_=Decline.review_on.type)
GOES_ON = Commitment.status.in_((Status.PLANNED, Status.IN_PROGRESS))


def _under(place_id: Any) -> ColumnElement[bool]:
    return exists().where(Ancestry.place_id == place_id, Ancestry.ancestor_id.in_(_LED))


def _inside(place_id: Any) -> ColumnElement[bool]:
    return exists().where(Ancestry.place_id == place_id, Ancestry.ancestor_id == bindparam("place_id"))


_OTHER = aliased(Decline, name="other")
_LAST_NO = (
    select(func.max(_OTHER.id))
    .where(_OTHER.idea_id == Idea.id, _OTHER.taken_back_at.is_(None))
    .correlate(Idea)
    .scalar_subquery()
)
_REVIEWS = (
    select(
        Idea.id, Idea.title, Idea.language, Idea.direction, Place.name, Decline.review_on, Decline.declined_at,
    )
    .join_from(Decline, Idea, Idea.id == Decline.idea_id)
    .join(Place, Place.id == Idea.place_id)
    .where(
        Decline.review_on <= _TODAY,
        Decline.taken_back_at.is_(None),
        Idea.status == IdeaStatus.DECLINED,
        Idea.listed,
        Decline.id == _LAST_NO,
        _under(Idea.place_id),
    )
)  # fmt: skip
WAITING = select(
    select(func.count())
    .where(
        Commitment.listed,
        Commitment.signal.in_((Signal.LATE, Signal.SILENT, Signal.DISPUTED)),
        _under(Commitment.place_id),
    )
    .scalar_subquery()
    + select(func.count()).select_from(_REVIEWS.subquery("reviews")).scalar_subquery()
).scalar_subquery()
"""How much waits for a leader: what is late, silent or disputed, and what is to be looked at again today."""

_LAST = (
    select(Step.id)
    .where(Step.commitment_id == Commitment.id, Step.taken_back_at.is_(None))
    .order_by(Step.listed_at.desc(), Step.id.desc())
    .limit(1)
    .correlate(Commitment)
    .scalar_subquery()
)
_ROW = (
    Commitment.id, Commitment.title, Commitment.language, Commitment.direction, Commitment.place_id, Place.name,
    Commitment.owner_id, Person.name, Commitment.owner_name, Commitment.status, Commitment.signal, Commitment.due_on,
    Commitment.first_due_on, Commitment.moved_count, Commitment.next_step, Commitment.next_on, Commitment.news_at,
    Commitment.yes_count, Commitment.partly_count, Commitment.no_count, _LAST,
)  # fmt: skip
_DISPUTED = (
    select(*_ROW, Commitment.sooner_at)
    .join(Place, Place.id == Commitment.place_id)
    .outerjoin(Person, Person.id == Commitment.owner_id)
    .where(Commitment.listed, Commitment.signal == Signal.DISPUTED, _under(Commitment.place_id))
    .order_by(Commitment.delivered_at, Commitment.id)
    .limit(10)
)
_ANSWERED = (
    exists()
    .where(CommitmentTheme.theme_id == Theme.id, ANSWERS_THEME)
    .where(Commitment.id == CommitmentTheme.commitment_id, Commitment.listed)
)
_UNANSWERED = (
    select(
        Theme.id, Theme.title, Theme.language, Theme.direction, Place.name, Theme.idea_count, Theme.people_count,
    )
    .join(Place, Place.id == Theme.place_id)
    .where(Theme.listed, ~_ANSWERED, _under(Theme.place_id))
    .order_by(Theme.people_count.desc(), Theme.id.desc())
    .limit(10)
)  # fmt: skip
_BY_PLACE = (
    select(Place.id, Place.name, func.count())
    .join_from(Commitment, Place, Place.id == Commitment.place_id)
    .where(Commitment.listed, GOES_ON, _under(Place.id))
    .group_by(Place.id, Place.name, Place.tree_key)
    .order_by(Place.tree_key)
    .limit(50)
)


def waiting_for(viewer: Viewer) -> dict[str, Any]:
    """Return the parameters of WAITING for this leader."""
    return {**_led(viewer), "led_today": now().astimezone(site_zone()).date()}


def list_desk(
    viewer: Viewer, *, mine: bool = False, place_id: int | None = None, key: Key | None = None, size: int = 20
) -> Page[DeskRow]:
    """Return one page of what goes on in the viewer's places: what is late first, then by the time that is left.

    With `mine` only what the viewer answers for, with a `place_id` only what lies there or under it.
    """
    statement = _desk(mine, place_id is not None, key is not None, key is not None and key.back)
    values = {"size": size + 1, "person_id": viewer.person_id, "place_id": place_id}
    if key is not None:
        values |= {"key": key.value, "key_id": key.id}
    found = [DeskRow(*cells) for cells in execute(statement, {**_led(viewer), **values})]
    note(found)
    return page_of(found, size, key, lambda row: (row.value, row.id))


def list_disputed(viewer: Viewer) -> Sequence[DeskRow]:
    """Return the deliveries in the viewer's places that those who asked dispute, the oldest first."""
    found = [DeskRow(*cells) for cells in execute(_DISPUTED, _led(viewer))]
    note(found)
    return found


def list_unanswered_here(viewer: Viewer) -> Sequence[UnansweredRow]:
    """Return the themes of the viewer's places that nobody has promised anything for, those with most voices first."""
    found = [UnansweredRow(*cells) for cells in execute(_UNANSWERED, _led(viewer))]
    note(found)
    return found


def list_reviews(viewer: Viewer) -> Sequence[ReviewRow]:
    """Return what was declined in the viewer's places and is to be looked at again by today, the oldest day first."""
    by_day = _REVIEWS.order_by(Decline.review_on, Decline.id).limit(20)
    found = [ReviewRow(*cells) for cells in execute(by_day, waiting_for(viewer))]
    note(found)
    return found


def list_desk_places(viewer: Viewer) -> Sequence[PlaceLed]:
    """Return the viewer's places in which something goes on, in the order of the tree."""
    found = [PlaceLed(*cells) for cells in execute(_BY_PLACE, _led(viewer))]
    note(found)
    return found


@cache
def _desk(mine: bool, inside: bool, keyed: bool, back: bool) -> Select[Any]:
    rows = select(Commitment).where(Commitment.listed, GOES_ON, _under(Commitment.place_id))
    if mine:
        rows = rows.where(Commitment.owner_id == bindparam("person_id"))
    if inside:
        rows = rows.where(_inside(Commitment.place_id))
    value: Any = Commitment.sooner_at
    number: Any = Commitment.id
    page = page_ids(rows, value, number, descending=False, keyed=keyed, back=back).subquery("page")
    by = (page.c.value.desc(), page.c.id.desc()) if back else (page.c.value, page.c.id)
    return (
        select(*_ROW, page.c.value)
        .join_from(page, Commitment, Commitment.id == page.c.id)
        .join(Place, Place.id == Commitment.place_id)
        .outerjoin(Person, Person.id == Commitment.owner_id)
        .order_by(*by)
    )


def _led(viewer: Viewer) -> dict[str, Any]:
    if (Role.ADMIN, ROOT_ID) in viewer.held:
        return {"led_ids": [ROOT_ID]}
    return {"led_ids": sorted(place_id for role, place_id in viewer.held if role is Role.LEADER)}
