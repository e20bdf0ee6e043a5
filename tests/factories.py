"""Things to test with: `make_idea(votes=3)` shows what matters and invents the rest."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from sqlalchemy import update

from community.accounts.models import Code, Person, Purpose
from community.accounts.operations import make_code, record_person
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.ideas.models import Choice, Idea, Status
from community.ideas.operations import cast_vote, post_idea, set_status
from community.places.models import ROOT_ID, Place
from community.places.operations import add_place
from community.platform.clock import now

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
