"""Sending: each mail once, in spite of mail servers that are away, slow, busy or unwilling."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from community.extensions import db
from community.platform.clock import now
from community.platform.mail import jobs, mailboxes, operations
from community.platform.mail.mailboxes import Away
from community.platform.mail.writing import render_mail
from community.platform.worker.jobs import NotNow
from community.site.models import Name
from community.site.operations import change_setting
from tests.faults.servers import free_port
from tests.mail.posting import change, drained, mails, post, posted


def test_what_is_due_is_sent_once(mailing, sink):
    subjects = posted(mailing, 25)
    assert drained(mailing) == 25
    assert drained(mailing) == 0
    assert sink.numbers == dict.fromkeys(subjects, 1)
    assert all(mail.sent_at and mail.leased_until is None and mail.text for mail in mails(mailing))


def test_a_mail_says_who_it_is_from_and_how_it_can_be_told_apart(mailing, sink):
    mailing.config |= {"ADDRESS": "https://town.example", "MAIL_FROM": "no-reply@town.example", "SITE_NAME": "Our Town"}
    posted(mailing, 2)
    drained(mailing)
    first, second = sink.messages
    assert first["From"] == "Our Town <no-reply@town.example>"
    assert first["To"] == "ada@example.org"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"].endswith("@town.example>")
    assert first["Message-ID"] != second["Message-ID"]
    change(mailing, sent_at=None)
    drained(mailing)
    assert [message["Message-ID"] for message in sink.messages[2:]] == [first["Message-ID"], second["Message-ID"]]


def test_the_name_that_admins_gave_the_site_stands_in_its_mails(mailing, sink):
    mailing.config |= {"MAIL_FROM": "no-reply@town.example", "SITE_NAME": "Our Town"}
    with mailing.app_context():
        change_setting(None, Name.SITE_NAME, "Riverside")
        subject, text = render_mail("sign_in", "en", code="AAAA-AAAA", path="/code/x", minutes=15)
        post(subject=subject, text=text)
        db.session.commit()
    drained(mailing)
    assert sink.messages[0]["From"] == "Riverside <no-reply@town.example>"
    assert "Riverside" in sink.messages[0]["Subject"]
    assert "-- \r\nRiverside\r\n" in sink.messages[0].get_content()
    assert "Our Town" not in sink.messages[0].as_string()


def test_an_hour_without_mail_server_delays_and_loses_nothing(mailing, sink):
    sink.stop()
    subjects = posted(mailing, 12)
    for _ in range(5):
        with pytest.raises(Away, match="does not answer"):
            drained(mailing)
    assert all(mail.tries == 0 and mail.leased_until is None for mail in mails(mailing))
    sink.start()
    assert drained(mailing) == 12
    assert sink.numbers == dict.fromkeys(subjects, 1)


def test_two_days_without_mail_server_are_too_long_and_are_seen(mailing, sink):
    sink.stop()
    posted(mailing, 2)
    change(mailing, due_at=now() - timedelta(days=2, minutes=1))
    with pytest.raises(Away):
        drained(mailing)
    run = mailing.test_cli_runner().invoke
    shown = run(args=["mail"]).output
    assert "Failed: 2" in shown
    assert "does not answer" in shown
    sink.start()
    assert drained(mailing) == 0
    assert "2 mails" in run(args=["mail", "retry"]).output
    assert drained(mailing) == 2
    assert "Sent: 2\nFailed: 0" in run(args=["mail"]).output


def test_a_server_that_goes_away_in_the_middle(mailing, sink):
    sink.to_message["gone@example.org"] = "421 closing now"
    with mailing.app_context():
        for number in range(4):
            post(to="gone@example.org" if number == 1 else "ada@example.org", subject=f"Mail {number}")
        db.session.commit()
    with pytest.raises(Away):
        drained(mailing)
    assert sink.numbers == {"Mail 0": 1}
    assert drained(mailing) == 2
    assert sink.numbers == {"Mail 0": 1, "Mail 2": 1, "Mail 3": 1}
    sink.to_message.clear()
    change(mailing, due_at=now())
    assert drained(mailing) == 1


def test_an_address_that_the_server_refuses_for_good_is_not_tried_again(mailing, sink, logged):
    sink.to_recipient["nobody@example.org"] = "550 5.1.1 <nobody@example.org> is unknown here"
    with mailing.app_context():
        post(to="nobody@example.org")
        post()
        db.session.commit()
    assert drained(mailing) == 1
    failed, sent = mails(mailing)
    assert failed.failed_at
    assert "550 5.1.1" in failed.last_error
    assert sent.sent_at
    assert len(logged) == 1
    assert "nobody" not in str(logged), "an address is in the log"


@pytest.mark.parametrize("where", ["to_recipient", "to_message"])
def test_what_the_server_puts_off_waits_longer_each_time_and_ends_after_two_days(mailing, sink, where):
    getattr(sink, where)["ada@example.org"] = "451 later, please"
    posted(mailing, 1)
    waits = []
    for _ in operations.WAITS:
        assert drained(mailing) == 0
        (mail,) = mails(mailing)
        waits.append(mail.due_at - now())
        assert drained(mailing) == 0, "it does not wait"
        assert mails(mailing)[0].tries == mail.tries
        change(mailing, due_at=now())
    assert waits == sorted(waits)
    assert timedelta(seconds=50) < waits[0] <= timedelta(minutes=1)
    assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=2)
    assert drained(mailing) == 0
    assert mails(mailing)[0].failed_at
    assert len(sink.asked) == len(operations.WAITS) + 1


def test_two_processes_send_each_mail_once(mailing, sink):
    subjects = posted(mailing, 60)
    sink.delay = 0.01
    sent = []
    threads = [threading.Thread(target=lambda: sent.append(drained(mailing))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 60
    assert min(sent) > 0, "only one of them worked"
    assert sink.numbers == dict.fromkeys(subjects, 1)


def test_what_a_killed_process_had_leased_is_sent_when_its_lease_ends(mailing, sink):
    posted(mailing, 3)
    with mailing.app_context():
        assert len(operations.lease(10)) == 3
        db.session.commit()
    assert drained(mailing) == 0
    change(mailing, leased_until=now() - timedelta(seconds=1))
    assert drained(mailing) == 3


def test_a_lease_ends_within_a_minute_and_sending_fits_in_it():
    assert timedelta(seconds=mailboxes.SENDING + 5) * 2 <= operations.LEASE <= timedelta(minutes=1)


def test_nothing_is_sent_in_the_last_seconds_of_a_lease(mailing, sink, monkeypatch):
    posted(mailing, 3)
    monkeypatch.setattr(mailboxes, "SENDING", 57)
    with mailing.app_context(), mailboxes.opened() as box:
        mine = operations.lease(3)
        db.session.commit()
        assert jobs._send(mine, box, "Town") == 0
    assert [mail.leased_until for mail in mails(mailing)] == [None] * 3
    assert not sink.messages


def test_codes_go_before_all_other_mail(mailing, sink):
    posted(mailing, 30)
    with mailing.app_context():
        post(subject="Your code", secret=True)
        db.session.commit()
    drained(mailing)
    assert sink.messages[0]["Subject"] == "Your code"


def test_codes_are_forgotten_an_hour_after_they_were_sent_or_given_up(mailing, sink):
    with mailing.app_context():
        for subject in ("sent", "failed", "waiting"):
            post(subject=subject, secret=True, text="Your code is 123456.")
        post(subject="plain")
        db.session.commit()
    hour = now() - timedelta(minutes=61)
    with mailing.app_context():
        for row, values in ((1, {"sent_at": hour}), (2, {"failed_at": hour}), (4, {"sent_at": hour})):
            table = operations.OutgoingMail.__table__
            db.session.execute(table.update().where(table.c.id == row).values(**values))
        db.session.commit()
        jobs.forget()
    assert [mail.text is None for mail in mails(mailing)] == [True, True, False, False]
    assert [mail.subject for mail in mails(mailing)] == ["test", "test", "waiting", "plain"]
    assert "0 mails" in mailing.test_cli_runner().invoke(args=["mail", "retry"]).output


def test_no_code_is_forgotten_early_and_none_is_logged(mailing, sink, logged):
    with mailing.app_context():
        post(subject="Your code", text="Your code is 123456.", secret=True)
        db.session.commit()
    sink.to_message["ada@example.org"] = "451 <ada@example.org> later"
    assert drained(mailing) == 0
    sink.to_message.clear()
    change(mailing, due_at=now())
    assert drained(mailing) == 1
    with mailing.app_context():
        jobs.forget()
    assert mails(mailing)[0].text
    assert len(logged) == 1
    assert "123456" not in str(logged)
    assert "ada@" not in str(logged)


def test_a_mail_that_was_sent_while_the_database_was_away_is_not_sent_again(mailing, sink, monkeypatch):
    posted(mailing, 3)
    mark, away = operations.mark_sent, OperationalError("COMMIT", {}, Exception("gone"))
    for _ in range(2):

        def marking(_ids):
            raise away

        monkeypatch.setattr(operations, "mark_sent", marking)
        with pytest.raises(OperationalError):
            drained(mailing)
        change(mailing, leased_until=None)
    assert len(sink.messages) == 1
    monkeypatch.setattr(operations, "mark_sent", mark)
    assert drained(mailing) == 2
    assert sink.numbers == {"Mail 0": 1, "Mail 1": 1, "Mail 2": 1}


def test_a_server_that_never_finishes_is_cut_off(mailing, sink, monkeypatch):
    monkeypatch.setattr(mailboxes, "SENDING", 0.5)
    sink.delay = 5
    posted(mailing, 2)
    began = time.monotonic()
    with pytest.raises(Away):
        drained(mailing)
    assert time.monotonic() - began < 4
    put_off, untouched = mails(mailing)
    assert (put_off.tries, untouched.tries) == (1, 0)
    assert untouched.leased_until is None


def test_nobody_waits_for_a_lock_while_the_mail_server_says_goodbye(mailing, sink):
    posted(mailing, 1)
    sink.delay_of_goodbye = 1.5
    draining = threading.Thread(target=drained, args=(mailing,))
    draining.start()
    assert sink.goodbye.wait(5)
    began = time.monotonic()
    posted(mailing, 1)
    assert time.monotonic() - began < sink.delay_of_goodbye / 2
    draining.join()


def test_a_mail_that_cannot_be_written_stops_no_other(mailing, sink):
    posted(mailing, 2)
    with mailing.app_context():
        table = operations.OutgoingMail.__table__
        db.session.execute(table.update().where(table.c.id == 1).values(subject="one\nBcc: eve@example.org"))
        db.session.commit()
    assert drained(mailing) == 1
    assert mails(mailing)[0].failed_at


@pytest.mark.parametrize("url", ["starttls://127.0.0.1:{port}", "starttls://{name}:{word}@127.0.0.1:{port}"])
def test_no_mail_and_no_password_goes_where_encryption_is_asked_for_and_not_offered(mailing, sink, url):
    mailing.config["MAIL"] = url.format(port=sink.port, name="town", word="w")
    posted(mailing, 1)
    with pytest.raises(Away, match="encryption"):
        drained(mailing)
    assert not sink.asked


def test_a_password_goes_to_another_machine_encrypted_or_not_at_all():
    asks = [mailboxes.insists_on_encryption(url) for url in (
        "smtp://{}:{}@mail.example", "smtp://mail.example", "smtp://{}:{}@127.0.0.1", "starttls://mail.example",
    )]  # fmt: skip
    assert asks == [True, False, False, True]


def test_to_be_away_is_a_reason_outside_of_the_job():
    assert issubclass(Away, NotNow)


def test_without_a_mail_server_mails_lie_in_a_folder(own_app, tmp_path):
    own_app.config |= {"MAIL": "file", "DATA": tmp_path}
    posted(own_app, 2)
    assert drained(own_app) == 2
    files = sorted((tmp_path / "mail").iterdir())
    assert [path.name for path in files] == ["1.eml", "2.eml"]
    assert b"Subject: Mail 0" in files[0].read_bytes()


def test_nobody_at_the_port_is_away_and_no_mistake(own_app):
    own_app.config["MAIL"] = f"smtps://127.0.0.1:{free_port()}"
    posted(own_app, 1)
    with pytest.raises(Away):
        drained(own_app)
