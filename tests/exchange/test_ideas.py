"""Ideas come in and go out with all that is known of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from community.accounts.models import Person
from community.extensions import db
from community.ideas.models import Idea, IdeaCount, IdeaVersion, Status, StatusChange
from community.ideas.operations import hide_idea, set_status
from community.places.models import Place

PLACES = "external_id,parent,name\ntown,,Town\nward,town,Ward\n"
HEADER = "external_id,title,body,place,author,tags,status,created_at,language,tally\n"
TABLE = (
    HEADER + "one,A bench,Under the *lime*,ward,ann,seats; trees,,2018-02-13T05:58:16Z,,\n"
    'two,"=Say ""yes"", please","\nTwo\r\nlines ",town,,,planned,1518501496471,pt-BR,412\n'
    "three,سڑک,,,ann,,done,,ur,0\n"
)


@pytest.fixture
def town(desk):
    desk.must_bring_in("places", PLACES)
    return desk


def counts(desk):
    """How many ideas of each status each place has."""
    names = dict(desk.rows(Place.id, Place.external_id))
    rows = desk.rows(IdeaCount.place_id, IdeaCount.status, IdeaCount.count)
    return {(names[place], status.value): count for place, status, count in rows if count}


def test_ideas_come_in_whole(town):
    assert "3 new" in town.must_bring_in("ideas", TABLE)
    ideas = {row[0]: row[1:] for row in town.rows(Idea.external_id, Idea.title, Idea.body, Idea.status, Idea.tally)}
    assert ideas == {
        "one": ("A bench", "Under the *lime*", Status.OPEN, None),
        "two": ('=Say "yes", please', "\nTwo\r\nlines ", Status.PLANNED, 412),
        "three": ("سڑک", "", Status.DONE, 0),
    }
    at = dict(town.rows(Idea.external_id, Idea.created_at))
    assert at["two"] == datetime(2018, 2, 13, 5, 58, 16, 471000, tzinfo=UTC)
    assert at["three"] is None
    assert dict(town.rows(Idea.external_id, Idea.direction)) == {"one": "ltr", "two": "ltr", "three": "rtl"}
    assert dict(town.rows(Idea.external_id, Idea.lead))["one"] == "Under the lime"
    assert counts(town) == {
        ("ward", "open"): 1,
        ("town", "open"): 1,
        ("root", "open"): 1,
        ("town", "planned"): 1,
        ("root", "planned"): 1,
        ("root", "done"): 1,
    }
    assert town.audit().status == 0


def test_an_author_becomes_one_person_without_account(town):
    town.must_bring_in("ideas", TABLE)
    assert town.rows(Person.external_id, Person.name) == [("ann", None)]


def test_a_status_other_than_open_is_a_step_without_a_reason(town):
    town.must_bring_in("ideas", TABLE)
    steps = town.rows(StatusChange.status, StatusChange.reason, StatusChange.person_id)
    assert steps == [(Status.DONE, "", None), (Status.PLANNED, "", None)]


def test_the_same_file_again_changes_nothing(town):
    town.must_bring_in("ideas", TABLE)
    before = [town.rows(*model.__table__.columns) for model in (Idea, StatusChange, IdeaCount, Person)]
    assert "0 new, 0 changed, 3 as they were" in town.must_bring_in("ideas", TABLE)
    assert [town.rows(*model.__table__.columns) for model in (Idea, StatusChange, IdeaCount, Person)] == before


def test_changed_rows_are_mended(town):
    town.must_bring_in("ideas", TABLE)
    changed = TABLE.replace("A bench,Under the *lime*,ward", "Two benches,Under **limes**,town").replace("412", "413")
    assert "0 new, 2 changed, 1 as they were" in town.must_bring_in("ideas", changed)
    row = {row[0]: row[1:] for row in town.rows(Idea.external_id, Idea.title, Idea.lead, Idea.tally)}
    assert row["one"] == ("Two benches", "Under limes", None)
    assert row["two"][2] == 413
    assert ("ward", "open") not in counts(town)
    assert town.audit().status == 0


def test_a_changed_status_is_a_step(town):
    town.must_bring_in("ideas", TABLE)
    changed = TABLE.replace("ward,ann,seats; trees,,", "town,ann,seats; trees,declined,")
    town.must_bring_in("ideas", changed)
    assert [status for (status,) in town.rows(StatusChange.status)] == [Status.DECLINED, Status.DONE, Status.PLANNED]
    assert counts(town)["town", "declined"] == 1
    assert town.audit().status == 0


def test_an_empty_status_or_time_takes_back_nothing(town):
    town.must_bring_in("ideas", TABLE)
    with town.app.app_context():
        idea = db.session.query(Idea).filter_by(external_id="one").one()
        set_status(None, idea, Status.UNDER_REVIEW, "We look at it")
        db.session.commit()
    said = town.must_bring_in("ideas", "external_id,title,status,created_at\none,A bench,,\n")
    assert "0 changed" in said
    assert dict(town.rows(Idea.external_id, Idea.status))["one"] is Status.UNDER_REVIEW


def test_a_column_that_is_missing_says_nothing(town):
    town.must_bring_in("ideas", TABLE)
    town.must_bring_in("ideas", "external_id,title\ntwo,Say no\nfour,New\n")
    row = {row[0]: row[1:] for row in town.rows(Idea.external_id, Idea.title, Idea.tags, Idea.language, Idea.tally)}
    assert row["two"] == ("Say no", None, "pt-BR", 412)
    assert row["four"] == ("New", None, "en", None)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,Title,,nowhere,,,,,,", "place"),
        ("x,,,,,,,,,", "title"),
        ("x,\u200b,,,,,,,,", "title"),
        ("x,\u3164,,,,,,,,", "title"),
        ("x," + "t" * 301 + ",,,,,,,,", "title"),
        ("x,T," + "b" * 50_001 + ",,,,,,,", "body"),
        ("x,T,,,,,opened,,,", "status"),
        ("x,T,,,,,,2018-02-13,,", "created_at"),
        ("x,T,,,,,,,e_n,", "language"),
        ("x,T,,,,,,,,-3", "tally"),
        ("x,T,,,,,,,,٣", "tally"),
        ("one,Again,,,,,,,,", "external_id"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(town, row, column):
    result = town.bring_in("ideas", TABLE + row + "\n")
    assert result.status == 1
    assert town.problems == [(7, column)]
    assert town.rows(Idea.id) == town.rows(Person.id) == []


def test_the_longest_texts_are_kept(town):
    title, body = "ü" * 300, "👩" * 50_000
    town.must_bring_in("ideas", f"external_id,title,body\nx,{title},{body}\n")
    assert town.rows(Idea.title, Idea.body) == [(title, body)]


def test_what_goes_out_comes_in_as_it_was(town, tmp_path):
    town.must_bring_in("ideas", TABLE)
    out = town.give_out("ideas")
    assert out.decode().startswith(HEADER.strip())
    assert b'two,"\'=Say ""yes"", please"' in out
    assert "0 new, 0 changed, 3 as they were" in town.must_bring_in("ideas", out)
    assert town.give_out("ideas") == out


def test_what_is_out_of_sight_goes_out_and_comes_in(town):
    town.must_bring_in("ideas", TABLE)
    hide_one(town)
    whole = town.give_out("ideas")
    assert "0 new, 0 changed, 3 as they were" in town.must_bring_in("ideas", whole)
    assert town.give_out("ideas") == whole
    elsewhere = whole.replace(b"\none,", b"\nfour,").replace(b"\ntwo,", b"\nfive,").replace(b"\nthree,", b"\nsix,")
    assert "3 new" in town.must_bring_in("ideas", elsewhere)
    assert {key for key, listed in town.rows(Idea.external_id, Idea.listed) if not listed} == {"one", "four"}
    assert town.audit().status == 0


def test_an_import_shows_nothing_that_was_taken_out_of_sight(town):
    town.must_bring_in("ideas", TABLE)
    before = town.give_out("ideas")
    hide_one(town)
    assert "0 changed" in town.must_bring_in("ideas", before)
    assert dict(town.rows(Idea.external_id, Idea.listed))["one"] is False


def test_an_import_takes_out_of_sight_what_its_file_says(town):
    town.must_bring_in("ideas", TABLE)
    said = town.must_bring_in("ideas", "external_id,title,withdrawn_at\none,A bench,2020-02-13T05:58:16Z\n")
    assert "1 changed" in said
    assert dict(town.rows(Idea.external_id, Idea.listed)) == {"one": False, "two": True, "three": True}
    assert ("ward", "open") not in counts(town)
    assert town.audit().status == 0


def test_a_public_export_holds_what_everybody_may_see(town):
    town.must_bring_in("ideas", TABLE)
    hide_one(town)
    public = town.give_out("ideas", "--public")
    assert b"A bench" not in public
    assert b"three," in public
    assert "0 changed" in town.must_bring_in("ideas", public)
    assert town.give_out("ideas", "--public") == public


def test_an_import_keeps_what_was_said_before(town):
    town.must_bring_in("ideas", TABLE)
    town.must_bring_in("ideas", 'external_id,title\none,Two benches\ntwo,"=Say ""yes"", please"\n')
    said = town.rows(IdeaVersion.number, IdeaVersion.title, IdeaVersion.body)
    assert said == [(1, "A bench", "Under the *lime*"), (2, "Two benches", "Under the *lime*")]
    town.must_bring_in("ideas", "external_id,title\none,Three benches\n")
    assert [title for _number, title in town.rows(IdeaVersion.number, IdeaVersion.title)][-1] == "Three benches"


def hide_one(town):
    with town.app.app_context():
        hide_idea(db.session.query(Idea.id).filter_by(external_id="one").scalar())
        db.session.commit()
