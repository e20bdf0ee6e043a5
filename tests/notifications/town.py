"""A town in which something is promised, and the passing of time in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from community.accounts.models import Account, Person
from community.accounts.operations import open_account
from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import cast_vote
from community.notifications.jobs import post_digests
from community.notifications.models import News, Notification
from community.platform.mail.models import OutgoingMail
from tests.factories import make_commitment, make_idea, make_leader, make_person
from tests.mail.posting import drained

IDEA, PROMISE = "Lights on the river path", "Twelve lamps along the river"
WORDS = "The lamps are ordered."


@dataclass
class Promised:
    """An idea by one person, voted on by others, and what a leader promises for it."""

    author: int
    voters: list[int]
    idea: int
    commitment: int
    leader: Any


def promise(app: Flask, voters: int = 1, **more: Any) -> Promised:
    """Have an idea written, voted on and promised, and commit."""
    with app.app_context():
        author = make_reader("Ada")
        idea = make_idea(IDEA, author=author)
        people = [make_reader() for _ in range(voters)]
        for person in people:
            cast_vote(person.id, idea.id, Choice.SUPPORT)
        leader = make_leader()
        made = make_commitment(PROMISE, ideas=[idea], by=leader, **more)
        account = db.session.scalars(select(Account).where(Account.id == leader.account_id)).one()
        account.created_at -= timedelta(days=30)
        promised = Promised(author.id, [person.id for person in people], idea.id, made.id, leader)
        db.session.commit()
        return promised


def make_reader(name: str | None = None, *, days: int = 30, language: str | None = None) -> Person:
    """Somebody with an account that is so many days old."""
    person = make_person(name)
    account = open_account(person.id, f"person-{person.id}@example.org")
    account.created_at -= timedelta(days=days)
    account.language = language
    db.session.flush()
    return person


def another(app: Flask, promised: Promised, title: str = "A bench", **more: Any) -> int:
    """Have another thing promised to the same people."""
    with app.app_context():
        idea = make_idea(f"{title}, please", author=db.session.get_one(Person, promised.author))
        for person_id in promised.voters:
            cast_vote(person_id, idea.id, Choice.OPPOSE)
        number = make_commitment(title, ideas=[idea], by=promised.leader, **more).id
        db.session.commit()
        return number


def age(app: Flask, **ago: float) -> None:
    """Let so much time pass for all news."""
    earlier = timedelta(**(ago or {"minutes": 11}))
    with app.app_context():
        for news in db.session.scalars(select(News)):
            news.due_at -= earlier
            news.happened_at -= earlier
        for told in db.session.scalars(select(Notification).where(Notification.mail_due_at.is_not(None))):
            told.mail_due_at -= earlier
        db.session.commit()


def sent(app: Flask) -> int:
    """Post what is due and send it, as the worker does."""
    with app.app_context():
        post_digests()
    return drained(app)


def make_due(app: Flask) -> None:
    """Let every mail that waits be due now, whatever it waited for."""
    with app.app_context():
        waiting = update(OutgoingMail).where(OutgoingMail.sent_at.is_(None))
        db.session.execute(waiting.values(due_at=OutgoingMail.created_at, leased_until=None))
        db.session.commit()
