"""Signing in by password or by a mailed code, and choosing a new password."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from community.accounts import passwords
from community.accounts.models import Account, SignIn
from community.accounts.operations import open_account
from community.accounts.passwords import hash_password, is_outdated, matches
from community.extensions import db
from tests.accounts.mailbox import last_mail, mails
from tests.factories import make_person
from tests.harness.pages import page
from tests.harness.statements import recorded

PASSWORD = "eleven green benches"
RIGHT = {"email": "rosa@example.org", "password": PASSWORD, "back": "/ideas?sort=share"}


@pytest.fixture
def rosa(app) -> Account:
    return open_account(make_person("Rosa").id, "rosa@example.org", password_hash=hash_password(PASSWORD))


def test_the_right_password_signs_in(client, rosa):
    answer = client.post("/sign-in", data={**RIGHT, "email": " ROSA@example.org"})
    assert (answer.status_code, answer.location) == (303, "/ideas?sort=share")
    assert "Rosa" in client.get("/about").text


def test_the_page_leads_back_to_where_one_came_from(client):
    for request in (
        {"query_string": {"back": "/ideas?sort=share"}},
        {"headers": {"Referer": "http://localhost/ideas?sort=share"}},
    ):
        assert 'value="/ideas?sort=share"' in client.get("/sign-in", **request).text
    for elsewhere in ("https://evil.example/x", "http://localhost/sign-in", "http://localhost//evil.example", "x"):
        assert 'type="hidden" value="/"' in client.get("/sign-in", headers={"Referer": elsewhere}).text


@pytest.mark.parametrize("email", ["rosa@example.org", "nobody@example.org"])
@pytest.mark.parametrize("password", ["wrong wrong wrong", "x" * 5000, "\x00", "e"])
def test_a_wrong_one_is_answered_alike_for_known_and_unknown(client, rosa, email, password):
    answer = client.post("/sign-in", data={"email": email, "password": password})
    assert answer.status_code == 400
    assert "do not belong together" in answer.text
    assert f'value="{email}"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_known_and_unknown_cost_the_same_statements_and_the_same_hashing(app, rosa, monkeypatch):
    compared = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher,
        "verify",
        lambda self, kept, typed: compared.append(kept.split("$")[:4]) or verify(self, kept, typed),
    )
    caused = []
    for email in ("rosa@example.org", "nobo@example.org"):
        with recorded() as statements:
            answer = app.test_client().post("/sign-in", data={"email": email, "password": "wrong wrong wrong"})
        caused.append((statements, answer.text.replace(email, ""), dict(answer.headers)["Cache-Control"]))
    assert caused[0] == caused[1]
    assert len(compared) == 2
    assert compared[0] == compared[1]


def test_without_a_password_none_is_right(client, app):
    open_account(make_person("Luz").id, "luz@example.org")
    for password in ("nobody's", "None", ""):
        assert client.post("/sign-in", data={"email": "luz@example.org", "password": password}).status_code == 400


def test_a_password_is_kept_with_the_work_that_is_advised(hasher_of_the_site, monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", hasher_of_the_site)
    kept = hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert matches(kept, PASSWORD) and not is_outdated(kept)


def test_a_password_kept_with_less_work_is_kept_anew(client, rosa):
    rosa.password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    assert is_outdated(rosa.password_hash)
    assert client.post("/sign-in", data=RIGHT).status_code == 303
    db.session.refresh(rosa)
    assert not is_outdated(rosa.password_hash)
    assert matches(rosa.password_hash, PASSWORD)


def test_the_same_password_composed_otherwise_is_the_same(app):
    assert matches(hash_password("crème brûlée, trois"), "crème brûlée, trois")


def test_a_mailed_code_signs_in(client, rosa):
    path = client.post("/sign-in/code", data=RIGHT).location
    assert last_mail().kind == "sign_in"
    answer = client.post(path, data={"code": last_mail().code})
    assert (answer.status_code, answer.location) == (303, "/ideas?sort=share")
    assert "Rosa" in client.get("/about").text


def test_a_code_for_nobody_signs_nobody_in(client):
    path = client.post("/sign-in/code", data=RIGHT).location
    assert last_mail().kind == "sign_in_unknown"
    assert page(client, path).status == 200
    assert client.post(path, data={"code": "AAAA-AAAA"}).status_code == 400


def test_a_reset_needs_the_code_and_ends_all_other_sign_ins(client, app, rosa):
    other = app.test_client()
    other.post("/sign-in", data=RIGHT)
    assert "Rosa" in other.get("/about").text
    path = client.post("/reset", data=RIGHT).location
    weak = client.post(path, data={"code": last_mail().code, "password": "short"})
    assert weak.status_code == 400
    wrong = client.post(path, data={"code": "AAAA-AAAA", "password": "seven yellow doors"})
    assert wrong.status_code == 400
    db.session.refresh(rosa)
    assert matches(rosa.password_hash, PASSWORD)
    done = client.post(path, data={"code": last_mail().code, "password": "seven yellow doors"})
    assert done.status_code == 303
    db.session.refresh(rosa)
    assert matches(rosa.password_hash, "seven yellow doors")
    assert "Rosa" in client.get("/about").text
    assert "Rosa" not in other.get("/about").text


def test_links_in_mails_lead_to_the_configured_address_whatever_the_request_says(client, app, rosa):
    for path in ("/reset", "/join", "/sign-in/code"):
        headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Host": "evil.example"}
        client.post(path, data={**RIGHT, "name": "Rosa"}, headers=headers)
    assert client.post("/reset", data=RIGHT, headers={"Host": "evil.example"}).status_code == 400
    assert len(mails()) == 3
    assert all(mail.link.startswith(f"{app.config['ADDRESS']}/code/") for mail in mails())
    assert not any("evil" in mail.text for mail in mails())


def test_signing_in_again_ends_the_sign_in_before(client, rosa):
    for _time in range(2):
        client.post("/sign-in", data=RIGHT)
    ended = db.session.scalars(select(SignIn.ended_at).order_by(SignIn.id)).all()
    assert [at is None for at in ended] == [False, True]


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/join", "/reset"])
def test_every_page_is_kept_nowhere(client, path):
    assert page(client, path).headers["Cache-Control"] == "no-store"
