"""Things to test with: `make_idea(votes=3)` shows what matters and invents the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, update

from community.accounts.models import Account, Code, Person, Purpose
from community.accounts.operations import begin_sign_in, make_code, open_account, record_person
from community.accounts.operations.sign_ins import token_hash
from community.accounts.queries import account_of
from community.comments.models import Comment, On, Side
from community.comments.operations import say_comment
from community.extensions import db
from community.ideas.models import Choice, Idea, Status
from community.ideas.operations import cast_vote, post_idea, set_status
from community.issues import operations as issues
from community.issues.models import Issue
from community.notifications.models import News, Thing
from community.places.models import ROOT_ID, Place
from community.places.operations import add_place
from community.platform.clock import now
from community.record.models import RecordNote
from community.roles.models import Grant, Role
from community.roles.queries import Viewer, get_viewer
from community.themes import operations as themes
from community.themes.models import Theme
from community.tracker import models as tracker
from community.tracker import operations as promises
from community.tracker.operations.restate import restate

_numbers = count(1)


def make_person(name: str | None = None) -> Person:
    """A person; named after a number unless told."""
    return record_person(name or f"Person {next(_numbers)}")


KNOWN_CODE, KNOWN_STEP = "known", "step"
"""The keys of the page of a code and of a page that asks for a second factor."""


def make_known_codes() -> None:
    """Two codes whose pages every test knows; the codes themselves nobody does."""
    for purpose, known_key in ((Purpose.JOIN, KNOWN_CODE), (Purpose.SECOND, KNOWN_STEP)):
        key, _code = make_code(purpose, None, "somebody@example.org")
        known = update(Code).where(Code.key_hash == token_hash(key))
        db.session.execute(known.values(key_hash=token_hash(known_key), expires_at=now() + timedelta(days=1)))


def root() -> Place:
    """The place that always exists."""
    place = db.session.get(Place, ROOT_ID)
    assert place is not None
    return place


def make_place(name: str | None = None, *, under: Place | None = None, kind: str | None = None) -> Place:
    """A place, under the root unless told."""
    return add_place(under or root(), name or f"Place {next(_numbers)}", kind=kind)


def make_idea(
    title: str | None = None,
    *,
    body: str = "",
    place: Place | None = None,
    author: Person | None = None,
    language: str = "en",
    status: Status = Status.OPEN,
    support: int = 0,
    oppose: int = 0,
    passed: int = 0,
) -> Idea:
    """An idea with so many votes, each by a person of its own."""
    idea = post_idea(author, place or root(), title or f"Idea {next(_numbers)}", body, language=language)
    for choice, number in ((Choice.SUPPORT, support), (Choice.OPPOSE, oppose), (Choice.PASS, passed)):
        for _ in range(number):
            cast_vote(make_person().id, idea.id, choice)
    if status is not Status.OPEN:
        set_status(None, idea, status, "Made for a test")
    db.session.refresh(idea)
    return idea


def make_issue(
    title: str | None = None,
    *,
    body: str = "",
    place: Place | None = None,
    author: Person | None = None,
    language: str = "en",
    affected: int = 0,
) -> Issue:
    """An issue that so many others say affects them, raised by a person of its own unless told."""
    who = make_viewer(author or make_person())
    made = title or f"Issue {next(_numbers)}"
    aged = update(Account).where(Account.id == who.account_id)
    db.session.execute(aged.values(created_at=now() - timedelta(days=30)))
    issue = issues.raise_issue(who, (place or root()).id, made, body, language=language, key=str(next(_numbers)))
    for _ in range(affected):
        issues.say_me_too(make_viewer(make_person()), issue.id)
    return issue


def make_comment(
    on: Idea | Issue | Theme | tracker.Commitment,
    body: str | None = None,
    *,
    side: Side = Side.NEUTRAL,
    reply_to: Comment | None = None,
    author: Person | None = None,
    language: str = "en",
) -> Comment:
    """A comment on a thing, or a reply to one, by a person of its own unless told."""
    who = make_viewer(author or make_person())
    aged = update(Account).where(Account.id == who.account_id)
    db.session.execute(aged.values(created_at=now() - timedelta(days=30)))
    said = body or f"Comment {next(_numbers)}"
    parent_id = reply_to.id if reply_to else None
    key = str(next(_numbers))
    return say_comment(
        who, On(type(on).__tablename__), on.id, said, side=side, parent_id=parent_id, language=language, key=key
    )


def make_theme(
    title: str | None = None,
    *,
    body: str = "",
    place: Place | None = None,
    ideas: Sequence[Idea] | None = None,
    published: bool = True,
    by: Viewer | None = None,
    language: str = "en",
) -> Theme:
    """A theme with these ideas, an invented one unless told, distilled by a moderator of the whole site unless told."""
    moderator = by or make_staff(Role.MODERATOR)
    ids = [idea.id for idea in ([make_idea(place=place)] if ideas is None else ideas)]
    place_id = (place or root()).id
    named = title or f"Theme {next(_numbers)}"
    theme = themes.make_theme(moderator, place_id, named, body, language=language, idea_ids=ids)
    if published:
        themes.publish_theme(moderator, theme.id)
    db.session.refresh(theme)
    return theme


def make_leader(place: Place | None = None, name: str | None = None) -> Viewer:
    """Somebody who leads a place, and has just signed in."""
    return make_staff(Role.LEADER, place, name)


def make_staff(role: Role, place: Place | None = None, name: str | None = None) -> Viewer:
    """Somebody who holds this role for a place, the root unless told, and has just signed in."""
    person = make_person(name)
    db.session.add(Grant(person_id=person.id, role=role, place_id=(place or root()).id, granted_at=now()))
    db.session.flush()
    return make_viewer(person)


def make_viewer(person: Person) -> Viewer:
    """Somebody who has just signed in; who has no account gets one."""
    account_id = account_of(person.id) or open_account(person.id, f"person-{person.id}@example.org").id
    viewer = get_viewer(token_hash(begin_sign_in(account_id, "")), False)
    assert viewer is not None
    return viewer


def make_commitment(
    title: str | None = None,
    *,
    body: str = "It is promised.",
    place: Place | None = None,
    ideas: Sequence[Idea] = (),
    themes: Sequence[Theme] = (),
    by: Viewer | None = None,
    due_on: date | None = None,
    status: tracker.Status = tracker.Status.PLANNED,
    days_ago: int = 0,
    **more: Any,
) -> tracker.Commitment:
    """A commitment for these ideas and themes; made so many days ago, with all that followed."""
    leader = by or make_leader(place)
    commitment = promises.make_commitment(
        leader,
        (place or root()).id,
        title or f"Commitment {next(_numbers)}",
        body,
        language="en",
        idea_ids=[idea.id for idea in ideas],
        theme_ids=[theme.id for theme in themes],
        **more,
    )
    if status is tracker.Status.IN_PROGRESS:
        promises.record_update(leader, commitment.id, "Made for a test", begun=True)
    elif status is tracker.Status.DELIVERED:
        promises.report_delivered(leader, commitment.id, "Made for a test")
    elif status is tracker.Status.STOPPED:
        promises.stop_commitment(leader, commitment.id, "Made for a test")
    _as_of(commitment, due_on, timedelta(days=days_ago))
    return commitment


def _as_of(commitment: tracker.Commitment, due_on: date | None, earlier: timedelta) -> None:
    """Let a commitment have promised this day from the first, and all that was said of it be so much older."""
    steps = db.session.scalars(select(tracker.Step).where(tracker.Step.commitment_id == commitment.id)).all()
    about = [f"step:{step.id}" for step in steps]
    news = select(News).where(News.thing == Thing.COMMITMENT, News.thing_id == commitment.id)
    notes = select(RecordNote).where(RecordNote.about.in_(about))
    for row in (commitment, *steps, *db.session.scalars(news), *db.session.scalars(notes)):
        for column in ("created_at", "listed_at", "recorded_at", "happened_at", "event_at", "due_at"):
            if getattr(row, column, None):
                setattr(row, column, getattr(row, column) - earlier)
    for step in steps:
        step.due_on = due_on
    db.session.flush()
    restate(commitment)
