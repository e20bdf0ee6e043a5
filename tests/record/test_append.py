"""What is noted comes to the chain: in order, once, whoever is killed and however many append at the same moment."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier
from time import monotonic

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from community.extensions import db
from community.platform.clock import now
from community.platform.database import execute
from community.platform.errors import Unclear
from community.record import jobs
from community.record.models import RecordEntry, RecordHead
from community.record.operations import append as appending
from community.record.operations import append_due, put_on_record, take_off_record
from community.record.queries import is_anything_due
from community.record.verify import BEGINNING, canonical, hash_of_text
from tests.factories import make_person
from tests.harness.databases import only_postgresql, only_sqlite
from tests.harness.upgrades import KILLED, Upgrader
from tests.record.keeping import appended, entries, in_order, notes, put, texts

AT_ONCE = 8


def test_the_first_entry_says_what_this_is(app):
    assert appended() == 1
    (first,) = entries()
    assert (first.number, first.kind, first.prev_hash) == (1, "record_began", BEGINNING)
    assert json.loads(first.facts)["where"] == "http://127.0.0.1:5000/record"
    assert appended() == 0


def test_notes_come_in_the_order_in_which_they_are_due(app):
    at = now()
    put(1, due_at=at - timedelta(minutes=1))
    put(2, due_at=at - timedelta(minutes=3))
    put(3, due_at=at - timedelta(minutes=1))
    put(4, due_at=at + timedelta(minutes=10))
    assert appended() == 4
    assert [json.loads(entry.facts)["rows"] for entry in entries()[1:]] == [2, 1, 3]
    assert [json.loads(note.facts)["rows"] for note in notes()] == [4]
    assert in_order().entries == 4


def test_some_are_appended_at_a_time(app):
    for number in range(7):
        put(number)
    assert [append_due(3) for _time in range(4)] == [4, 3, 1, 0]
    assert [entry.number for entry in entries()] == list(range(1, 9))
    assert in_order().entries == 8


def test_of_a_text_the_chain_has_a_salted_hash(app):
    person = make_person()
    for _time in range(2):
        put(1, texts={"reason": ("Because", person.id)})
    appended()
    assert in_order().texts_shown == 2
    first, second = (entries()[number] for number in (1, 2))
    kept = texts()[2, "reason"]
    assert (kept.text, kept.person_id, len(kept.salt)) == ("Because", person.id, 64)
    assert json.loads(first.facts)["reason_hash"] == hash_of_text(kept.salt, "Because")
    assert json.loads(first.facts)["reason_hash"] != json.loads(second.facts)["reason_hash"]
    assert "Because" not in first.facts


def test_what_is_taken_back_in_time_never_comes(app):
    put(1, about="step:1", due_at=now() + timedelta(minutes=10))
    put(2, about="step:12", due_at=now() - timedelta(minutes=10))
    assert take_off_record("step:1")
    appended()
    assert not take_off_record("step:12")
    assert [json.loads(entry.facts)["rows"] for entry in entries()[1:]] == [2]
    assert notes() == []


def test_facts_are_written_in_one_way_only(app):
    facts = {"place": "Zürich «ß»\n\u2028", "many": ["b", "a"], "sure": True, "none": None, "count": -3}
    put_on_record("import_began", "a", {**facts, "day": datetime(2026, 5, 31, tzinfo=UTC).date()})
    appended()
    assert entries()[1].facts == (
        '{"count":-3,"day":"2026-05-31","many":["b","a"],"none":null,"place":"Zürich «ß»\\n\u2028","sure":true}'
    )
    assert canonical(json.loads(entries()[1].facts)) == entries()[1].facts
    in_order()


@pytest.mark.parametrize(
    ("facts", "text", "error"),
    [
        ({"rows": 1.5}, "", TypeError),
        ({"at": datetime.now(UTC)}, "", TypeError),
        ({"reason_hash": "x"}, "", ValueError),
        ({"Some words": 1}, "", ValueError),
        ({}, "half a character: \ud800", Unclear),
        ({}, "nothing: \x00", Unclear),
    ],
)
@only_sqlite
def test_what_could_never_be_appended_is_not_even_noted(app, facts, text, error):
    with pytest.raises(error):
        put_on_record("import_began", "a", facts, texts={"reason": (text, None)})
    assert notes() == []


def test_the_record_never_goes_back_in_time(app, monkeypatch):
    put(1)
    appended()
    monkeypatch.setattr(appending, "now", lambda: now() - timedelta(hours=1))
    put(2, due_at=now() - timedelta(hours=2))
    appended()
    before, after = entries()[-2:]
    assert after.recorded_at == before.recorded_at
    in_order()


def test_what_is_not_committed_is_not_lost(own_app):
    with own_app.app_context():
        put(1, texts={"reason": ("Why", None)})
        db.session.commit()
        assert append_due() == 2
        db.session.rollback()
        assert (len(notes()), entries()) == (1, [])
        db.session.rollback()
        assert jobs.append() == 2
        assert jobs.append() == 0
        assert (notes(), len(entries())) == ([], 2)


def test_what_happened_in_a_transaction_that_failed_is_not_on_record(own_app):
    with own_app.app_context():
        put(1)
        db.session.rollback()
        assert jobs.append() == 1
        assert [entry.kind for entry in entries()] == ["record_began"]


def test_many_who_append_at_the_same_moment_make_one_chain(own_app):
    with own_app.app_context():
        for number in range(100):
            put(number, texts={"reason": (f"Reason {number}", None)})
        db.session.commit()
    start = Barrier(AT_ONCE)

    def one(_number):
        with own_app.app_context():
            start.wait()
            made, until = 0, monotonic() + 60
            while is_anything_due() and monotonic() < until:
                db.session.rollback()
                with suppress(DBAPIError):  # a writer on SQLite may have to wait too long
                    more = append_due(7)
                    db.session.commit()
                    made += more
                db.session.rollback()
        return made

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(one, range(AT_ONCE)))
    with own_app.app_context():
        assert sum(made) == in_order().entries == 101
        assert [json.loads(entry.facts)["rows"] for entry in entries()[1:]] == list(range(100))


def test_the_database_itself_lets_nothing_fork(app):
    put(1)
    appended()
    last = entries()[-1]
    fork = {"number": 3, "kind": "x", "recorded_at": now(), "facts": "{}", "hash": "f" * 64}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        execute(insert(RecordEntry).values(prev_hash=last.prev_hash, **fork))


@pytest.mark.parametrize("model", [RecordEntry, RecordHead])
def test_the_database_itself_refuses_to_change_what_is_on_record(app, model):
    put(1)
    appended()
    head = {"day": now().date(), "number": 2, "signature": "s", "public_key": "k"}
    execute(insert(RecordHead).values(head))
    values = {"kind": "x"} if model is RecordEntry else {"signature": "t"}
    for changing in (update(model).values(values), delete(model)):
        with pytest.raises(DBAPIError, match="the record is never changed"), db.session.begin_nested():
            execute(changing)
    assert len(entries()) == 2
    assert in_order().entries == 2


@only_postgresql
def test_the_record_is_not_emptied_at_once_either(app):
    appended()
    with pytest.raises(DBAPIError, match="the record is never changed"), db.session.begin_nested():
        db.session.execute(text("TRUNCATE record_entry CASCADE"))
    assert len(entries()) == 1


@pytest.mark.slow
def test_killed_anywhere_nothing_is_lost_and_nothing_twice(own_app):
    """The worker comes some statements further each time and is killed there; the last one is not."""
    url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    with own_app.app_context():
        for number in range(250):
            put(number, texts={"reason": (f"Reason {number}", None)})
        db.session.commit()
    worker, statement, seen = Upgrader(), 1, set()
    try:
        while True:
            worker.begin(url, "work", "--once", kill=statement)
            status, _ended = worker.end()
            if status != KILLED:
                break
            statement += 3
            with own_app.app_context():
                on_record, waiting = len(entries()), len(notes())
                seen.add((on_record, waiting))
                assert not on_record or in_order().texts_shown == on_record - 1
                db.session.rollback()
    finally:
        worker.close()
    assert status == 0
    assert {(0, 250)} < seen <= {(0, 250), (201, 50), (251, 0)}
    with own_app.app_context():
        assert in_order().entries == 251
        assert [json.loads(entry.facts)["rows"] for entry in entries()[1:]] == list(range(250))
