"""The quick queue by keyboard at 320 pixels: one idea after the other, a step back, and nothing left."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from community.extensions import db
from community.ideas.models import Choice, Vote
from tests.factories import make_idea

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def test_a_minute_of_votes(town, scripts):
    with town.app.app_context():
        for number in range(3):
            make_idea(f"Idea number {number}")
        db.session.commit()
    mo = town.somebody("Mo")
    mo.opens(town.links["Mo"], "Enter the code")
    mo.presses("Sign in", "You are signed in")
    mo.opens("/ideas/queue", "You voted on 0 of 3 ideas here")
    first = asked(mo)
    answers(mo, scripts, "1", "Support")
    mo.reads("You voted on 1 of 3 ideas here")
    second = asked(mo)
    answers(mo, scripts, "2", "Oppose")
    mo.reads("You voted on 2 of 3 ideas here")
    answers(mo, scripts, "u", "Undo")
    mo.reads("You voted on 1 of 3 ideas here")
    assert (first != second, asked(mo)) == (True, second)
    answers(mo, scripts, "3", "Pass")
    mo.reads("You voted on 2 of 3 ideas here")
    answers(mo, scripts, "2", "Oppose")
    mo.reads("Nothing is left here", "You voted on 3 of 3 ideas here")
    with town.app.app_context():
        found = sorted(db.session.scalars(select(Vote.choice)))
    assert found == sorted([Choice.SUPPORT, Choice.PASS, Choice.OPPOSE])


def asked(person) -> str:
    return person.list_of(".queue__title")[0]


def answers(person, scripts: bool, key: str, name: str) -> None:
    """Press the key, or go to the button where no script listens to keys."""
    if scripts:
        person.page.keyboard.press(key)
    else:
        person.presses(name, "ideas here")
