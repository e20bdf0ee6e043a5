"""What waits for moderators: only what lies in places where the one who looks moderates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from community.accounts.counting import counts_as, one_of
from community.accounts.models import Person
from community.moderation.models import IS_OPEN, Appeal, Decision, Flag, Kind, Reason
from community.moderation.things import joined, moderated
from community.persons.models import Claim
from community.persons.queries import WaitingClaim, list_waiting_claims, waiting_claims
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import execute, listed
from community.platform.paging import Key, Page, page_of
from community.platform.reading import note
from community.platform.text import slug
from community.roles.models import Role
from community.roles.queries import Viewer

__all__ = [
    "AppealRow",
    "PlaceWaiting",
    "WaitingRow",
    "count_waiting",
    "list_appeals",
    "list_claims",
    "list_places",
    "list_waiting",
    "waiting_for",
]


class WaitingRow(NamedTuple):
    """A flagged thing that waits for a decision."""

    kind: Kind
    id: int
    title: str
    lead: str
    language: str
    direction: str
    place_id: int
    place_name: str
    author_id: int | None
    author_name: str | None
    since: datetime
    first_id: int
    flags: int
    raw_reasons: str
    latest_id: int

    @property
    def reasons(self) -> Sequence[tuple[Reason, int]]:
        return [(Reason(reason), count) for reason, count in Counter(self.raw_reasons.split(",")).most_common()]

    @property
    def url(self) -> str:
        return f"/moderation/{moderated[self.kind].folder}/{self.id}"


class AppealRow(NamedTuple):
    """An appeal that waits for an answer."""

    decision_id: int
    title: str
    language: str
    direction: str
    place_name: str
    appealed_at: datetime
    decided_by: int

    @property
    def url(self) -> str:
        return f"/decisions/{self.decision_id}"


class PlaceWaiting(NamedTuple):
    """A place with so many flagged things in itself."""

    id: int
    name: str
    waiting: int

    @property
    def url(self) -> str:
        return f"/places/{self.id}/{slug(self.name)}"


_PLACES: Any = bindparam("moderated_ids", expanding=True)
_OPEN = (
    select(
        Flag.kind,
        Flag.thing_id,
        func.min(Flag.flagged_at).label("since"),
        func.min(Flag.id).label("first_id"),
        func.count().label("flags"),
        listed(Flag.reason).label("reasons"),
    )
    .where(IS_OPEN)
    .group_by(Flag.kind, Flag.thing_id)
    .subquery("open")
)
_FLAGGED = select(Flag.kind, Flag.thing_id).where(IS_OPEN).distinct().subquery("flagged")


def _under(place_id: Any) -> ColumnElement[bool]:
    return exists().where(Ancestry.place_id == place_id, Ancestry.ancestor_id.in_(_PLACES))


_LATEST = (
    select(func.coalesce(func.max(Decision.id), 0))
    .where(Decision.kind == _OPEN.c.kind, Decision.thing_id == _OPEN.c.thing_id)
    .scalar_subquery()
)
_AUTHOR = aliased(Person, name="author")
_UNANSWERED = (
    select(Appeal.id)
    .join(Decision, Decision.id == Appeal.decision_id)
    .where(
        Appeal.answer_id.is_(None),
        _under(Decision.place_id),
        one_of(Decision.person_id) != bindparam("one_id"),
        one_of(Decision.author_id) != bindparam("one_id"),
    )
)


@cache
def _waiting() -> tuple[Select[Any], Any]:
    """What is flagged, and the place of each; what is moderated is known when the site stands."""
    thing = joined(_OPEN.c.kind, _OPEN.c.thing_id)
    rows = select(
        _OPEN.c.kind, _OPEN.c.thing_id, thing.title, thing.lead, thing.language, thing.direction, thing.place_id,
        Place.name, Person.id, Person.name, _OPEN.c.since, _OPEN.c.first_id, _OPEN.c.flags, _OPEN.c.reasons, _LATEST,
    ).select_from(_OPEN)  # fmt: skip
    return (
        thing.to(rows)
        .join(Place, Place.id == thing.place_id)
        .outerjoin(_AUTHOR, _AUTHOR.id == thing.author_id)
        .outerjoin(Person, Person.id == counts_as(_AUTHOR))
        .where(_under(Place.id))
    ), thing.place_id


@cache
def count_waiting() -> Any:
    """Return how many things, appeals and claims wait for a moderator, as SQL; it takes what `waiting_for` gives."""
    thing = joined(_FLAGGED.c.kind, _FLAGGED.c.thing_id)
    claims = waiting_claims(_PLACES).where(one_of(Claim.claimant_id) != bindparam("one_id")).subquery("claims")
    return select(
        thing.to(select(func.count()).select_from(_FLAGGED)).where(_under(thing.place_id)).scalar_subquery()
        + select(func.count()).select_from(_UNANSWERED.subquery("unanswered")).scalar_subquery()
        + select(func.count()).select_from(claims).scalar_subquery()
    ).scalar_subquery()


@cache
def _appeals() -> Select[Any]:
    thing = joined(Decision.kind, Decision.thing_id)
    rows = select(
        Decision.id, thing.title, thing.language, thing.direction, Place.name, Appeal.appealed_at,
        one_of(Decision.person_id),
    ).join_from(Appeal, Decision, Decision.id == Appeal.decision_id)  # fmt: skip
    found: Select[Any] = (
        thing.to(rows)
        .join(Place, Place.id == Decision.place_id)
        .where(Appeal.answer_id.is_(None), _under(Decision.place_id))
        .order_by(Appeal.appealed_at, Appeal.id)
        .limit(50)
    )
    return found


@cache
def _by_place() -> Select[Any]:
    thing = joined(_FLAGGED.c.kind, _FLAGGED.c.thing_id)
    found: Select[Any] = (
        thing.to(select(Place.id, Place.name, func.count()).select_from(_FLAGGED))
        .join(Place, Place.id == thing.place_id)
        .where(_under(Place.id))
        .group_by(Place.id, Place.name, Place.tree_key)
        .order_by(Place.tree_key)
        .limit(200)
    )
    return found


def places_of(viewer: Viewer) -> list[int]:
    """Return the ids of the places that the viewer moderates, each with all that lies under it."""
    if (Role.ADMIN, ROOT_ID) in viewer.held:
        return [ROOT_ID]
    return sorted(place_id for role, place_id in viewer.held if role is Role.MODERATOR)


def waiting_for(viewer: Viewer) -> dict[str, Any]:
    """Return the parameters of `count_waiting` for this moderator."""
    return {**_places(viewer), "one_id": viewer.counts_as_id}


def list_waiting(
    viewer: Viewer, place_id: int | None = None, key: Key | None = None, size: int = 20
) -> Page[WaitingRow]:
    """Return one page of what is flagged in the viewer's places, or in one of them, the oldest first."""
    back = key is not None and key.back
    rows, where = _waiting()
    if place_id is not None:
        here = exists().where(Ancestry.place_id == where, Ancestry.ancestor_id == place_id)
        rows = rows.where(here)
    if key is not None:
        since, first = _OPEN.c.since, _OPEN.c.first_id
        tie = (since == key.value) & (first < key.id if back else first > key.id)
        rows = rows.where((since < key.value if back else since > key.value) | tie)
    by = [_OPEN.c.since.desc(), _OPEN.c.first_id.desc()] if back else [_OPEN.c.since, _OPEN.c.first_id]
    found = [WaitingRow(*cells) for cells in execute(rows.order_by(*by).limit(size + 1), _places(viewer))]
    note(found)
    return page_of(found, size, key, lambda row: (row.since, row.first_id))


def list_appeals(viewer: Viewer) -> Sequence[AppealRow]:
    """Return the appeals that wait in the viewer's places, the oldest first, also those for others to answer."""
    found = [AppealRow(*cells) for cells in execute(_appeals(), _places(viewer))]
    note(found)
    return found


def list_claims(viewer: Viewer) -> Sequence[WaitingClaim]:
    """Return the claims that wait in the viewer's places, the oldest first, also their own."""
    return list_waiting_claims(places_of(viewer))


def list_places(viewer: Viewer) -> Sequence[PlaceWaiting]:
    """Return the places in which something waits for the viewer, in the order of the tree."""
    found = [PlaceWaiting(*cells) for cells in execute(_by_place(), _places(viewer))]
    note(found)
    return found


def _places(viewer: Viewer) -> dict[str, Any]:
    return {"moderated_ids": places_of(viewer)}
