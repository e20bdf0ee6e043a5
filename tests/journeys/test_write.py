"""What scripts do for whoever writes: what is begun is kept on the device, marks are pressed, letters counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from community.extensions import db
from community.writing.models import Draft
from tests.factories import make_person, make_place
from tests.faults.servers import serving

# What differs between the databases is tested where it differs; a journey is about people.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def town(own_app, tmp_path, chromium) -> Iterator[str]:
    """The address of a served town with two people and a ward in a district."""
    with own_app.app_context():
        make_person("Rosa")
        make_person("Sam")
        make_place("Ward 3", under=make_place("North district"))
        db.session.commit()
        url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    with serving(url, tmp_path, workers=1) as server:
        yield f"http://127.0.0.1:{server.port}"


def sign_in(page: Page, name: str) -> None:
    page.get_by_label(name).check()
    page.get_by_role("button", name="Be this person").press("Enter")


@pytest.fixture
def phone(chromium, town):
    context = chromium.new_context(base_url=town)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_what_is_begun_is_there_again_on_this_device_for_nobody_else(phone: Page, own_app):
    phone.goto("/ideas/new")
    phone.get_by_label("Title").fill("Half an idea")
    phone.goto("/places")
    phone.goto("/ideas/new")
    assert phone.get_by_label("Title").input_value() == "Half an idea"
    assert phone.get_by_text("what you had begun to write").is_visible()

    phone.goto("/sign-in?back=/ideas/new")
    sign_in(phone, "Rosa")
    phone.wait_for_url("**/ideas/new")
    assert phone.get_by_label("Title").input_value() == "Half an idea"  # the same tab goes on
    phone.get_by_label("Your idea").fill("And the other half.")
    phone.get_by_text("Your draft is saved.").wait_for()
    with own_app.app_context():
        assert db.session.scalars(select(Draft.body)).all() == ["And the other half."]

    phone.get_by_role("button", name="Sign out").press("Enter")
    phone.wait_for_url(lambda url: url.endswith("/"))
    phone.goto("/sign-in?back=/ideas/new")
    sign_in(phone, "Sam")
    phone.wait_for_url("**/ideas/new")
    assert phone.get_by_label("Title").input_value() == ""
    assert phone.evaluate("Object.keys(localStorage)") == []


def test_what_was_posted_is_begun_no_more(client, browse):
    client.sign_in(make_person("Rosa").id)
    phone = browse(client)
    phone.goto("/ideas/new")
    phone.get_by_label("Title").fill("A bench")
    phone.get_by_label("Title").press("Enter")
    phone.wait_for_url("**/a-bench")
    assert phone.evaluate("Object.keys(localStorage)") == []
    phone.goto("/ideas/new")
    assert phone.get_by_label("Title").input_value() == ""


def test_marks_and_counts_as_one_types(browse):
    phone = browse()
    phone.goto("/ideas/new")
    text = phone.get_by_label("Your idea")
    text.fill("wide")
    text.press("Control+a")
    phone.get_by_role("button", name="Bold").click()
    assert text.input_value() == "**wide**"
    text.press("Control+a")
    phone.get_by_role("button", name="List").click()
    assert text.input_value() == "- **wide**"
    phone.get_by_label("Title").fill("x" * 305)
    assert phone.get_by_text("5 letters too many").first.is_visible()
