"""The pages of promises in a real browser: used by everybody, no wider than a phone, and set for paper."""

from __future__ import annotations

import re

import pytest

from community.extensions import db
from community.tracker.models import Status
from tests.factories import make_idea
from tests.harness.browser import violations
from tests.harness.databases import only_sqlite
from tests.tracker.making import make_commitment, make_theme

pytestmark = only_sqlite

PAGES = ["/tracker", "/tracker/waiting", "/tracker/declined", "/tracker/ledger", "/tracker/signals", "{commitment}"]


@pytest.fixture
def promised(client) -> str:
    """Twenty promises of every kind; the address of one that was delivered and is disputed."""
    idea = make_idea("A bench", support=2)
    theme = make_theme(ideas=[idea])
    make_theme("Nobody has answered this one")
    for number in range(19):
        status = list(Status)[number % 4]
        make_commitment(f"Promise {number}", ideas=[idea], themes=[theme], status=status, due_in=20 - 5 * number)
    made = make_commitment("Ten benches", ideas=[idea], status=Status.DELIVERED, yes=3, no=9)
    db.session.commit()
    return client.get(f"/tracker/{made.id}").location


@pytest.mark.parametrize("pattern", PAGES)
def test_a_page_of_promises_can_be_used_by_everybody_and_on_a_phone(browse, promised, pattern):
    page = browse(viewport={"width": 320, "height": 640}, color_scheme="dark")
    page.goto(pattern.format(commitment=promised))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(("pattern", "sheets"), [("/tracker", 2), ("{commitment}", 1)], ids=["list", "one"])
def test_twenty_promises_are_two_pages_of_paper_and_one_promise_is_one(browse, promised, pattern, sheets):
    page = browse()
    page.goto(pattern.format(commitment=promised))
    assert page.locator(".only-on-paper").is_hidden()
    paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == sheets
    page.emulate_media(media="print")
    assert page.locator(".only-on-paper").is_visible()
    assert page.locator(".masthead__nav").is_hidden()
