"""Telling: each once, by the ways they wish, and nobody who wishes not to hear."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from community.accounts.operations import close_account, open_account
from community.accounts.queries import account_of
from community.extensions import db
from community.notifications.models import Event, How, News, Notification, Route, Thing
from community.notifications.operations import follow, mail_again, mute, notify, prefer, stop_mails, take_back, unfollow
from community.notifications.queries import Wish, count_reached, get_wishes
from community.notifications.rules import HEARD_BY, mail_times
from community.platform.clock import now
from tests.factories import make_person
from tests.harness.databases import only_sqlite
from tests.harness.statements import recorded
from tests.notifications.audience import audience


@pytest.fixture
def three(app):
    """Three people; the last one has no account."""
    people = [make_person() for _ in range(3)]
    for person in people[:2]:
        open_account(person.id, f"{person.id}@example.org")
    return people


def told(news):
    rows = db.session.execute(select(Notification.__table__).where(Notification.news_id == news.id))
    return {row.person_id: row for row in rows}


def test_everybody_with_an_account_is_told_and_the_others_are_counted(three):
    news = notify(audience(*three, via_id=7), Event.PROMISED, Thing.COMMITMENT, 3)
    found = told(news)
    assert set(found) == {person.id for person in three[:2]}
    assert (news.told_count, news.unreached_count) == (2, 1)
    row = found[three[0].id]
    assert (row.route, row.via, row.via_id, row.choice, row.on_site) == (Route.VOTED, Thing.IDEA, 7, "support", True)
    assert row.mail_due_at == news.due_at == news.happened_at + timedelta(minutes=10)
    assert row.seen_at is row.mail_id is None


def test_whoever_closed_their_account_is_not_reached(three):
    close_account(account_of(three[0].id))
    news = notify(audience(*three), Event.PROMISED, Thing.COMMITMENT, 3)
    assert (news.told_count, news.unreached_count) == (1, 2)


def test_many_cost_as_many_statements_as_few(three):
    with recorded() as few:
        notify(audience(*three[:1]), Event.PROMISED, Thing.COMMITMENT, 3)
    with recorded() as many:
        notify(audience(*three), Event.PROMISED, Thing.COMMITMENT, 3)
    assert len(few) == len(many) <= 4


def test_each_hears_as_they_wish(three):
    one, other, _none = three
    prefer(one.id, {Event.UPDATED: Wish(on_site=False, by_mail=How.NEVER)})
    found = told(notify(audience(*three), Event.UPDATED, Thing.COMMITMENT, 3))
    assert (found[one.id].on_site, found[one.id].mail_due_at) == (False, None)
    assert found[other.id].on_site
    assert found[other.id].mail_due_at.hour == 8
    promised = told(notify(audience(*three), Event.PROMISED, Thing.COMMITMENT, 3))
    assert promised[one.id].on_site, "a wish about updates counts for promises"


@pytest.mark.parametrize("thing", [(Thing.COMMITMENT, 3), (Thing.IDEA, 7)], ids=["the thing", "what ties them to it"])
def test_whoever_muted_is_left_out_and_is_not_called_unreached(three, thing):
    one, other, _none = three
    mute(one.id, *thing)
    mute(other.id, Thing.IDEA, 3)  # another thing of that number
    news = notify(audience(*three, via_id=7), Event.PROMISED, Thing.COMMITMENT, 3)
    assert (set(told(news)), news.told_count, news.unreached_count) == ({other.id}, 1, 1)
    assert count_reached(audience(*three, via_id=7), Thing.COMMITMENT, 3) == ({Route.VOTED: 1}, 1)
    follow(one.id, *thing)
    assert set(told(notify(audience(*three, via_id=7), Event.PROMISED, Thing.COMMITMENT, 3))) == {one.id, other.id}
    mute(one.id, *thing)
    unfollow(one.id, *thing)
    assert one.id in told(notify(audience(*three, via_id=7), Event.PROMISED, Thing.COMMITMENT, 3))


def test_a_wish_said_twice_is_one(three):
    with recorded() as statements:
        for _ in range(2):
            follow(three[0].id, Thing.IDEA, 7)
    assert len(statements) == 2
    rows = db.session.execute(db.text("SELECT began_at FROM follow")).all()
    assert len(rows) == 1


def test_what_is_taken_back_in_time_reaches_nobody(three):
    news = notify(audience(*three), Event.PROMISED, Thing.COMMITMENT, 3, step_id=5)
    late = notify(audience(*three), Event.PROMISED, Thing.COMMITMENT, 3, step_id=6, due_at=now())
    assert not take_back(Thing.COMMITMENT, 3, 6)
    assert not take_back(Thing.IDEA, 3, 5)
    assert take_back(Thing.COMMITMENT, 3, 5)
    assert not take_back(Thing.COMMITMENT, 3, 5)
    assert all(not row.on_site and row.mail_due_at is None for row in told(news).values())
    assert all(row.on_site and row.mail_due_at for row in told(late).values())
    cancelled = select(News.cancelled_at).order_by(News.id)
    assert [at is None for at in db.session.scalars(cancelled)] == [False, True]


def test_mails_stop_and_come_again(three):
    one = three[0].id
    prefer(one, {Event.UPDATED: Wish(on_site=False, by_mail=How.WEEKLY)})
    stop_mails(one)
    wishes = get_wishes(one)
    assert {wish.by_mail for wish in wishes.values()} == {How.NEVER}
    assert [event for event, wish in wishes.items() if not wish.on_site] == [Event.UPDATED]
    mail_again(one)
    assert {event: wish.by_mail for event, wish in get_wishes(one).items()} == dict(HEARD_BY)
    assert not get_wishes(one)[Event.UPDATED].on_site


def test_what_nobody_chose_stays_the_usual(three):
    one = three[0].id
    prefer(one, {event: Wish(on_site=True, by_mail=how) for event, how in HEARD_BY.items()})
    assert not any(wish.chosen for wish in get_wishes(one).values())
    prefer(one, {**{event: Wish(on_site=True, by_mail=how) for event, how in HEARD_BY.items()},
                 Event.MOVED: Wish(on_site=True, by_mail=How.SOON)})  # fmt: skip
    assert [event for event, wish in get_wishes(one).items() if wish.chosen] == [Event.MOVED]


@only_sqlite
def test_the_preview_says_who_would_be_told_by_which_route(three):
    one, other, none = three
    people = audience(one, none).union_all(audience(other, route=Route.WROTE)).subquery()
    found = count_reached(select(people))
    assert found == ({Route.VOTED: 1, Route.WROTE: 1}, 1)
    assert found.total == 2


BERLIN, UTC_ZONE = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
EIGHT = {"hour": 8, "minute": 0}


@pytest.mark.parametrize(
    ("due_at", "zone", "daily", "weekly"),
    [
        # Wednesday, before and after eight, on the stroke; Monday on the stroke and after; over the change of clocks.
        (datetime(2026, 5, 6, 7, 59, tzinfo=UTC), UTC_ZONE, (5, 6), (5, 11)),
        (datetime(2026, 5, 6, 8, 0, tzinfo=UTC), UTC_ZONE, (5, 6), (5, 11)),
        (datetime(2026, 5, 6, 8, 1, tzinfo=UTC), UTC_ZONE, (5, 7), (5, 11)),
        (datetime(2026, 5, 6, 6, 30, tzinfo=UTC), BERLIN, (5, 7), (5, 11)),
        (datetime(2026, 5, 4, 8, 0, tzinfo=UTC), UTC_ZONE, (5, 4), (5, 4)),
        (datetime(2026, 5, 4, 8, 1, tzinfo=UTC), UTC_ZONE, (5, 5), (5, 11)),
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), BERLIN, (3, 29), (3, 30)),
    ],
)
def test_mails_that_wait_go_out_at_eight(due_at, zone, daily, weekly):
    times = mail_times(due_at, zone)
    assert times[How.NEVER] is None
    assert times[How.SOON] == due_at
    for how, (month, day) in ((How.DAILY, daily), (How.WEEKLY, weekly)):
        assert times[how] == datetime(2026, month, day, 8, tzinfo=zone)
        assert times[how] >= due_at
