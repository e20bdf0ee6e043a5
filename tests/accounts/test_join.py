"""From an address to an account: a code by mail, typed once, changes everything; nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.models import Account, Code, Person, SignIn
from community.accounts.operations import forget_codes, open_account
from community.accounts.passwords import hash_password, matches
from community.extensions import db
from community.platform.clock import now
from tests.accounts.mailbox import last_mail, mails
from tests.factories import make_person
from tests.harness.pages import page
from tests.harness.statements import recorded

JOINING = {"name": "Rosa", "email": "rosa@example.org", "password": "eleven green benches", "back": "/ideas"}


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def ask(client, **changes):
    """Ask to join; return the address of the page on which the code is typed."""
    answer = client.post("/join", data={**JOINING, **changes})
    assert answer.status_code == 303, answer.text
    return answer.location


def account_of(email="rosa@example.org"):
    return db.session.scalar(select(Account).where(Account.email == email))


def test_a_code_by_mail_makes_the_account_and_signs_in(client):
    path = ask(client)
    shown = page(client, path)
    assert shown.h1 == "Enter the code from your mail"
    assert "rosa@example.org" in shown.text
    assert count(Account) == 0
    assert last_mail().to == "rosa@example.org"
    answer = client.post(path, data={"code": last_mail().code})
    assert (answer.status_code, answer.location) == (303, "/ideas")
    assert "Rosa" in client.get("/about").text
    account = account_of()
    assert matches(account.password_hash, JOINING["password"])
    assert db.session.get(Person, account.person_id).name == "Rosa"


@pytest.mark.parametrize("dash", ["-", "", " ", "–", " - "])
def test_a_code_is_typed_in_any_way(client, dash):
    path = ask(client)
    assert client.post(path, data={"code": last_mail().code.lower().replace("-", dash)}).status_code == 303


def test_a_code_has_no_letters_that_look_alike(client):
    for number in range(5):
        ask(client, email=f"rosa{number}@example.org")
        assert not set(last_mail().code) & set("01ILOU")


def test_the_link_in_the_mail_fills_the_code_in_and_changes_nothing(client, app):
    ask(client)
    mail = last_mail()
    scanner = app.test_client()
    path = mail.link.removeprefix(app.config["ADDRESS"])
    for _time in range(9):
        shown = page(scanner, path)
    (field,) = shown.all("input", name="code")
    assert field.get("value") == mail.code
    assert (count(Account), count(SignIn)) == (0, 0)
    assert scanner.post(path, data={"code": mail.code}).status_code == 303
    assert count(Account) == 1


def test_a_password_counts_in_the_browser_only_that_chose_it(client, app):
    path = ask(client)
    other = app.test_client()
    assert other.post(path, data={"code": last_mail().code}).status_code == 303
    assert "chosen in another browser" in other.get("/about").text
    assert account_of().password_hash is None


def test_a_password_is_not_needed(client):
    path = ask(client, password="")
    client.post(path, data={"code": last_mail().code})
    assert account_of().password_hash is None


def test_a_code_is_taken_once(client, app):
    path = ask(client)
    code = last_mail().code
    assert client.post(path, data={"code": code}).status_code == 303
    for who in (client, app.test_client()):
        assert who.post(path, data={"code": code}).status_code == 409
        assert who.get(path).status_code == 409
    assert (count(Account), count(SignIn)) == (1, 1)


def test_after_five_wrong_guesses_the_right_one_is_wrong(client, app):
    path = ask(client)
    wrong = "AAAA-AAAA"
    lefts = []
    for _time in range(5):
        answer = app.test_client().post(path, data={"code": wrong})
        assert answer.status_code == 400
        lefts.append("more" in answer.text)
    assert lefts == [True] * 4 + [False]
    assert client.post(path, data={"code": last_mail().code}).status_code == 409
    assert count(Account) == 0


def test_the_fifth_guess_may_be_right(client):
    path = ask(client)
    for _time in range(4):
        client.post(path, data={"code": "AAAA-AAAA"})
    assert client.post(path, data={"code": last_mail().code}).status_code == 303


def test_nothing_typed_is_no_guess(client):
    path = ask(client)
    for _time in range(6):
        assert client.post(path, data={"code": ""}).status_code == 400
    assert client.post(path, data={"code": last_mail().code}).status_code == 303


def test_a_code_ends_with_time_and_is_forgotten(client):
    path = ask(client)
    code = last_mail().code
    db.session.execute(update(Code).values(expires_at=now() - timedelta(seconds=1)))
    assert client.get(path).status_code == 409
    assert client.post(path, data={"code": code}).status_code == 409
    assert forget_codes() == 0
    db.session.execute(update(Code).values(expires_at=now() - timedelta(hours=2)))
    assert forget_codes() == 1


def test_another_codes_page_takes_no_code(client):
    first, code = ask(client), last_mail().code
    second = ask(client)
    assert client.post(second, data={"code": code}).status_code == 400
    assert client.post(first, data={"code": code}).status_code == 303


def test_two_codes_for_one_address_make_one_account(client, app):
    first, one = ask(client), last_mail().code
    second, two = ask(app.test_client(), name="Luz"), last_mail().code
    assert client.post(first, data={"code": one}).status_code == 303
    assert app.test_client().post(second, data={"code": two}).status_code == 303
    assert (count(Account), count(Person), count(SignIn)) == (1, 1, 2)


def test_who_has_joined_already_is_told_by_mail_only(client, app):
    open_account(make_person("Rosa").id, "rosa@example.org", password_hash=hash_password("the first password"))
    known, unknown = ask(client), ask(app.test_client(), email="luz@example.org")
    one, two = (page(client, path, queries=None) for path in (known, unknown))
    assert one.source == two.source.replace("luz@", "rosa@")
    assert [mail.kind for mail in mails()] == ["join_known", "join"]
    answer = client.post(known, data={"code": mails()[0].code})
    assert answer.status_code == 303
    assert count(Account) == 1
    assert matches(account_of().password_hash, "the first password")
    assert "You had joined before" in client.get("/ideas").text


def test_an_address_that_only_looks_the_same_makes_no_second_account_and_gets_no_mail(client):
    open_account(make_person("Rosa").id, "rosa@example.org")
    ask(client, email="rоsa@example.org")
    assert [mail.to for mail in mails()] == ["rosa@example.org"]


@pytest.mark.parametrize("path", ["/join", "/sign-in/code", "/reset"])
def test_known_and_unknown_addresses_cost_the_same_statements(client, app, path):
    open_account(make_person("Rosa").id, "rosa@example.org")
    app.test_client().post(path, data={**JOINING, "email": "first@example.org"})
    caused = []
    for email in ("rosa@example.org", "luz@example.org"):
        with recorded() as statements:
            answer = app.test_client().post(path, data={**JOINING, "email": email})
        assert answer.status_code == 303
        caused.append((statements, answer.location[:6], len(answer.location), answer.text.replace(answer.location, "")))
    assert caused[0] == caused[1]
    assert len(mails()) == 3


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "Enter the name"),
        ({"name": "\u200b"}, "Nothing of this text"),
        ({"name": "R" * 201}, "at most 200"),
        ({"name": "Ro\u202esa"}, "cannot be seen"),
        ({"email": "rosa"}, "Enter an e-mail address"),
        ({"email": ""}, "Enter an e-mail address"),
        ({"password": "short"}, "at least 10"),
        ({"password": "1234567890"}, "easily guessed"),
        ({"password": "aaaaaaaaaaaa"}, "easily guessed"),
        ({"password": "rosa@example.org"}, "easily guessed"),
        ({"password": "p" * 300}, "at most 200"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, changes, says):
    answer = client.post("/join", data={**JOINING, **changes})
    assert answer.status_code == 400
    assert says in answer.text
    assert 'name="back" type="hidden" value="/ideas"' in answer.text
    assert JOINING["password"] not in answer.text
    assert mails() == []
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_joining_leads_nowhere_else(client, back):
    path = ask(client, back=back)
    assert client.post(path, data={"code": last_mail().code}).location == "/"


def test_names_go_into_no_mail(client):
    ask(client, name="Buy at evil.example now")
    assert "evil.example" not in last_mail().text + last_mail().subject
