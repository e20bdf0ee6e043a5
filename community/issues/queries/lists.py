"""Lists of issues, in pages by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, false, literal, select

from community.accounts.counting import same_as
from community.issues.models import Issue, Status
from community.issues.queries.rows import ISSUE_ROW, MY_ME_TOO, IssueRow
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.database import unindexed
from community.platform.paging import Key, Page, instant, page_ids, page_of
from community.platform.reading import Reading

__all__ = ["Filter", "Order", "list_issues", "list_raised", "parse_key"]


class Order(StrEnum):
    """How a list of issues can be sorted; `waiting` lists those alone that wait for an answer."""

    NEWEST = "newest"
    AFFECTED = "affected"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which issues a list shows."""

    place_id: int = ROOT_ID
    status: Status | None = None


def list_issues(
    where: Filter, order: Order, *, key: Key | None = None, viewer_id: int | None = None, size: int = 20
) -> Page[IssueRow]:
    """Return one page of the issues that everybody is shown."""
    status = Status.OPEN if order is Order.WAITING else where.status
    found = _statement(
        order, where.place_id != ROOT_ID, status is not None, key is not None, key is not None and key.back,
        viewer_id is not None,
    ).all(
        place_id=where.place_id, status=status, size=size + 1, key=key.value if key else None,
        key_id=key.id if key else None, viewer_id=viewer_id,
    )  # fmt: skip
    return page_of(found, size, key, lambda row: (row.value, row.id))


def list_raised(person_id: int, key: Key | None = None, *, size: int = 20) -> Page[IssueRow]:
    """Return one page of what somebody raised, by whatever door, the latest first; not what is out of sight."""
    back = key is not None and key.back
    found = _raised(key is not None, back).all(viewer_id=person_id, size=size + 1, key_id=key.id if key else None)
    return page_of(found, size, key, lambda row: (row.id, row.id))


def parse_key(order: Order) -> Callable[[str], Any]:
    """Return what turns the text of a page key's value into what `order` compares."""
    return _whole if order is Order.AFFECTED else instant


@cache
def _raised(keyed: bool, back: bool) -> Reading[IssueRow]:
    rows = select(*ISSUE_ROW, false(), literal(0)).join(Place, Place.id == Issue.place_id)
    rows = rows.where(Issue.author_id.in_(same_as(bindparam("viewer_id"))), Issue.listed)
    if keyed:
        key = bindparam("key_id", type_=Issue.id.type)
        rows = rows.where(Issue.id > key if back else Issue.id < key)
    size = bindparam("size", type_=Issue.id.type)
    return Reading(IssueRow, rows.order_by(Issue.id.asc() if back else Issue.id.desc()).limit(size))


@cache
def _statement(
    order: Order, inside: bool, by_status: bool, keyed: bool, back: bool, signed_in: bool
) -> Reading[IssueRow]:
    """Build the list once for each shape it can have: first the ids of one page, then what a card shows of each."""
    rows = select(Issue).where(Issue.listed)
    if inside:
        under = exists().where(Ancestry.place_id == Issue.place_id, Ancestry.ancestor_id == bindparam("place_id"))
        rows = rows.where(under)
    if by_status:
        column: Any = Issue.status if order is Order.WAITING else unindexed(Issue.status)
        rows = rows.where(column == bindparam("status", type_=Issue.status.type))
    number: Any = Issue.id
    value: Any = Issue.affected_count if order is Order.AFFECTED else Issue.listed_at
    falling = order is not Order.WAITING
    page = page_ids(rows, value, number, descending=falling, keyed=keyed, back=back).subquery("page")
    cards = (
        select(*ISSUE_ROW, MY_ME_TOO if signed_in else false(), page.c.value)
        .join_from(page, Issue, Issue.id == page.c.id)
        .join(Place, Place.id == Issue.place_id)
    )
    if falling != back:
        return Reading(IssueRow, cards.order_by(page.c.value.desc(), page.c.id.desc()))
    return Reading(IssueRow, cards.order_by(page.c.value, page.c.id))


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) >= 2**31:
        raise ValueError(text)
    return value
