"""A visitor finds an idea, signs in and votes: in a real browser, with script and without, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from community.extensions import db
from community.ideas.models import Choice, Vote
from tests.factories import make_idea, make_person, make_place
from tests.faults.servers import serving

# What differs between the databases is tested where it differs; a journey is about people.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def town(own_app, tmp_path, chromium) -> Iterator[str]:
    """The address of a served town with one idea that three people voted on."""
    with own_app.app_context():
        make_person("Rosa")
        make_idea(
            "A bench at the stop", body="For everybody who waits.", place=make_place("Ward 3"), support=2, oppose=1
        )
        db.session.commit()
        url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    with serving(url, tmp_path, workers=1) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def person(request, chromium, town) -> Iterator[Page]:
    """Somebody's phone."""
    context = chromium.new_context(
        base_url=town, java_script_enabled=request.param, viewport={"width": 320, "height": 640}
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def counts(page: Page) -> list[str]:
    """What the vote control of the page says, by choice."""
    page.wait_for_load_state()
    buttons = page.locator("#vote button[aria-pressed]")
    return [
        " ".join(button.inner_text().replace(",", " ").split())
        + (" pressed" if button.get_attribute("aria-pressed") == "true" else "")
        for button in buttons.all()
    ]


def press(page: Page, name: str) -> None:
    """Walk to the button in the page by Tab, as who uses no mouse, and press it with Enter."""
    page.locator("main").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.inner_text().replace(",", " ").strip().startswith(name):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way to {name!r} by keyboard on {page.url}")


def settled(page: Page, expected: list[str]) -> None:
    """Wait until the counts are what they should be."""
    for _ in range(50):
        if counts(page) == expected:
            return
        page.wait_for_timeout(100)
    assert counts(page) == expected


def test_from_the_first_page_to_a_counted_vote(person: Page, own_app):
    person.goto("/")
    press(person, "A bench at the stop")
    person.wait_for_url("**/a-bench-at-the-stop")
    assert person.locator("h1").inner_text() == "A bench at the stop"
    assert counts(person) == ["Support 2", "Oppose 1", "Pass 0"]

    press(person, "Support")  # as a visitor: the vote waits for them to sign in
    person.wait_for_url("**/ideas/waiting")
    assert "Support" in person.locator("main").inner_text()
    press(person, "Sign in")
    person.wait_for_url("**/sign-in**")
    person.get_by_label("Rosa").check()
    person.get_by_role("button", name="Be this person").press("Enter")
    person.wait_for_url("**/a-bench-at-the-stop")
    assert person.get_by_text("Your vote is counted.").is_visible()

    settled(person, ["Support 3 pressed", "Oppose 1", "Pass 0"])
    press(person, "Oppose")
    settled(person, ["Support 2", "Oppose 2 pressed", "Pass 0"])
    with own_app.app_context():
        votes = db.session.scalars(select(Vote.choice).order_by(Vote.person_id)).all()
        assert sorted(votes) == sorted([Choice.SUPPORT, Choice.SUPPORT, Choice.OPPOSE, Choice.OPPOSE])
    press(person, "Withdraw my vote")
    settled(person, ["Support 2", "Oppose 1", "Pass 0"])
    assert person.evaluate("document.documentElement.scrollWidth") <= 320
