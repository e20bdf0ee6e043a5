"""A district with two wards, who moderates where, and an idea that was flagged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from community.accounts.models import Account, Person
from community.accounts.operations import open_account
from community.accounts.queries import account_of
from community.extensions import db
from community.ideas.models import Idea
from community.moderation.models import Flag, Kind, Reason
from community.places.models import Place
from community.platform.clock import now
from community.roles.models import Grant, Role
from tests.factories import make_idea, make_person, make_place
from tests.harness.clients import Client


@dataclass
class Town:
    """Everything that the tests of moderation speak of."""

    app: Flask
    district: Place
    east: Place
    west: Place
    author: Person
    moderator: Person
    other: Person

    def client(self, person: Person | None) -> Client:
        client = self.app.test_client()
        if person is not None:
            client.sign_in(person.id)
        return client

    def staff(self, role: Role, place: Place, name: str | None = None) -> Person:
        person = make_person(name)
        db.session.add(Grant(person_id=person.id, role=role, place_id=place.id, granted_at=now()))
        db.session.flush()
        return person

    def idea(self, title: str = "A bench", flags: int = 1, **about: Any) -> Idea:
        idea = make_idea(title, **{"place": self.east, "author": self.author, **about})
        for _ in range(flags):
            self.flag(idea)
        return idea

    def flag(self, idea: Idea, reason: Reason = Reason.SPAM, said: str | None = None) -> None:
        at = now()
        about = {"kind": Kind.IDEA, "thing_id": idea.id, "person_id": make_person().id, "reason": reason, "said": said}
        db.session.add(Flag(flagged_at=at, changed_at=at, **about))
        db.session.flush()

    def decide(self, person: Person, *things: str, **form: Any):
        """Post a decision as this person; what is not said is hidden by rule 5."""
        sent = {"act": "hide", "rule": "5", "sentence": "It is an advertisement.", **form}
        return self.client(person).post("/moderation/decide", data={**dict(map(_ticked, things)), **sent})

    def account(self, person: Person) -> Account:
        db.session.expire_all()
        return db.session.get_one(Account, account_of(person.id))


def _ticked(thing: str) -> tuple[str, str]:
    """12-3: idea 12, of which decision 3 was the latest to be seen."""
    number, _dash, latest = thing.partition("-")
    return f"idea-{number}", latest


@pytest.fixture
def town(app: Flask) -> Town:
    district = make_place("District")
    east, west = make_place("East", under=district), make_place("West", under=district)
    author = make_person("Author Person")
    open_account(author.id, "author@example.org")
    town = Town(app, district, east, west, author, author, author)
    town.moderator = town.staff(Role.MODERATOR, east, "Mo Derator")
    town.other = town.staff(Role.MODERATOR, district, "Other")
    return town
