"""The development sign-in."""

from __future__ import annotations

import pytest

from community.accounts.operations import end_sign_ins
from tests.factories import make_person


def test_one_can_be_somebody_and_nobody_again(client):
    person = make_person("Rosa")
    answer = client.post("/sign-in/as", data={"person": person.id, "back": "/ideas"})
    assert (answer.status_code, answer.location) == (303, "/ideas")
    assert "Rosa" in client.get("/about").text
    client.post("/sign-out")
    client.get("/about")  # shows the notice
    assert "Rosa" not in client.get("/about").text


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:x", "/\n/evil"]
)
def test_signing_in_never_leads_off_the_site(client, back):
    answer = client.post("/sign-in/as", data={"person": make_person().id, "back": back})
    assert answer.location == "/"


@pytest.mark.parametrize("person", ["", "0", "-1", "999999", str(2**31), "9" * 12, "9" * 18, "9" * 30, "٣", "x"])
def test_one_cannot_be_nobody(client, person):
    assert client.post("/sign-in/as", data={"person": person}).status_code == 404


def test_a_session_that_was_ended_elsewhere_is_a_visitors(client):
    person = make_person("Rosa")
    client.sign_in(person.id)
    assert "Rosa" in client.get("/about").text
    end_sign_ins(person.id)
    assert "Rosa" not in client.get("/about").text


@pytest.mark.parametrize("token", ["9" * 12, "-1", "x", ""])
def test_a_session_that_names_nobody_is_a_visitors(client, token):
    client.carry(token)
    assert client.get("/about").status_code == 200


def test_signing_out_ends_the_session_wherever_its_cookie_went(client, app):
    client.sign_in(make_person("Rosa").id)
    thief = app.test_client()
    with client.session_transaction() as session:
        thief.carry(session["_user_id"])
    assert "Rosa" in thief.get("/about").text
    client.post("/sign-out")
    assert "Rosa" not in thief.get("/about").text
