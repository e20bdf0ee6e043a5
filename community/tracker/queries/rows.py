"""What pages get of commitments: frozen rows, each with the columns it is read from, in the same order."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from community.accounts.models import Person
from community.places.models import Place
from community.platform.text import slug
from community.tracker.chain import Mark, marks
from community.tracker.models import Commitment, Signal, Status, Step, StepKind

__all__ = [
    "COMMITMENT_LINK",
    "COMMITMENT_PAGE",
    "STEP_ROW",
    "CommitmentLink",
    "CommitmentPage",
    "StepRow",
    "address",
]

OWN_PAGES = frozenset({"answer", "answers", "deliver", "move", "stop", "undo", "update"})
"""What stands after a commitment's number in addresses of other pages than its own."""


def address(commitment_id: int, title: str) -> str:
    """Return the address of a commitment's page."""
    words = slug(title)
    return f"/tracker/{commitment_id}/{words}{'-' if words in OWN_PAGES else ''}"


class CommitmentLink(NamedTuple):
    """A commitment as whatever it answers shows it."""

    id: int
    title: str
    language: str
    direction: str
    status: Status
    signal: Signal
    made_at: datetime | None
    due_on: date | None
    first_due_on: date | None
    next_on: date | None
    news_at: datetime | None
    delivered_at: datetime | None
    stopped_at: datetime | None
    asked_count: int
    yes_count: int
    partly_count: int
    no_count: int

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def answers(self) -> int:
        return self.yes_count + self.partly_count + self.no_count


COMMITMENT_LINK = (
    Commitment.id, Commitment.title, Commitment.language, Commitment.direction, Commitment.status, Commitment.signal,
    Commitment.created_at, Commitment.due_on, Commitment.first_due_on, Commitment.next_on, Commitment.news_at,
    Commitment.delivered_at, Commitment.stopped_at, Commitment.asked_count, Commitment.yes_count,
    Commitment.partly_count, Commitment.no_count,
)  # fmt: skip


class CommitmentPage(NamedTuple):
    """A commitment as its own page shows it."""

    id: int
    title: str
    body_html: str
    lead: str
    language: str
    direction: str
    place_id: int
    place_name: str
    owner_id: int | None
    # A person's name, or that of an office; none when it is not stated, or when the person was erased.
    owner_person: str | None
    owner_name: str | None
    measure: str | None
    cost: str | None
    made_at: datetime | None
    imported: bool
    status: Status
    signal: Signal
    due_on: date | None
    first_due_on: date | None
    next_step: str | None
    next_on: date | None
    news_at: datetime | None
    begun_at: datetime | None
    delivered_at: datetime | None
    stopped_at: datetime | None
    ask_at: datetime | None
    asked_count: int
    yes_count: int
    partly_count: int
    no_count: int
    moved_count: int
    signal_until: datetime | None
    said_at: datetime | None
    theme_count: int
    idea_count: int
    place_count: int
    people_count: int
    tally: int | None

    @property
    def url(self) -> str:
        return address(self.id, self.title)

    @property
    def owner(self) -> str | None:
        return self.owner_person or self.owner_name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """How the six stations of its thread stand."""
        return marks(self.theme_count > 0, self)

    @property
    def answers(self) -> int:
        return self.yes_count + self.partly_count + self.no_count


COMMITMENT_PAGE = (
    Commitment.id, Commitment.title, Commitment.body_html, Commitment.lead, Commitment.language, Commitment.direction,
    Commitment.place_id, Place.name, Commitment.owner_id, Person.name, Commitment.owner_name, Commitment.measure,
    Commitment.cost, Commitment.created_at, Commitment.imported, Commitment.status, Commitment.signal,
    Commitment.due_on, Commitment.first_due_on, Commitment.next_step, Commitment.next_on, Commitment.news_at,
    Commitment.begun_at, Commitment.delivered_at, Commitment.stopped_at, Commitment.ask_at, Commitment.asked_count,
    Commitment.yes_count, Commitment.partly_count, Commitment.no_count, Commitment.moved_count,
    Commitment.signal_until, Commitment.said_at, Commitment.theme_count, Commitment.idea_count,
    Commitment.place_count, Commitment.people_count, Commitment.tally,
)  # fmt: skip


class StepRow(NamedTuple):
    """One step of a commitment, and how it stood after it."""

    id: int
    kind: StepKind
    status: Status
    due_on: date | None
    next_step: str | None
    next_on: date | None
    evidence_url: str | None
    person_id: int | None
    person_name: str | None
    happened_at: datetime | None
    recorded_at: datetime
    imported: bool
    body_html: str


STEP_ROW = (
    Step.id, Step.kind, Step.status, Step.due_on, Step.next_step, Step.next_on, Step.evidence_url, Step.person_id,
    Person.name, Step.happened_at, Step.recorded_at, Step.imported, Step.body_html,
)  # fmt: skip
