"""`flask accounts add-admin`: the first admin of a site."""

from __future__ import annotations

from community.accounts.queries import find_account
from community.extensions import db
from community.roles.models import Role
from community.roles.queries import list_grants
from tests.accounts.mailbox import mails


def test_it_prints_a_link_that_signs_an_admin_in_once(app, client):
    done = app.test_cli_runner().invoke(args=["accounts", "add-admin", "Rosa@example.org", "--name", "Rosa"])
    assert done.exit_code == 0, done.output
    link = done.output.split()[-1]
    assert link.startswith(app.config["ADDRESS"])
    path = link.removeprefix(app.config["ADDRESS"])
    assert client.get(path).status_code == 200
    code = path.partition("=")[2]
    assert client.post(path, data={"code": code}).status_code == 303
    assert client.post(path, data={"code": code}).status_code == 409
    assert "Rosa" in client.get("/about").text
    (grant,) = list_grants(find_account("rosa@example.org").person_id)
    assert grant.role is Role.ADMIN
    assert mails() == []


def test_twice_for_the_same_address_is_one_admin(app):
    for _time in range(2):
        app.test_cli_runner().invoke(args=["accounts", "add-admin", "rosa@example.org"])
    db.session.rollback()
    assert len(list_grants(find_account("rosa@example.org").person_id)) == 1


def test_what_is_no_address_is_said(app):
    done = app.test_cli_runner().invoke(args=["accounts", "add-admin", "rosa"])
    assert done.exit_code == 1
    assert "Enter an e-mail address" in done.output
