"""What leaders owe an answer to, and what they said no to."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.ideas.models import Idea, StatusChange
from community.ideas.models import Status as IdeaStatus
from community.ideas.queries.rows import address as idea_address
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.paging import Key, Page, page_ids, page_of
from community.platform.reading import Reading
from community.themes.models import Theme
from community.themes.queries.rows import THEME_ROW, ThemeRow
from community.tracker.models import Decline
from community.tracker.queries.counts import unanswered

__all__ = ["DeclinedRow", "list_declined", "list_unanswered"]


class DeclinedRow(NamedTuple):
    """An idea that was said no to: why, what would change that, and when it is looked at again."""

    id: int
    title: str
    language: str
    direction: str
    place_id: int
    place_name: str
    support_count: int
    tally: int | None
    reason: str
    declined_at: datetime
    person_name: str | None
    # None of these two when it was declined elsewhere, before it came here.
    change_mind: str | None
    review_on: date | None
    change_id: int

    @property
    def url(self) -> str:
        return idea_address(self.id, self.title)


_DECLINED = (
    Idea.id, Idea.title, Idea.language, Idea.direction, Idea.place_id, Place.name, Idea.support_count, Idea.tally,
    StatusChange.reason, StatusChange.changed_at, Person.name, Decline.change_mind, Decline.review_on, StatusChange.id,
)  # fmt: skip


def list_unanswered(place_id: int, *, key: Key | None = None, size: int = 20) -> Page[ThemeRow]:
    """Return one page of the themes for which nothing is promised, those with the most voices first."""
    found = _unanswered(place_id != ROOT_ID, key is not None, key is not None and key.back).all(
        place_id=place_id, size=size + 1, key=key.value if key else None, key_id=key.id if key else None
    )
    return page_of(found, size, key, lambda row: (row.value, row.id))


def list_declined(place_id: int, *, key: Key | None = None, size: int = 20) -> Page[DeclinedRow]:
    """Return one page of the ideas that were said no to, the latest first."""
    found = _declined(place_id != ROOT_ID, key is not None, key is not None and key.back).all(
        place_id=place_id, size=size + 1, key_id=key.id if key else None
    )
    return page_of(found, size, key, lambda row: (0, row.change_id))


@cache
def _unanswered(inside: bool, keyed: bool, back: bool) -> Reading[ThemeRow]:
    rows = select(Theme).where(unanswered())
    if inside:
        rows = rows.where(
            exists().where(Ancestry.place_id == Theme.place_id, Ancestry.ancestor_id == bindparam("place_id"))
        )
    people, number = cast("Any", Theme.people_count), cast("Any", Theme.id)
    page = page_ids(rows, people, number, descending=True, keyed=keyed, back=back).subquery("page")
    by = (page.c.value, page.c.id) if back else (page.c.value.desc(), page.c.id.desc())
    return Reading(
        ThemeRow,
        select(*THEME_ROW, page.c.value)
        .join_from(page, Theme, Theme.id == page.c.id)
        .join(Place, Place.id == Theme.place_id)
        .order_by(*by),
    )


@cache
def _declined(inside: bool, keyed: bool, back: bool) -> Reading[DeclinedRow]:
    """Gather what is declined by its status: that is little beside what is proposed. The last change says why."""
    later = aliased(StatusChange)
    last = select(func.max(later.id)).where(later.idea_id == Idea.id).correlate(Idea).scalar_subquery()
    rows = (
        select(*_DECLINED)
        .join_from(Idea, Place, Place.id == Idea.place_id)
        .join(StatusChange, StatusChange.id == last)
        .outerjoin(Decline, Decline.status_change_id == StatusChange.id)
        .outerjoin(Person, Person.id == StatusChange.person_id)
        .where(Idea.status == IdeaStatus.DECLINED, Idea.listed)
        .order_by(StatusChange.id if back else StatusChange.id.desc())
        .limit(bindparam("size", type_=Idea.id.type))
    )
    if inside:
        rows = rows.where(
            Idea.place_id.in_(select(Ancestry.place_id).where(Ancestry.ancestor_id == bindparam("place_id")))
        )
    if keyed:
        key_id = bindparam("key_id", type_=Idea.id.type)
        rows = rows.where(StatusChange.id > key_id if back else StatusChange.id < key_id)
    return Reading(DeclinedRow, rows)
