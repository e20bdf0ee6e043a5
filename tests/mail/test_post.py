"""Posting a mail: a row in the transaction of what it tells of, and never more than was asked for."""

from __future__ import annotations

import threading

import pytest

from community.extensions import db
from community.platform.errors import Unclear
from community.platform.mail.addresses import checked_address
from tests.mail.posting import drained, mails, post


def test_a_mail_of_a_transaction_that_failed_was_never_posted(mailing, sink):
    with mailing.app_context():
        post()
        db.session.rollback()
    assert drained(mailing) == 0
    assert not sink.messages


def test_one_event_and_person_makes_one_mail(mailing, sink):
    with mailing.app_context():
        assert post(once="delivered 7 to 1")
        assert post(once="delivered 7 to 1") is None
        assert post(once="delivered 7 to 2")
        assert post()
        assert post()
        db.session.commit()
    assert drained(mailing) == 4


def test_two_at_once_make_one_mail(mailing):
    together = threading.Barrier(2)

    def one():
        with mailing.app_context():
            together.wait()
            post(once="the same")
            db.session.commit()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mails(mailing)) == 1


@pytest.mark.parametrize("line", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_nothing_written_becomes_a_header(mailing, sink, line):
    mailing.config["SITE_NAME"] = f"Town{line}Bcc: eve@example.org"
    with mailing.app_context():
        post(subject=f"Hello{line}Bcc: eve@example.org{line}{line}And a body")
        with pytest.raises(Unclear):
            post(to=f"ada@example.org{line}Bcc: eve@example.org")
        db.session.commit()
    assert drained(mailing) == 1
    (message,) = sink.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: eve@example.org And a body"
    assert sink.asked == ["ada@example.org"]


def test_any_script_arrives_as_it_was_written(mailing, sink):
    text = "سلام\n\nस्कूल के सामने\n.\nFrom here on\n" + "ä" * 3000 + "\n"
    with mailing.app_context():
        post(subject="اسکول کے سامنے سڑک پر روشنی", text=text, language="ur")
        db.session.commit()
    assert drained(mailing) == 1
    (message,) = sink.messages
    assert message.get_content().replace("\r\n", "\n") == text
    assert message["Subject"] == "اسکول کے سامنے سڑک پر روشنی"
    assert message["Content-Language"] == "ur"
    assert message.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "good", ["a@example.org", "a.b+c@sub.example.org", "o'neill@example.org", "jörg@example.org", "a@bücher.example"]
)
def test_an_address_is_known_as_one(good):
    assert checked_address(f" {good} ") == good


@pytest.mark.parametrize(
    "bad",
    ["", "a", "@example.org", "a@", "a@b", "a@@example.org", "a b@example.org", "a@exam ple.org", "a@example..org",
     "a,b@example.org", "<a@example.org>", "A <a@example.org>", "a@example.org, b@example.org", "a@example.org\0",
     "a@-example.org", ".a@example.org", "a..b@example.org", "a@example.org\nBcc: b@example.org", "a\u202e@example.org",
     "x" * 65 + "@example.org", "a@" + "x" * 64 + ".org", "a@" + "x." * 130 + "org", "a@[127.0.0.1]", "a@example.org.",
     '"a"@example.org', "a@example.org\u200b\x7f"],
)  # fmt: skip
def test_what_is_no_address_is_refused(app, bad):
    with pytest.raises(Unclear):
        checked_address(bad)
