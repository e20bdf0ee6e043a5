"""Mails about news: one a person however much is due, from what may be shown when sent, stopped by one press."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from community.accounts.models import Account
from community.accounts.operations import close_account
from community.accounts.queries import account_of
from community.extensions import db
from community.ideas.operations import hide_idea
from community.leaving.operations import erase_person
from community.notifications.jobs import post_digests
from community.notifications.models import Event, How, Notification, Thing
from community.notifications.operations import mute, notify, post_mails, prefer, stop_mails, take_up
from community.notifications.queries import Wish
from community.platform.clock import now
from community.platform.mail.mailboxes import Away
from community.platform.mail.models import OutgoingMail
from community.platform.mail.operations import lease
from community.tracker.models import Commitment
from community.tracker.operations import record_update, report_delivered, take_back_step
from tests.factories import make_idea
from tests.harness.databases import only_sqlite
from tests.harness.statements import recorded
from tests.mail.posting import change, drained, mails, posted
from tests.notifications.audience import audience
from tests.notifications.town import IDEA, PROMISE, WORDS, age, another, make_due, make_reader, promise, sent


def to(sink, person_id):
    return [message for message in sink.messages if message["To"] == f"person-{person_id}@example.org"]


def body(message):
    return message.get_payload(decode=True).decode()


def everything(sink):
    return "".join(str(message["Subject"]) + body(message) for message in sink.messages)


@only_sqlite
def test_it_says_why_what_and_what_is_next(mailing, sink):
    town = promise(mailing, next_step="The masts are set", next_on=(now() + timedelta(days=40)).date())
    age(mailing)
    assert sent(mailing) == 2
    (wrote,), (voted,) = to(sink, town.author), to(sink, town.voters[0])
    assert wrote["Subject"] == voted["Subject"] == f"Promised: {PROMISE}"
    assert body(wrote).index(f"You wrote “{IDEA}” on ") < body(wrote).index(PROMISE)
    assert body(voted).index(f"You voted for “{IDEA}” on ") < body(voted).index(PROMISE)
    assert "Next, by " in body(voted)
    assert "The masts are set" in body(voted)
    assert re.search(rf"/tracker/{town.commitment}/twelve-lamps", body(voted))
    assert "/notifications/preferences" in body(voted)
    assert voted["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.fullmatch(r"<(.+/stop/.+)>", voted["List-Unsubscribe"])[1]
    assert stop in body(voted)
    with mailing.app_context():
        told = db.session.execute(select(Notification.__table__)).all()
        assert all(row.mail_id for row in told)


def test_nothing_goes_out_before_it_is_due_and_nothing_twice(mailing, sink):
    promise(mailing)
    assert sent(mailing) == 0
    age(mailing)
    assert sent(mailing) == 2
    assert sent(mailing) == 0
    assert len(mails(mailing)) == 2


@only_sqlite
def test_what_is_due_together_is_one_mail_by_thing(mailing, sink):
    town = promise(mailing)
    another(mailing, town)
    with mailing.app_context():
        report_delivered(town.leader, town.commitment, WORDS)
        db.session.commit()
    age(mailing)
    assert sent(mailing) == 2
    (message,) = to(sink, town.voters[0])
    text = body(message)
    assert message["Subject"] == "News of 2 things that concern you"
    assert text.count("Promised for") == 0
    assert text.count(f"of 2. {PROMISE}") == text.count("of 2. A bench") == 1
    assert text.index("It is promised") < text.index("It is reported as delivered")
    assert "You voted against “A bench, please”" in text
    assert len(set(re.findall(r"/stop/\S+", text))) == 3


@only_sqlite
def test_an_hour_without_mail_server_loses_nothing_and_makes_one_mail(mailing, sink):
    town = promise(mailing)
    sink.stop()
    for number in range(3):
        age(mailing)
        with pytest.raises(Away):
            sent(mailing)
        another(mailing, town, f"Bench {number}")
    age(mailing)
    assert {mail.tries for mail in mails(mailing)} == {0}
    sink.start()
    assert sent(mailing) == 2
    (message,) = to(sink, town.voters[0])
    assert [f"Bench {number}" in body(message) for number in range(3)] == [True] * 3
    assert PROMISE in body(message)


@only_sqlite
def test_two_days_without_mail_server_still_lose_nothing(mailing, sink):
    town = promise(mailing)
    age(mailing)
    sink.stop()
    with pytest.raises(Away):
        sent(mailing)
    change(mailing, due_at=now() - timedelta(days=3))
    with pytest.raises(Away):
        sent(mailing)
    sink.start()
    assert sent(mailing) == 2
    assert len(to(sink, town.author)) == 1


def test_each_is_mailed_when_they_wish(mailing, sink):
    town = promise(mailing, voters=3)
    never, weekly, soon = town.voters
    with mailing.app_context():
        for person_id, how in ((never, How.NEVER), (weekly, How.WEEKLY), (soon, How.SOON)):
            prefer(person_id, {Event.UPDATED: Wish(on_site=True, by_mail=how)})
        record_update(town.leader, town.commitment, WORDS)
        db.session.commit()
    age(mailing)
    assert sent(mailing) == 4  # what was promised, and to one of them the update with it
    assert WORDS in body(to(sink, soon)[0])
    age(mailing, days=1)
    assert sent(mailing) == 1
    assert len(to(sink, town.author)) == 2
    age(mailing, days=6)
    assert sent(mailing) == 1
    assert [len(to(sink, each)) for each in town.voters] == [1, 2, 1]
    assert WORDS not in body(to(sink, never)[0])


@pytest.mark.parametrize(
    ("meanwhile", "number"),
    [
        (lambda town: db.session.execute(update(Commitment).values(listed=False, withdrawn_at=now())), 0),
        (lambda town: mute(town.voters[0], Thing.COMMITMENT, town.commitment), 1),
        (lambda town: mute(town.voters[0], Thing.IDEA, town.idea), 1),
        (lambda town: stop_mails(town.voters[0]), 1),
        (lambda town: close_account(account_of(town.voters[0])), 2),  # the other mail says that it is closed
        (lambda town: erase_person(town.voters[0], keep_words=True), 1),
    ],
    ids=["withdrawn", "muted", "what ties them to it muted", "stopped", "closed", "erased"],
)
def test_what_changes_until_it_is_sent_counts(mailing, sink, meanwhile, number):
    town = promise(mailing)
    age(mailing)
    with mailing.app_context():
        post_digests()
        meanwhile(town)
        db.session.commit()
    assert drained(mailing) == number
    assert PROMISE not in "".join(map(body, to(sink, town.voters[0])))
    assert sent(mailing) == 0


@only_sqlite
def test_a_hidden_idea_is_not_named_though_its_promise_stands(mailing, sink):
    town = promise(mailing)
    age(mailing)
    with mailing.app_context():
        hide_idea(town.idea)
        db.session.commit()
    assert sent(mailing) == 2
    assert IDEA not in everything(sink)
    assert "something that is not shown any more" in body(to(sink, town.voters[0])[0])


@only_sqlite
def test_what_was_taken_back_posts_no_mail(mailing, sink):
    town = promise(mailing)
    with mailing.app_context():
        take_back_step(town.leader, town.commitment)
        db.session.commit()
    age(mailing)
    assert sent(mailing) == 0
    assert mails(mailing) == []


def test_a_second_try_tells_the_same_less_what_was_hidden_and_nothing_new(mailing, sink):
    town = promise(mailing)
    hidden = another(mailing, town)
    age(mailing)
    address = f"person-{town.voters[0]}@example.org"
    sink.to_message[address] = "451 later"
    assert sent(mailing) == 1
    another(mailing, town, "A bin")
    age(mailing)
    with mailing.app_context():
        db.session.execute(update(Commitment).where(Commitment.id == hidden).values(listed=False, withdrawn_at=now()))
        db.session.commit()
    sink.to_message.clear()
    make_due(mailing)
    drained(mailing)
    (message,) = to(sink, town.voters[0])
    assert PROMISE in body(message)
    assert "A bench" not in body(message)
    assert "A bin" not in body(message)
    assert sent(mailing) >= 1
    assert "A bin" in body(to(sink, town.voters[0])[1])


@only_sqlite
def test_killed_between_taking_and_marking_it_goes_out_again_the_same(mailing, sink):
    """Under one Message-ID, so that whoever gets it twice can tell."""
    town = promise(mailing, voters=0)
    age(mailing)
    with mailing.app_context():
        post_digests()
    assert drained(mailing) == 1
    another(mailing, town)
    age(mailing)
    change(mailing, sent_at=None)
    assert drained(mailing) == 1
    first, second = to(sink, town.author)
    assert first["Message-ID"] == second["Message-ID"]
    assert body(first) == body(second)


def test_killed_while_it_leases_it_takes_up_nothing(mailing, sink):
    town = promise(mailing, voters=0)
    age(mailing)
    with mailing.app_context():
        post_digests()
        (mail,) = lease(10)
        take_up(mail.id, town.author)
        db.session.rollback()
    assert drained(mailing) == 1
    assert PROMISE in everything(sink)


@only_sqlite
def test_words_of_a_new_member_are_in_no_mail_and_those_of_a_leader_are(mailing, sink):
    town = promise(mailing, voters=1)
    with mailing.app_context():
        new = update(Account).where(Account.person_id.in_([town.leader.person_id, town.author]))
        db.session.execute(new.values(created_at=now() - timedelta(days=6)))
        report_delivered(town.leader, town.commitment, WORDS)
        db.session.commit()
    age(mailing)
    assert sent(mailing) == 2
    assert WORDS in everything(sink), "who gave a leader their role vouches for what they say"
    (wrote,), (voted,) = to(sink, town.author), to(sink, town.voters[0])
    assert IDEA in body(wrote), "their own words are theirs to read"
    assert IDEA not in body(voted)
    assert "too new here to be quoted" in body(voted)
    assert "reported as delivered" in body(voted)


@only_sqlite
def test_it_is_in_its_readers_language_and_goes_to_their_present_address(mailing, sink):
    town = promise(mailing)
    age(mailing)
    with mailing.app_context():
        post_digests()
        mine = update(Account).where(Account.person_id == town.voters[0])
        db.session.execute(mine.values(language="ar-XB", email="moved@example.org"))
        db.session.commit()
    assert drained(mailing) == 2
    (message,) = [each for each in sink.messages if each["To"] == "moved@example.org"]
    assert message["Content-Language"] == "ar-XB"
    assert f"⟦You voted for “\u2068{IDEA}\u2069” on " in body(message)
    bare = (
        re.sub(r"⟦.*?⟧|\u2068.*?\u2069|https?://\S+", "", body(message))
        .replace(PROMISE, "")
        .replace("It is promised.", "")
    )
    assert re.findall(r"[A-Za-z]{3,}", bare) == ["Community"]


@only_sqlite
def test_a_language_that_the_site_does_not_speak_any_more_breaks_nothing(mailing, sink):
    promise(mailing)
    age(mailing)
    with mailing.app_context():
        db.session.execute(update(Account).values(language="tlh"))
        db.session.commit()
    assert sent(mailing) == 2
    assert {message["Content-Language"] for message in sink.messages} == {"en"}


@only_sqlite
def test_much_is_told_by_one_mail_in_few_statements(mailing, sink):
    """Fifty things; the rest stands on the site."""
    with mailing.app_context():
        reader = make_reader()
        for number in range(60):
            idea = make_idea(f"Idea number {number}")
            notify(audience(reader, via_id=idea.id), Event.GATHERED, Thing.IDEA, idea.id)
        db.session.commit()
    age(mailing)
    with mailing.app_context():
        post_digests()
    with recorded() as statements:
        assert drained(mailing) == 1
    assert len(statements) < 20
    (message,) = sink.messages
    assert body(message).count("Hear no more of this") == 50
    assert "There is more news for you on the site" in body(message)
    assert sent(mailing) == 0


def test_posting_is_one_statement_a_batch_however_many_there_are(mailing):
    promise(mailing, voters=7)
    age(mailing)
    with mailing.app_context():
        with recorded() as statements:
            first = post_mails(0, 3)
            second = post_mails(max(first), 3)
            third = post_mails(max(second), 3)
        assert len(statements) == 3
        assert [len(batch) for batch in (first, second, third)] == [3, 3, 2]
        assert post_mails(0, 10) == []
        db.session.rollback()
        assert post_digests() == 8
    assert len(mails(mailing)) == 8


def test_two_workers_at_once_post_and_send_each_once(mailing, sink):
    town = promise(mailing, voters=40)
    age(mailing)
    sink.delay = 0.01
    threads = [threading.Thread(target=sent, args=(mailing,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent(mailing)
    assert {len(to(sink, person_id)) for person_id in (town.author, *town.voters)} == {1}


def test_of_two_mails_to_one_person_the_second_has_nothing_left_to_say(mailing, sink):
    """As when two workers posted at once and saw different things."""
    town = promise(mailing, voters=0)
    age(mailing)
    with mailing.app_context():
        post_mails(0, 10)
        mail = db.session.scalars(select(OutgoingMail)).one()
        db.session.execute(
            OutgoingMail.__table__.insert().values(
                to_address=mail.to_address, subject="news", kind="news", language="en", is_secret=False,
                person_id=town.author, once="another", created_at=now(), due_at=now(), tries=0,
            )
        )  # fmt: skip
        db.session.commit()
    assert drained(mailing) == 1
    assert sorted(bool(mail.dropped_at) for mail in mails(mailing)) == [False, True]


@only_sqlite
def test_codes_go_before_news(mailing, sink):
    promise(mailing, voters=3)
    age(mailing)
    with mailing.app_context():
        post_digests()
    change(mailing, created_at=now() - timedelta(hours=1))
    posted(mailing, 1)
    with mailing.app_context():
        db.session.execute(update(OutgoingMail).where(OutgoingMail.kind == "test").values(is_secret=True))
        db.session.commit()
    drained(mailing)
    assert sink.messages[0]["Subject"] == "Mail 0"
