"""The quick keys of the moderators' desk; without script and without them it is in test_people.py."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from community.extensions import db
from community.moderation.models import Decision, Flag, Kind, Reason
from community.platform.clock import now
from community.roles.models import Grant, Role
from tests.factories import make_idea, make_person, root
from tests.harness.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.browser]


@pytest.fixture
def client(app):
    moderator = make_person("Mo")
    db.session.add(Grant(person_id=moderator.id, role=Role.MODERATOR, place_id=root().id, granted_at=now()))
    for number in range(3):
        idea = make_idea(f"Idea {number}", author=make_person())
        about = {"kind": Kind.IDEA, "thing_id": idea.id, "person_id": make_person().id, "reason": Reason.SPAM}
        db.session.add(Flag(flagged_at=now(), changed_at=now(), **about))
        author = app.test_client()
        author.sign_in(idea.author_id)
    client = app.test_client()
    client.sign_in(moderator.id)
    return client


def decided():
    db.session.expire_all()
    return [(row.thing_id, row.act, row.rule) for row in db.session.scalars(select(Decision).order_by(Decision.id))]


def ids():
    return db.session.scalars(select(Flag.thing_id).order_by(Flag.id)).all()


def focused(page):
    return page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")


def test_keys_walk_the_list_and_choose(client, browse):
    first, second, third = ids()
    page = browse(client)
    page.goto("/moderation")
    assert page.locator("[data-keys]").is_visible()
    page.locator(".desk__tick").first.focus()
    page.keyboard.press("j")
    assert focused(page) == f"idea-{second}"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == f"idea-{third}"
    page.keyboard.press("k")
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("2")
    assert focused(page) == "rule"
    page.keyboard.type("5")
    page.locator("[name=sentence]").focus()
    page.keyboard.type("Both are advertisements: 1, 2, j, k, x.")
    page.get_by_role("button", name="Decide").press("Enter")
    page.wait_for_url("**/moderation")
    page.get_by_text("2 decisions are made.").wait_for()
    assert decided() == [(first, "hide", 5), (second, "hide", 5)]


def test_setting_flags_aside_takes_two_keys(client, browse):
    page = browse(client)
    page.goto("/moderation")
    page.locator(".desk__tick").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.get_by_text("1 decision is made.").wait_for()
    assert decided() == [(ids()[0], "dismiss", None)]
