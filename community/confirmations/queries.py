"""What can be known of questions and answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from community.confirmations.models import Answer, Confirmation
from community.ideas.models import Idea
from community.notifications.models import Event, News, Notification, Route, Thing
from community.places.models import Place
from community.platform.clock import now
from community.platform.paging import Key, Page, page_of
from community.platform.reading import Reading
from community.platform.text import slug
from community.tracker.models import Commitment, Step
from community.tracker.queries.rows import address

__all__ = ["Question", "Said", "get_question", "is_any_due", "list_open", "list_said", "told_of"]


class Question(NamedTuple):
    """What one person is asked: whether a commitment, reported as delivered, solved what they asked for."""

    step_id: int
    person_id: int
    commitment_id: int
    title: str
    language: str
    direction: str
    place_id: int
    place_name: str
    reported_html: str
    evidence_url: str | None
    delivered_at: datetime | None
    # Whether it is public, and the report was neither taken back nor followed by another one.
    listed: bool
    stands: bool
    asked_at: datetime
    route: Route
    idea_id: int | None
    idea_title: str | None
    choice: str | None
    answer: Answer | None
    said: str | None
    answered_at: datetime | None

    @property
    def url(self) -> str:
        """The commitment's own page."""
        return address(self.commitment_id, self.title)

    @property
    def idea_url(self) -> str | None:
        """The page of what they wrote or voted on, unless that is out of sight."""
        return f"/ideas/{self.idea_id}/{slug(self.idea_title or '')}" if self.idea_id else None


class Said(NamedTuple):
    """What somebody added to their answer."""

    value: datetime
    id: int
    answer: Answer
    said: str


_AT = bindparam("at", type_=News.due_at.type)
_STANDS = Step.taken_back_at.is_(None) & (Commitment.status == Step.status)
_ASKED = (
    select(
        Step.id, Notification.person_id, Commitment.id, Commitment.title, Commitment.language, Commitment.direction,
        Place.id, Place.name, Step.body_html, Step.evidence_url, Step.happened_at, Commitment.listed,
        _STANDS, News.due_at, Notification.route,
        Idea.id, Idea.title, Notification.choice, Confirmation.answer, Confirmation.said, Confirmation.answered_at,
    )
    .select_from(Notification)
    .join(News, News.id == Notification.news_id)
    .join(Step, Step.id == News.step_id)
    .join(Commitment, Commitment.id == Step.commitment_id)
    .join(Place, Place.id == Commitment.place_id)
    .outerjoin(Idea, (Notification.via == Thing.IDEA) & (Idea.id == Notification.via_id) & Idea.listed)
    .outerjoin(
        Confirmation, (Confirmation.step_id == Step.id) & (Confirmation.person_id == Notification.person_id)
    )
    .where(
        News.event == Event.ASKED,
        News.cancelled_at.is_(None),
        News.due_at <= _AT,
        Notification.person_id == bindparam("person_id"),
    )
)  # fmt: skip
_ONE = Reading(Question, _ASKED.where(News.step_id == bindparam("step_id")))
_DUE = Reading(int, select(Commitment.id).where(Commitment.ask_at <= _AT, Commitment.listed).limit(1))
_OPEN = Reading(
    Question,
    _ASKED.where(Confirmation.answer.is_(None), Commitment.listed, _STANDS)
    .order_by(News.due_at, News.id)
    .limit(bindparam("most", type_=News.id.type)),
)


@cache
def _said(keyed: bool, back: bool) -> Reading[Said]:
    rows = (
        select(Confirmation.answered_at, Confirmation.person_id, Confirmation.answer, Confirmation.said)
        .where(Confirmation.commitment_id == bindparam("commitment_id"), Confirmation.said != "")
        .limit(bindparam("size", type_=Confirmation.person_id.type))
    )
    at, number = Confirmation.answered_at, Confirmation.person_id
    if keyed:
        key, key_id = bindparam("key", type_=at.type), bindparam("key_id", type_=number.type)
        tied = number > key_id if back else number < key_id
        rows = rows.where((at > key if back else at < key) | ((at == key) & tied))
    return Reading(Said, rows.order_by(*([at, number] if back else [at.desc(), number.desc()])))


def get_question(step_id: int, person_id: int) -> Question | None:
    """Return what this person is asked about this delivery, or None when they are not."""
    return _ONE.first(step_id=step_id, person_id=person_id, at=now())


def is_any_due() -> bool:
    """Say whether there is a delivery about which nobody was asked yet, and somebody should be by now."""
    return _DUE.first(at=now()) is not None


def list_open(person_id: int, most: int = 50) -> Sequence[Question]:
    """Return what this person is asked and has not answered, the oldest question first."""
    return _OPEN.all(person_id=person_id, at=now(), most=most)


def list_said(commitment_id: int, key: Key | None = None, size: int = 50) -> Page[Said]:
    """Return one page of what people added to their answers, the latest first; by whom is not told."""
    found = _said(key is not None, key is not None and key.back).all(
        commitment_id=commitment_id,
        size=size + 1,
        key=key.value if key else None,
        key_id=key.id if key else None,
    )
    return page_of(found, size, key, lambda row: (row.value, row.id))


def told_of(step_id: int) -> Select[Any]:
    """Return, as recipients of news, whoever was told of this delivery, by the route and with the vote of then."""
    told = ("person_id", "route", "via", "via_id", "choice")
    columns: Sequence[Any] = [getattr(Notification, name) for name in told]
    reported = News.event == Event.DELIVERED, News.step_id == step_id, News.cancelled_at.is_(None)
    return select(*columns).join(News, News.id == Notification.news_id).where(*reported)
