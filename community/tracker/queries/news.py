"""What happened to commitments, step by step, the latest first."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import select

from community.accounts.models import Person
from community.platform.paging import Key, Page, page_ids, page_of
from community.platform.reading import Reading
from community.tracker.models import Commitment, Signal, Step, StepKind
from community.tracker.queries.filters import Filter, conditions
from community.tracker.queries.rows import address

__all__ = ["NewsRow", "list_news"]


class NewsRow(NamedTuple):
    """A step of a commitment as a feed shows it."""

    id: int
    kind: StepKind
    body_html: str
    due_on: date | None
    next_step: str | None
    next_on: date | None
    evidence_url: str | None
    person_name: str | None
    happened_at: datetime | None
    recorded_at: datetime
    commitment_id: int
    title: str
    language: str
    promise_html: str
    owner_name: str | None
    signal: Signal
    value: Any

    @property
    def url(self) -> str:
        return f"{address(self.commitment_id, self.title)}#step-{self.id}"


_ROW = (
    Step.id, Step.kind, Step.body_html, Step.due_on, Step.next_step, Step.next_on, Step.evidence_url, Person.name,
    Step.happened_at, Step.recorded_at, Commitment.id, Commitment.title, Commitment.language, Commitment.body_html,
    Commitment.owner_name, Commitment.signal,
)  # fmt: skip


def list_news(where: Filter, *, key: Key | None = None, size: int = 50) -> Page[NewsRow]:
    """Return one page of the steps that stand of those commitments that match."""
    found = _statement(where.shape, key is not None, key is not None and key.back).all(
        size=size + 1, key=key.value if key else None, key_id=key.id if key else None, **where.values()
    )
    return page_of(found, size, key, lambda row: (row.value, row.id))


@cache
def _statement(shape: Any, keyed: bool, back: bool) -> Reading[NewsRow]:
    rows = (
        select(Step)
        .join(Commitment, Commitment.id == Step.commitment_id)
        .where(Step.taken_back_at.is_(None), *conditions(shape, gathered=False))
    )
    at, number = cast("Any", Step.listed_at), cast("Any", Step.id)
    page = page_ids(rows, at, number, descending=True, keyed=keyed, back=back).subquery("page")
    return Reading(
        NewsRow,
        select(*_ROW, page.c.value)
        .join_from(page, Step, Step.id == page.c.id)
        .join(Commitment, Commitment.id == Step.commitment_id)
        .outerjoin(Person, Person.id == Step.person_id)
        .order_by(*((page.c.value, page.c.id) if back else (page.c.value.desc(), page.c.id.desc()))),
    )
