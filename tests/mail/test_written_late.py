"""Mails that are written when they are sent: from what is so by then, and the same again at each try."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from community.extensions import db
from community.platform.clock import now
from community.platform.mail.mailboxes import Away
from community.platform.mail.models import OutgoingMail
from community.platform.mail.writers import Nothing, Written, offer_writer
from tests.harness import pages
from tests.harness.databases import only_sqlite
from tests.mail.posting import change, drained, mails, post, posted


def wait_for_words(app, number=1, kind="late"):
    """Post so many mails that nobody has written yet."""
    at = now()
    row = {
        "subject": kind,
        "kind": kind,
        "language": "en",
        "is_secret": False,
        "created_at": at,
        "due_at": at,
        "tries": 0,
    }
    with app.app_context():
        for _ in range(number):
            db.session.add(OutgoingMail(to_address="ada@example.org", **row))
        db.session.commit()


def says(subject="News", **more):
    about = {"to_address": "ada@example.org", "text": "Good news.\n", "language": "en", **more}
    return lambda mail_id, _person_id: Written(subject=f"{subject} {mail_id}", **about)


def test_the_words_are_found_when_it_is_sent(mailing, sink):
    headers = {
        "List-Unsubscribe": "<https://town.example/stop/x>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    offer_writer(mailing, "late", says(to_address="new@example.org", language="de", headers=headers))
    wait_for_words(mailing)
    assert [(mail.subject, mail.text) for mail in mails(mailing)] == [("late", None)]
    assert drained(mailing) == 1
    (message,) = sink.messages
    assert (message["Subject"], message["To"]) == ("News 1", "new@example.org")
    assert {name: message[name] for name in headers} == headers
    (mail,) = mails(mailing)
    assert (mail.to_address, mail.subject, mail.text, mail.language) == (
        "new@example.org", "News 1", "Good news.\n", "de",
    )  # fmt: skip


def test_when_nothing_is_left_to_say_nothing_is_sent_and_others_go_out(mailing, sink):
    """More of them than are leased at a time."""
    offer_writer(mailing, "late", lambda _mail, _person: Nothing("all of it was hidden"))
    wait_for_words(mailing, 25)
    subjects = posted(mailing, 3)
    assert drained(mailing) == 3
    assert sink.numbers == dict.fromkeys(subjects, 1)
    dropped = [mail for mail in mails(mailing) if mail.dropped_at]
    assert len(dropped) == 25
    assert {mail.last_error for mail in dropped} == {"all of it was hidden"}
    assert drained(mailing) == 0
    said = mailing.test_cli_runner().invoke(args=["mail"]).output
    assert "Waiting: 0" in said
    assert "nothing left to say: 25\nSent: 3" in said
    assert "0 mails" in mailing.test_cli_runner().invoke(args=["mail", "retry"]).output


def test_each_try_asks_for_the_words_again(mailing, sink):
    """What was hidden between two tries is not in the second one."""
    offer_writer(mailing, "late", says("First"))
    wait_for_words(mailing)
    sink.to_message["ada@example.org"] = "451 later"
    assert drained(mailing) == 0
    offer_writer(mailing, "late", says("Second"))
    sink.to_message.clear()
    change(mailing, due_at=now())
    assert drained(mailing) == 1
    assert sink.numbers == {"Second 1": 1}


def test_an_hour_without_mail_server_asks_for_no_words(mailing, sink):
    sink.stop()
    asked = []
    offer_writer(mailing, "late", lambda mail_id, _person: asked.append(mail_id) or Nothing("never"))
    wait_for_words(mailing)
    with pytest.raises(Away):
        drained(mailing)
    assert asked == []


def test_a_mail_that_cannot_be_written_stops_no_other_and_leaves_nothing_half_done(mailing, sink, logged):
    def broken(mail_id, _person):
        db.session.execute(update(OutgoingMail).where(OutgoingMail.id == mail_id).values(language="xx"))
        raise ZeroDivisionError("people's words")

    offer_writer(mailing, "late", broken)
    wait_for_words(mailing)
    posted(mailing, 1)
    assert drained(mailing) == 1
    waiting, _sent = mails(mailing)
    assert (waiting.language, waiting.tries, waiting.leased_until) == ("en", 1, None)
    assert "ZeroDivisionError" in waiting.last_error
    assert waiting.due_at > now()
    assert [line["event"] for line in logged] == ["mail not written"]
    offer_writer(mailing, "late", says())
    change(mailing, due_at=now())
    assert drained(mailing) == 1


@only_sqlite
def test_words_that_no_mail_can_hold_are_not_sent(mailing, sink):
    for wrong in ({"to_address": "no address"}, {"text": "a\x00b"}):
        offer_writer(mailing, "late", says(**wrong))
        wait_for_words(mailing)
        assert drained(mailing) == 0
    assert not sink.messages
    assert [mail.tries for mail in mails(mailing)] == [1, 1]


def test_a_kind_that_nobody_writes_is_given_up_and_can_be_tried_again(mailing, sink):
    wait_for_words(mailing, kind="forgotten")
    with mailing.app_context():
        post(secret=True)
        db.session.execute(update(OutgoingMail).where(OutgoingMail.is_secret).values(text=None, failed_at=now()))
        db.session.commit()
    assert drained(mailing) == 0
    assert "nobody writes" in mails(mailing)[0].last_error
    offer_writer(mailing, "forgotten", says())
    assert "1 mail " in mailing.test_cli_runner().invoke(args=["mail", "retry"]).output
    assert drained(mailing) == 1


def test_two_processes_write_and_send_each_once(mailing, sink):
    offer_writer(mailing, "late", says())
    wait_for_words(mailing, 40)
    sink.delay = 0.01
    threads = [threading.Thread(target=drained, args=(mailing,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sink.numbers == {f"News {number}": 1 for number in range(1, 41)}


def test_what_is_not_written_yet_and_what_was_dropped_is_said_on_its_page(app, client):
    at = now()
    row = {"subject": "late", "kind": "late", "language": "en", "is_secret": False, "created_at": at, "due_at": at}
    db.session.add(OutgoingMail(to_address="ada@example.org", tries=0, **row))
    db.session.flush()
    number = db.session.scalar(select(OutgoingMail.id))
    assert "written when it is sent" in pages.page(client, f"/dev/mail/{number}").text
    db.session.execute(update(OutgoingMail).values(dropped_at=at + timedelta(minutes=1)))
    assert "nothing left to say" in pages.page(client, f"/dev/mail/{number}").text
