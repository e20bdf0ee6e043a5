"""When a device was used last: noted once a day, and nobody waits for it."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import select, update

from community.accounts.models import SignIn
from community.accounts.operations import begin_sign_in, open_account
from community.extensions import db
from community.platform.clock import now
from community.platform.database import reading_only
from tests.factories import make_person
from tests.harness.pages import page
from tests.harness.statements import recorded


@pytest.fixture
def rosa(app):
    return open_account(make_person("Rosa").id, "rosa@example.org")


def a_day_passes():
    db.session.execute(update(SignIn).values(seen_at=now() - timedelta(days=1)))
    db.session.commit()


def seen():
    return db.session.scalars(select(SignIn.seen_at).order_by(SignIn.id)).all()


def test_a_device_is_noted_once_a_day(client, rosa):
    begin_sign_in(rosa.id, "Another device")
    client.sign_in(rosa.person_id)
    a_day_passes()
    assert client.get("/ideas").status_code == 200
    other, this = seen()
    assert other < now() - timedelta(hours=23)
    assert this > now() - timedelta(minutes=1)
    with recorded() as statements:
        client.get("/ideas")
    assert not [each for each in statements if each.startswith("UPDATE")]
    assert page(client, "/account").text.count("used last on") == 1  # of the device that is not at hand


def test_nobody_waits_for_it_while_somebody_else_writes(own_app):
    with own_app.app_context():
        rosa = open_account(make_person("Rosa").id, "rosa@example.org")
        client = own_app.test_client()
        client.sign_in(rosa.person_id)
        a_day_passes()
        with db.engine.connect() as writer:
            writer.execute(update(SignIn).values(device="Somebody writes"))
            began = monotonic()
            assert client.get("/account").status_code == 200
            assert monotonic() - began < 3
            with reading_only():
                assert max(seen()) < now() - timedelta(hours=23)
                db.session.rollback()
        client.get("/ideas")
        assert max(seen()) > now() - timedelta(minutes=1)
