"""A database that was restored from before forgets once more who was erased since."""

from __future__ import annotations

import json
import stat

import pytest
from sqlalchemy import func, select

from community.accounts.models import Person
from community.accounts.operations import open_account
from community.extensions import db
from community.leaving.models import Erasure
from community.leaving.operations import erase_person
from community.roles.operations import make_first_admin
from tests.factories import make_idea, make_person
from tests.harness.databases import only_sqlite
from tests.site.scene import undone

pytestmark = only_sqlite


@pytest.fixture
def flask(app, tmp_path):
    def flask(command, file="erasures.json"):
        return app.test_cli_runner().invoke(args=["erasures", command, str(tmp_path / file)])

    return flask


@pytest.fixture
def people(app):
    """Two who will be erased, each with an idea, and one who stays."""
    people = [make_person(name) for name in ("Rosa", "Luz", "Sam")]
    for person in people:
        make_idea(f"Words of {person.name}", author=person)
    db.session.commit()
    return [person.id for person in people]


def erase_and_export(app, flask, people):
    """Erase the first two and write the file, in a database that is then as it was before."""
    with undone(app):
        erase_person(people[0], keep_words=True)
        erase_person(people[1], keep_words=False)
        db.session.commit()
        done = flask("export")
        assert (done.exit_code, done.output) == (0, "2 erasures are in the file.\n")


def names():
    db.session.expire_all()
    return db.session.scalars(select(Person.name).order_by(Person.id)).all()


def test_it_erases_once_more_as_it_was_asked_then_and_nobody_else(app, flask, people, tmp_path):
    erase_and_export(app, flask, people)
    assert names() == ["Rosa", "Luz", "Sam"]
    done = flask("repeat")
    assert (done.exit_code, done.output) == (0, "2 erasures are in the file.\n2 people are erased once more.\n")
    assert names() == [None, None, "Sam"]
    titles = [page for page in ("Words of Rosa", "Words of Luz") if page in app.test_client().get("/ideas").text]
    assert titles == ["Words of Rosa"]
    again = flask("repeat")
    assert again.output.splitlines()[-1] == "0 people are erased once more."
    assert db.session.scalar(select(func.count()).select_from(Erasure)) == 2


def test_the_file_names_nobody_and_is_nobody_elses_business(app, flask, people, tmp_path):
    known = db.session.scalars(select(Person.external_id)).all()
    erase_and_export(app, flask, people)
    file = tmp_path / "erasures.json"
    assert [each for each in (*known, "Rosa", "Luz") if each in file.read_text()] == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_written_from_a_restored_database_it_keeps_what_that_does_not_know(app, flask, people):
    erase_and_export(app, flask, people)
    assert flask("export").output == "2 erasures are in the file.\n"
    assert flask("repeat").output.splitlines()[-1] == "2 people are erased once more."


def test_with_another_key_it_says_so_and_changes_nothing(app, flask, people, monkeypatch):
    erase_and_export(app, flask, people)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another" * 8)
    for command in ("repeat", "export"):
        done = flask(command)
        assert (done.exit_code, "another SECRET_KEY" in done.output) == (1, True)
    assert names() == ["Rosa", "Luz", "Sam"]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "null", '{"key": 1}', '{"key": "", "erased": 3}', '{"key": "", "erased": [["zz", 1]]}']
)
def test_another_file_is_refused_in_a_sentence(app, flask, tmp_path, content):
    (tmp_path / "other.json").write_text(content)
    for command in ("repeat", "export"):
        done = flask(command, "other.json")
        assert (done.exit_code, "is no file that flask erasures export" in done.output) == (1, True)
    assert (tmp_path / "other.json").read_text() == content


def test_the_last_admin_is_left_and_named_as_such(app, flask, people):
    erase_and_export(app, flask, people)
    open_account(people[0], "rosa@example.org")
    make_first_admin(people[0])
    db.session.commit()
    done = flask("repeat")
    assert (done.exit_code, "is the last admin" in done.output) == (1, True)
    assert names() == ["Rosa", None, "Sam"]


def test_a_file_is_json_that_can_be_looked_into(app, flask, people, tmp_path):
    erase_and_export(app, flask, people)
    erased = json.loads((tmp_path / "erasures.json").read_text())["erased"]
    assert sorted(keeps for _who, keeps in erased) == [False, True]
