"""Themes come in and go out with their ideas, as history: nobody is told of them."""

from __future__ import annotations

import json

import pytest

from community.extensions import db
from community.ideas.models import Idea
from community.ideas.operations import hide_idea
from community.notifications.models import News
from community.record.models import RecordNote
from community.themes import queries
from community.themes.models import Theme, ThemeIdea, ThemeVersion

PLACES = "external_id,parent,name\ntown,,Town\nward,town,Ward\nbeside,,Beside\n"
IDEAS = (
    "external_id,title,place\none,A bench,ward\ntwo,Another,town\n"
    '"semi;colon",Third,ward\n"back\\slash",Fourth,ward\nfar,Far away,beside\n'
)
VOTES = "idea,voter,choice\none,ann,support\ntwo,ann,oppose\ntwo,bob,pass\n"
HEADER = "external_id,title,body,place,ideas,status,created_at,published_at,language\n"
TABLE = (
    HEADER + "seats,Seats,Where one can *rest*,town,one;two,,2018-02-13T05:58:16Z,,\n"
    'odd,"=Odd",,ward,"semi\\;colon; back\\\\slash ;one",,,,ur\n'
    "begun,Begun,,town,,draft,,,\n"
    "gone,Gone,,town,two,withdrawn,2019-01-01T00:00:00Z,2019-02-01T00:00:00Z,\n"
)
TABLES = (Theme, ThemeIdea, ThemeVersion)


@pytest.fixture
def town(desk):
    for name, table in (("places", PLACES), ("ideas", IDEAS), ("votes", VOTES)):
        desk.must_bring_in(name, table)
    return desk


def gathered(town):
    """The external ids of the ideas that stand in each theme."""
    names, ideas = dict(town.rows(Theme.id, Theme.external_id)), dict(town.rows(Idea.id, Idea.external_id))
    found = {name: set() for name in names.values()}
    for theme_id, idea_id, ended_at in town.rows(ThemeIdea.theme_id, ThemeIdea.idea_id, ThemeIdea.ended_at):
        if ended_at is None:
            found[names[theme_id]].add(ideas[idea_id])
    return found


def notes(town):
    """What waits to go on the record of themes."""
    rows = town.rows(RecordNote.id, RecordNote.kind, RecordNote.facts)
    return [(kind, json.loads(facts).get("theme")) for _id, kind, facts in rows if "theme" in facts]


def test_themes_come_in_whole(town):
    assert "4 new" in town.must_bring_in("themes", TABLE)
    assert gathered(town) == {
        "seats": {"one", "two"},
        "odd": {"semi;colon", "back\\slash", "one"},
        "begun": set(),
        "gone": {"two"},
    }
    themes = {row[0]: row[1:] for row in town.rows(Theme.external_id, Theme.title, Theme.direction, Theme.people_count)}
    assert themes == {
        "seats": ("Seats", "ltr", 2),
        "odd": ("=Odd", "rtl", 1),
        "begun": ("Begun", "ltr", 0),
        "gone": ("Gone", "ltr", 2),
    }
    assert [row[0] for row in town.rows(Theme.external_id, Theme.listed) if row[1]] == ["odd", "seats"]
    assert town.flask("themes", "audit").status == 0
    with town.app.app_context():
        listed = queries.list_themes(1, queries.Order.NEWEST).rows
    assert [row.title for row in listed] == ["Seats", "=Odd"]  # whose day is not known comes last


