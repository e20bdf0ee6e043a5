"""What nobody may do with passkeys; one is made, used and removed in tests/journeys/test_people.py."""

from __future__ import annotations

import json

import pytest

from community.accounts.models import Passkey
from community.accounts.operations import add_passkey, make_challenge, open_account, set_second, take_challenge
from community.extensions import db
from community.platform.errors import Refused
from tests.accounts.test_at_once import at_once
from tests.factories import make_person
from tests.harness.pages import page as fetch


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_without_script_there_is_no_button_that_does_nothing(app, chromium, browse):
    page = browse(java_script_enabled=False)
    page.goto("/sign-in")
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()


@pytest.fixture
def rosa(app):
    return open_account(make_person("Rosa").id, "rosa@example.org")


@pytest.fixture
def signed_in(client, rosa):
    client.sign_in(rosa.person_id)
    return client


def has_key(account_id: int) -> Passkey:
    return add_passkey(account_id, b"an id", b"a public key", 1, "My phone")


def begin(client, path="/account/passkeys/options"):
    answer = client.post(path, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json


def test_what_a_browser_is_asked_is_made_for_this_host_and_one_person(signed_in, app):
    told = begin(signed_in)
    assert told["options"]["rp"]["id"] == "localhost"
    assert told["options"]["authenticatorSelection"]["userVerification"] == "required"
    assert signed_in.post("/account/passkeys/options", headers={"Host": "evil.example"}).status_code == 400
    other = app.test_client()
    other.sign_in(make_person("Luz").id)
    assert begin(other)["options"]["user"]["id"] != told["options"]["user"]["id"]


@pytest.mark.parametrize(
    "credential",
    ["{}", "[]", "null", "x", "1", "[" * 9_000, '{"id": 3}', '{"id": "AAAA"}',
     json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "AAAA",
                 "attestationObject": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA"}})],
)  # fmt: skip
def test_an_answer_that_no_browser_gives_is_refused(signed_in, app, rosa, credential):
    made = {"name": "My phone", "key": begin(signed_in)["key"], "credential": credential}
    assert signed_in.post("/account/passkeys", data=made).status_code == 400
    has_key(rosa.id)
    visitor = app.test_client()
    used = {"key": begin(visitor, "/sign-in/passkey/options")["key"], "credential": credential}
    assert visitor.post("/sign-in/passkey", data=used).status_code in (400, 409)
    assert visitor.get("/account").status_code == 403


def test_a_challenge_is_used_once_and_by_whom_it_was_made_for(app, rosa):
    luz = open_account(make_person("Luz").id, "luz@example.org")
    key, challenge = make_challenge(rosa.id)
    for other in (luz.id, None):
        with pytest.raises(Refused):
            take_challenge(key, other)
    assert take_challenge(key, rosa.id) == challenge
    with pytest.raises(Refused):
        take_challenge(key, rosa.id)


def test_a_challenge_is_used_by_one_of_many(own_app):
    with own_app.app_context():
        key, challenge = make_challenge(None)
        db.session.commit()
    assert at_once(own_app, lambda _number: take_challenge(key, None)).count(challenge) == 1


def test_a_challenge_is_no_code_and_no_second_step(client, app):
    key = begin(client, "/sign-in/passkey/options")["key"]
    for path in (f"/code/{key}", f"/sign-in/second/{key}"):
        assert client.get(path).status_code == 409
        assert client.post(path, data={"code": "AAAA-AAAA"}).status_code == 409


def test_nobody_removes_the_passkeys_of_others(signed_in, app, rosa):
    passkey = has_key(rosa.id)
    luz = app.test_client()
    luz.sign_in(make_person("Luz").id)
    assert luz.post(f"/account/passkeys/{passkey.id}/remove").status_code == 404
    assert "My phone" in fetch(signed_in, "/account/passkeys").text
    assert signed_in.post(f"/account/passkeys/{passkey.id}/remove").status_code == 303
    assert "My phone" not in fetch(signed_in, "/account/passkeys").text


def test_a_key_belongs_to_one_account(app, rosa):
    has_key(rosa.id)
    with pytest.raises(Refused):
        has_key(open_account(make_person("Luz").id, "luz@example.org").id)


def test_who_has_shown_a_password_only_adds_no_key_to_what_is_stronger(client, rosa):
    set_second(rosa.id, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", 0)
    client.sign_in(rosa.person_id, second_factor=False)
    assert client.post("/account/passkeys/options").status_code == 409
    key, _challenge = make_challenge(rosa.id)
    made = {"name": "My phone", "key": key, "credential": "{}"}
    assert client.post("/account/passkeys", data=made).status_code == 409
