"""One's own account: name, language, home place, address, password, devices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from community.accounts.devices import device_of
from community.accounts.models import Account, Person, SignIn
from community.accounts.operations import begin_sign_in, open_account
from community.accounts.passwords import hash_password, matches
from community.extensions import db
from community.platform.clock import now
from tests.accounts.mailbox import last_mail, mails
from tests.factories import make_person, make_place
from tests.harness.pages import page

PASSWORD = "eleven green benches"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def rosa(app) -> Account:
    return open_account(make_person("Rosa").id, "rosa@example.org", password_hash=hash_password(PASSWORD))


@pytest.fixture
def signed_in(client, rosa):
    client.sign_in(rosa.person_id)
    return client


@pytest.mark.parametrize("path", ["/account", "/account/place", "/account/email", "/account/password"])
def test_an_account_is_shown_to_nobody_else_and_kept_nowhere(client, rosa, path):
    assert client.get(path).status_code == 403
    client.sign_in(rosa.person_id)
    shown = page(client, path)
    assert shown.headers["Cache-Control"] == "no-store"


def test_the_name_is_changed_everywhere(signed_in, rosa):
    assert signed_in.post("/account", data={"name": " Rosa  Luz ", "language": "en"}).status_code == 303
    assert db.session.get(Person, rosa.person_id, populate_existing=True).name == "Rosa Luz"
    assert "Rosa Luz" in signed_in.get("/about").text


@pytest.mark.parametrize("form", [{"name": "", "language": "en"}, {"name": "x\u202e", "language": "en"},
                                  {"name": "Rosa", "language": "tlh"}])  # fmt: skip
def test_what_is_wrong_is_said(signed_in, rosa, form):
    answer = signed_in.post("/account", data=form)
    assert answer.status_code == 400
    assert "field__error" in answer.text
    assert db.session.get(Person, rosa.person_id, populate_existing=True).name == "Rosa"


def test_a_chosen_language_counts_on_every_device_and_before_any_cookie(signed_in, app, rosa):
    signed_in.post("/account", data={"name": "Rosa", "language": "ar-XB"})
    other = app.test_client()
    other.set_cookie("language", "en")
    assert 'dir="ltr"' in other.get("/about").text
    other.sign_in(rosa.person_id)
    assert 'dir="rtl"' in other.get("/about").text
    other.post("/language", data={"language": "en"})
    assert 'dir="ltr"' in signed_in.get("/about").text


def test_what_a_machine_asks_does_not_look_who_is_signed_in(signed_in, monkeypatch):
    monkeypatch.setattr("community.roles.views.load", None)
    monkeypatch.setattr("community.roles.views.get_viewer", None, raising=False)
    assert signed_in.get("/healthz").status_code == 200


def test_a_home_place_is_found_chosen_and_left(signed_in, rosa):
    place = make_place("Mill Lane")
    shown = page(signed_in, "/account/place?find=mill")
    assert [field.get("value") for field in shown.all("input", name="place")] == [str(place.id)]
    assert signed_in.post("/account/place", data={"place": place.id}).status_code == 303
    assert "Mill Lane" in signed_in.get("/account").text
    assert "Mill Lane" in page(signed_in, "/account/place").text
    for nowhere in ("0", "999999", "x", "9" * 30, "-1"):
        assert signed_in.post("/account/place", data={"place": nowhere}).status_code == 404
    signed_in.post("/account/place", data={"place": ""})
    assert db.session.get(Person, rosa.person_id, populate_existing=True).home_place_id is None


def test_another_address_needs_the_password_and_the_code_sent_there(signed_in, rosa):
    form = {"email": "new@example.org", "current": PASSWORD}
    for wrong in ({"current": "wrong"}, {"current": ""}, {"email": "x"}):
        assert signed_in.post("/account/email", data={**form, **wrong}).status_code == 400
    assert mails() == []
    path = signed_in.post("/account/email", data=form).location
    assert (last_mail().to, last_mail().kind) == ("new@example.org", "email_new")
    assert rosa.email == "rosa@example.org"
    page(signed_in, path)
    code = last_mail().code
    assert signed_in.post(path, data={"code": code}).location == "/account"
    db.session.refresh(rosa)
    assert (rosa.email, rosa.email_key) == ("new@example.org", "new@example.org")
    assert (last_mail().to, last_mail().kind) == ("rosa@example.org", "email_changed")
    assert "new@example.org" not in last_mail().text


def test_the_code_for_an_address_is_of_use_to_that_account_only(signed_in, app, rosa):
    path = signed_in.post("/account/email", data={"email": "new@example.org", "current": PASSWORD}).location
    luz = app.test_client()
    for who in (app.test_client(), luz):
        if who is luz:
            who.sign_in(make_person("Luz").id)
        assert who.get(path).status_code == 403
        assert who.post(path, data={"code": last_mail().code}).status_code == 403


def test_an_address_of_somebody_else_is_not_given_away(signed_in, app):
    open_account(make_person("Luz").id, "luz@example.org")
    taken = signed_in.post("/account/email", data={"email": "luz@example.org", "current": PASSWORD})
    assert (last_mail().to, last_mail().kind) == ("luz@example.org", "email_taken")
    free = signed_in.post("/account/email", data={"email": "cat@example.org", "current": PASSWORD})
    one, two = (page(signed_in, answer.location, queries=None).source for answer in (taken, free))
    assert one == two.replace("cat@", "luz@")


def test_an_address_that_was_taken_meanwhile_is_refused(signed_in, rosa):
    path = signed_in.post("/account/email", data={"email": "luz@example.org", "current": PASSWORD}).location
    code = last_mail().code
    open_account(make_person("Luz").id, "luz@example.org")
    assert signed_in.post(path, data={"code": code}).status_code == 409
    db.session.refresh(rosa)
    assert rosa.email == "rosa@example.org"


def test_who_has_no_password_signs_in_again_to_change_the_address(signed_in, rosa):
    rosa.password_hash = None
    assert signed_in.post("/account/email", data={"email": "new@example.org"}).status_code == 303
    path = signed_in.post("/account/email", data={"email": "new@example.org"}).location
    assert path.startswith("/code/")
    db.session.execute(update(SignIn).values(began_at=now() - timedelta(hours=1)))
    for answer in (
        signed_in.get("/account/email"),
        signed_in.post("/account/email", data={"email": "new@example.org"}),
    ):
        assert answer.location == "/sign-in?back=/account/email"


def test_a_password_is_changed_by_who_knows_it(signed_in, app, rosa):
    other = app.test_client()
    other.sign_in(rosa.person_id)
    for wrong in ({"current": "wrong"}, {"password": "short"}, {"password": "rosa@example.org"}, {"password": ""}):
        form = {"current": PASSWORD, "password": "seven yellow doors", **wrong}
        assert signed_in.post("/account/password", data=form).status_code == 400
    form = {"current": PASSWORD, "password": "seven yellow doors"}
    assert signed_in.post("/account/password", data=form).status_code == 303
    db.session.refresh(rosa)
    assert matches(rosa.password_hash, "seven yellow doors")
    assert (last_mail().to, last_mail().kind) == ("rosa@example.org", "password_changed")
    assert signed_in.get("/account").status_code == 200
    assert other.get("/account").status_code == 403


def test_a_new_password_ends_codes_sent_before(signed_in, app):
    path = app.test_client().post("/sign-in/code", data={"email": "rosa@example.org"}).location
    code = last_mail().code
    signed_in.post("/account/password", data={"current": PASSWORD, "password": "seven yellow doors"})
    assert app.test_client().post(path, data={"code": code}).status_code == 409


def test_who_has_no_password_gets_a_code_to_choose_one(signed_in, rosa):
    rosa.password_hash = rosa.password_set_at = None
    assert not page(signed_in, "/account/password").all("input", name="current")
    assert (
        signed_in.post("/account/password", data={"current": "x", "password": "seven yellow doors"}).status_code == 400
    )
    path = signed_in.post("/reset", data={"email": "rosa@example.org", "back": "/account"}).location
    done = signed_in.post(path, data={"code": last_mail().code, "password": "seven yellow doors"})
    assert done.location == "/account"
    db.session.refresh(rosa)
    assert matches(rosa.password_hash, "seven yellow doors")


def test_devices_are_listed_and_each_can_be_ended(signed_in, app, rosa):
    other, third = app.test_client(), app.test_client()
    for client in (other, third):
        client.carry(begin_sign_in(rosa.id, FIREFOX))
    shown = page(signed_in, "/account")
    assert shown.text.count("Firefox on Linux") == 2
    assert shown.text.count("This device") == 1
    ends = [form.get("action") for form in shown.all("form") if "/devices/" in form.get("action")]
    assert len(ends) == 3
    assert signed_in.post(ends[1]).status_code == 303
    assert [client.get("/account").status_code for client in (signed_in, other, third)] == [200, 403, 200]
    assert signed_in.post(ends[1]).status_code == 404
    signed_in.post("/account/devices/end")
    assert [client.get("/account").status_code for client in (signed_in, other, third)] == [200, 403, 403]


def test_nobody_ends_the_devices_of_others(signed_in, app):
    luz = app.test_client()
    luz.sign_in(make_person("Luz").id)
    theirs = db.session.scalar(select(SignIn.id).order_by(SignIn.id.desc()))
    assert signed_in.post(f"/account/devices/{theirs}/end").status_code == 404
    signed_in.post("/account/devices/end")
    assert luz.get("/account").status_code == 200


def test_a_browser_is_named():
    chrome = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
    safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1"
    assert device_of(FIREFOX) == ("Firefox", "Linux")
    assert device_of(chrome) == ("Chrome", "Android")
    assert device_of(f"{chrome} Edg/140.0").browser == "Edge"
    assert device_of(safari) == ("Safari", "iPhone")
    assert device_of("curl/8") == (None, None)