def test_nobody_is_told_and_the_record_says_that_it_was_imported(town):
    town.must_bring_in("themes", TABLE)
    assert town.rows(News.id) == []
    kinds = notes(town)
    assert [each for each in kinds if each[0] != "import_began"] == [
        ("imported_theme_published", "seats"), ("imported_theme_published", "odd"),
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing(town):
    town.must_bring_in("themes", TABLE)
    before = [town.rows(*model.__table__.columns) for model in (*TABLES, RecordNote)]
    assert "0 new, 0 changed, 4 as they were" in town.must_bring_in("themes", TABLE)
    assert [town.rows(*model.__table__.columns) for model in (*TABLES, RecordNote)] == before


def test_changed_rows_are_mended_and_what_is_not_said_stays(town):
    town.must_bring_in("themes", TABLE)
    changed = "external_id,title,ideas\nseats,Benches,two;semi\\;colon\nodd,=Odd,semi\\;colon;back\\\\slash;one\n"
    assert "0 new, 1 changed, 1 as they were" in town.must_bring_in("themes", changed)
    assert gathered(town)["seats"] == {"two", "semi;colon"}
    row = {row[0]: row[1:] for row in town.rows(Theme.external_id, Theme.title, Theme.body, Theme.version)}["seats"]
    assert row == ("Benches", "Where one can *rest*", 2)
    assert [row[:2] for row in town.rows(ThemeVersion.number, ThemeVersion.title)] == [(1, "Seats"), (2, "Benches")]
    assert [kind for kind, _theme in notes(town)][-3:] == ["theme_edited", "ideas_gathered", "ideas_removed"]
    assert town.flask("themes", "audit").status == 0


def test_a_draft_is_published_and_a_theme_withdrawn_by_its_status(town):
    town.must_bring_in("themes", TABLE)
    town.must_bring_in("themes", "external_id,title,status\nbegun,Begun,published\nseats,Seats,withdrawn\n")
    assert [row[0] for row in town.rows(Theme.external_id, Theme.listed) if row[1]] == ["begun", "odd"]
    assert notes(town)[-2:] == [("theme_withdrawn", "seats"), ("imported_theme_published", "begun")]
    assert town.rows(News.id) == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,,,town,,,,,", "title"),
        ("x,X,,nowhere,,,,,", "place"),
        ("x,X,,town,one;none,,,,", "ideas"),
        ("x,X,,town,one;far,,,,", "ideas"),
        ("x,X,,ward,two,,,,", "ideas"),
        ("x,X,,town,,hidden,,,", "status"),
        ("x,X,,town,,,yesterday,,", "created_at"),
        (f"x,X,,town,{'i' * 201},,,,", "ideas"),
        (f"x,X,,town,{';'.join(f'i{n}' for n in range(2001))},,,,", "ideas"),
        ("seats,Seats,,ward,,,,,", "place"),
        ("odd,Odd,,,,,,,", "place"),
    ],
)
def test_a_row_with_a_problem_is_named_and_nothing_is_written(town, row, column):
    town.must_bring_in("themes", TABLE)
    before = [town.rows(*model.__table__.columns) for model in TABLES]
    result = town.bring_in("themes", f"{HEADER}fine,Fine,,town,one,,,,\n{row}\n")
    assert result.status == 1
    assert town.problems == [(3, column)]
    assert [town.rows(*model.__table__.columns) for model in TABLES] == before


def test_what_goes_out_comes_in_as_the_same(town):
    town.must_bring_in("themes", TABLE)
    first = town.give_out("themes")
    assert b'"semi\\;colon' in first or b"semi\\;colon" in first
    assert "0 new, 0 changed, 4 as they were" in town.must_bring_in("themes", first)
    with town.app.app_context():
        for model in (ThemeIdea, ThemeVersion, Theme):
            db.session.execute(model.__table__.delete())
        db.session.commit()
    assert "4 new" in town.must_bring_in("themes", first)
    assert town.give_out("themes") == first


def test_what_is_public_names_nothing_that_is_out_of_sight(town):
    town.must_bring_in("themes", TABLE)
    with town.app.app_context():
        hide_idea(dict(town.rows(Idea.external_id, Idea.id))["one"])
        db.session.commit()
    said = town.give_out("themes", "--public").decode()
    assert [line.split(",")[0] for line in said.splitlines()[1:]] == ["odd", "seats"]
    assert "one" not in said.replace("one can", "")
    assert "one" in town.give_out("themes").decode().replace("one can", "")


def test_the_audit_names_what_is_wrong(town):
    town.must_bring_in("themes", TABLE)
    with town.app.app_context():
        db.session.execute(Theme.__table__.update().values(people_count=9))
        db.session.commit()
    found = town.flask("themes", "audit")
    assert found.status == 1
    assert "theme seats: stored 9, should be 2" in found.said
    assert town.flask("themes", "audit", "--repair").status == 0
    assert town.flask("themes", "audit").status == 0
