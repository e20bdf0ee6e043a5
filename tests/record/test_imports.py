"""What imports tell stands on the record as such, behind a mark that says what came in."""

from __future__ import annotations

import json

import pytest

from community.extensions import db
from community.ideas.exchange import IDEAS
from community.ideas.models import Status
from community.ideas.operations import set_status
from community.platform.exchange.kinds import bring_in, read
from community.platform.exchange.tables import Problems
from community.record.operations import Note, begin_import, end_import, put_all_on_record
from tests.factories import make_idea
from tests.harness.databases import only_sqlite
from tests.record.keeping import appended, entries, in_order, notes


@pytest.fixture
def brought(app, tmp_path):
    """Call it with the lines of a table of ideas to import them."""

    def bring(*lines):
        path = tmp_path / "ideas.csv"
        path.write_text("\n".join(("external_id,title,status", *lines)) + "\n", encoding="utf-8")
        db.session.commit()
        bring_in(IDEAS, read(IDEAS, path, Problems()))

    return bring


def said():
    return [(entry.kind, json.loads(entry.facts)) for entry in entries()[1:]]


@only_sqlite
def test_imported_statuses_stand_behind_a_mark_and_nobody_knows_when_they_were_set(brought):
    known = make_idea()
    brought("a,An idea,planned", "b,Another,", f"{known.external_id},Known,done", "c,A third,open")
    appended()
    assert said() == [
        ("import_began", {"table": "ideas", "rows": 4}),
        ("imported_status", {"idea": "a", "status": "planned"}),
        ("imported_status", {"idea": known.external_id, "status": "done"}),
    ]
    assert [entry.event_at is None for entry in entries()] == [False, False, True, True]
    assert in_order().entries == 4


@only_sqlite
def test_an_import_that_has_nothing_for_the_record_leaves_no_mark(brought):
    brought("a,An idea,", "b,Another,open")
    brought("a,An idea,", "b,Another,open")
    assert notes() == []


@only_sqlite
def test_what_is_decided_here_is_not_imported(brought):
    brought("a,An idea,planned")
    idea = make_idea()
    set_status(None, idea, Status.DECLINED, "No money")
    appended()
    kind, facts = said()[-1]
    assert (kind, facts["before"], facts["status"]) == ("status", "open", "declined")
    assert entries()[-1].event_at <= entries()[-1].recorded_at


@only_sqlite
def test_many_are_noted_at_once(app):
    mark = begin_import("updates", 2500)
    some = (Note("imported_updated", mark, {"commitment": str(number)}, {}, None) for number in range(2500))
    assert put_all_on_record(some) == 2500
    end_import(mark)
    assert appended() == 2502
    assert in_order().entries == 2502
