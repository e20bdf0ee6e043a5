"""Whoever takes their data along finds what they were told in it, and whoever is erased leaves none of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.accounts.operations import open_account
from community.accounts.operations.closing import remove_account
from community.accounts.passwords import hash_password
from community.extensions import db
from community.leaving.operations import erase_person
from community.notifications.jobs import post_digests
from community.notifications.models import Event, Follow, How, News, Notification, Preference, Thing
from community.notifications.operations import follow, mute, notify, prefer, take_up
from community.notifications.queries import Wish
from community.platform.clock import now
from community.platform.mail.models import OutgoingMail
from tests.factories import make_idea, make_person, make_theme
from tests.notifications.audience import audience
from tests.notifications.town import make_reader

PASSWORD = "eleven green benches"
DUE = {"due_at": now() - timedelta(minutes=1)}


@pytest.fixture
def rosa(app):
    person = make_person("Rosa")
    open_account(person.id, "rosa@example.org", password_hash=hash_password(PASSWORD))
    return person


@pytest.fixture
def told(rosa):
    """Rosa and somebody else are told of a theme; she follows and prefers, and gets a mail."""
    idea, other = make_idea("A bench", author=rosa), make_reader()
    theme = make_theme("Rest")
    for person in (rosa, other):
        follow(person.id, Thing.THEME, theme.id)
        mute(person.id, Thing.IDEA, 999)
        prefer(person.id, {Event.MOVED: Wish(on_site=True, by_mail=How.WEEKLY)})
    notify(audience(rosa, other, via_id=idea.id), Event.GATHERED, Thing.THEME, theme.id, **DUE)
    notify(audience(rosa, other, via_id=idea.id), Event.PROMISED, Thing.THEME, theme.id)
    db.session.commit()
    post_digests()
    for mail in db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "news")):
        take_up(mail.id, mail.person_id)
    db.session.commit()
    return rosa, other, idea, theme


def test_the_file_holds_what_one_was_told_follows_and_prefers(client, told):
    rosa, _other, idea, theme = told
    client.sign_in(rosa.id)
    found = client.post("/account/data", data={"current": PASSWORD}).json
    (news,) = found["notifications"]
    assert {name: news[name] for name in ("event", "thing", "thing_id", "route", "via", "via_id", "choice")} == {
        "event": "gathered", "thing": "theme", "thing_id": theme.external_id, "route": "voted", "via": "idea",
        "via_id": idea.external_id, "choice": "support",
    }  # fmt: skip
    assert [(each["thing"], each["thing_id"], each["muted"]) for each in found["follows"]] == [
        ("theme", theme.external_id, False),
        ("idea", None, True),
    ]
    assert found["preferences"] == [{"event": "moved", "on_site": True, "by_mail": "weekly"}]


def test_whoever_is_erased_leaves_none_of_it_and_others_keep_theirs(told):
    rosa, other, _idea, _theme = told
    counted = db.session.scalars(select(News.told_count).order_by(News.id)).all()
    erase_person(rosa.id, keep_words=True)
    db.session.commit()
    for kind, number in ((Notification, 2), (Follow, 2), (Preference, 1)):
        assert db.session.scalars(select(kind.person_id)).all() == [other.id] * number
    assert db.session.scalars(select(News.told_count).order_by(News.id)).all() == counted
    assert db.session.scalars(select(OutgoingMail.person_id).where(OutgoingMail.kind == "news")).all() == [other.id]


def test_an_account_that_is_removed_takes_its_mails_and_is_mailed_no_more(told):
    rosa, other, _idea, _theme = told
    remove_account(rosa.id)
    db.session.commit()
    assert post_digests() == 0
    mailed = select(Notification.person_id).where(Notification.mail_id.is_not(None))
    assert db.session.scalars(mailed).all() == [other.id]
