"""What was changed of an exported record is found; and what cannot be found, as verify.py itself says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from community.extensions import db
from community.ideas.models import Status
from community.ideas.operations import hide_idea, set_status
from community.record import verify
from community.record.operations import forget_texts
from community.record.verify import RIGHT, UNUSABLE, WRONG, Head, Wrong, check, read_head
from tests.factories import make_idea, make_person
from tests.harness.databases import only_sqlite
from tests.record.changes import CLUMSY, FORGERIES, forged, parsed, written
from tests.record.keeping import appended, entries, export, put

FILE = Path(verify.__file__)
MANY = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def person(app):
    """Somebody who gave reasons."""
    return make_person("Somebody")


@pytest.fixture
def lines(app, person):
    """An exported record: facts of every kind, reasons that are shown, and one that is not."""
    ideas = [make_idea(f"Idea {number}") for number in range(3)]
    for number, status in enumerate((Status.UNDER_REVIEW, Status.PLANNED, Status.DECLINED, Status.OPEN)):
        set_status(person, ideas[number % 3], status, f"Γιατί; because «{number}» \\ \n\u2028")
    for number in range(4):
        put(number)
    hide_idea(ideas[2].id)
    appended()
    db.session.commit()
    return export()


def head_of(lines, number=None):
    """The head of this entry, or of the last one."""
    entry = parsed(lines[(number or len(lines)) - 1])
    return Head(entry["hash"], entry["number"])


def wrong(lines, *heads):
    """What is said of a record that is not in order."""
    with pytest.raises(Wrong) as found:
        check(lines, heads)
    return str(found.value)


@only_sqlite
def test_a_record_in_order_says_what_it_holds(lines):
    assert check(lines) == check(lines, [head_of(lines), head_of(lines, 3), Head(head_of(lines, 2).hash)])
    assert check(lines)[0] == 9
    assert check(lines)[2:] == (4, 3)
    assert parsed(lines[3])["texts"] == {"reason": {"not_shown": "hidden"}}


@only_sqlite
def test_a_thousand_changes_are_all_found_given_a_kept_head(lines):
    """Edited, deleted, doubled, reordered and cut, with and without making all hashes anew."""
    found = []

    @settings(MANY, max_examples=1000)
    @given(st.data())
    def one(data):
        changed = data.draw(st.sampled_from(CLUMSY + FORGERIES))(data.draw, lines)
        assume(changed != lines)
        found.append(wrong(changed, head_of(lines)))

    one()
    assert len(found) >= 1000
    assert len(set(found)) > 50


@only_sqlite
def test_of_an_earlier_head_everything_up_to_it_is_found(lines):
    @settings(MANY, max_examples=200)
    @given(st.data())
    def one(data):
        kept = data.draw(st.integers(2, len(lines)))
        changed = data.draw(st.sampled_from(CLUMSY + FORGERIES))(data.draw, lines[:kept])
        assume(changed != lines[:kept])
        wrong(changed, head_of(lines, kept))

    one()


@only_sqlite
def test_without_a_head_forgeries_and_a_cut_tail_look_just_as_good(lines):
    @settings(MANY, max_examples=100)
    @given(st.data())
    def one(data):
        changed = data.draw(st.sampled_from(FORGERIES))(data.draw, lines)
        assume(changed)
        assert check(changed).entries == len(changed)

    one()


@only_sqlite
def test_a_head_that_somebody_kept_also_fits_a_longer_record(lines):
    put(5)
    appended()
    assert len(export()) == len(lines) + 1
    assert check(export(), [head_of(lines)]).entries == len(lines) + 1


@only_sqlite
def test_the_first_place_that_is_wrong_is_named(lines):
    entry = parsed(lines[4])
    entry["facts"]["rows"] = 7
    changed = [*lines[:4], written(entry), *lines[5:]]
    assert wrong(changed) == "Line 5: the hash of entry 5 is not that of what it says."
    assert wrong(lines[:2] + lines[3:]) == "Line 3: entry 3 should stand here, and it is entry 4."
    assert wrong(lines[:3], head_of(lines)).startswith("End: the record ends with entry 3, and you kept the head of")
    assert wrong(lines[1:]) == "Line 1: entry 1 should stand here, and it is entry 2."
    exchanged = forged([lines[0], *lines[2:]])
    assert wrong([*lines[:4], *exchanged[4:]]) == "Line 5: entry 5 does not follow entry 4 as it stands here."
    assert wrong([]).startswith("Line 1: there is no entry at all")
    again = forged(changed)
    assert wrong(again, head_of(lines)) == "Line 9: entry 9 is not the one of the head that you kept."
    assert wrong(again, Head(head_of(lines).hash)).startswith("End: no entry has the hash that you kept")
    text = parsed(lines[1])
    text["texts"]["reason"]["text"] = "I never said so"
    assert wrong([lines[0], written(text), *lines[2:]]) == "Line 2: the reason of entry 2 is another one."


@only_sqlite
def test_an_entry_that_is_older_than_the_one_before_it_is_none(lines):
    entry = parsed(lines[4])
    entry["recorded_at"] = "2001-01-01T00:00:00.000000Z"
    older = forged([*lines[:4], written(entry), *lines[5:]])
    assert wrong(older) == "Line 5: entry 5 is older than the one before it."


@only_sqlite
def test_a_text_of_which_the_chain_knows_nothing_is_none(lines):
    first = {**parsed(lines[0]), "texts": {"reason": {"salt": "0" * 64, "text": "I said so"}}}
    assert wrong([written(first), *lines[1:]]).startswith("Line 1: something belongs to an entry")
    second = {**parsed(lines[1]), "texts": {}}
    assert wrong([lines[0], written(second), *lines[2:]]).startswith("Line 2: something belongs to an entry")


@only_sqlite
def test_words_that_are_left_out_leave_everything_else_provable(lines, person):
    """Whoever publishes the record can leave words out; that they did is counted, and not taken for a change."""
    for name in ("hidden", "erased"):
        left_out = [written({**parsed(line), "texts": {key: {"not_shown": name} for key in parsed(line)["texts"]}})
                    for line in lines]  # fmt: skip
        assert check(left_out, [head_of(lines)])[2:] == (4, 0)
    forget_texts([person.id], words_too=True)
    assert check(export(public=False), [head_of(lines)])[2:] == (4, 0)


@only_sqlite
def test_what_somebody_does_in_the_database_is_found(lines, app):
    for change in ("kind = 'declined'", "facts = '{}'", "facts = 'x'", "event_at = NULL", "facts = '[]'"):
        with db.session.begin_nested() as savepoint:
            db.session.execute(text("DROP TRIGGER record_entry_refuses_update"))
            db.session.execute(text(f"UPDATE record_entry SET {change} WHERE number = 4"))
            assert wrong(export(public=False)).startswith("Line 4: "), change
            savepoint.rollback()
    db.session.execute(text("UPDATE record_text SET text = 'Something else' WHERE number = 3"))
    assert wrong(export(public=False)) == "Line 3: the reason of entry 3 is another one."


def run(*arguments, given=b""):
    """What the file itself says, in a Python that has nothing but its standard library."""
    done = subprocess.run([sys.executable, "-I", "-S", FILE, *arguments], input=given, capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@only_sqlite
def test_the_file_by_itself_checks_an_export(lines, tmp_path):
    path = tmp_path / "record.jsonl"
    path.write_bytes(b"".join(lines))
    head = head_of(lines, 5)
    status, said, _error = run(path, "--head", str(head))
    assert status == RIGHT
    assert "In order: 9 entries" in said
    assert "nothing up to entry 5 was changed" in said
    assert "1 of 4 texts are not shown here" in said
    assert said.splitlines()[-1] == str(head_of(lines))
    status, said, _error = run("-", given=path.read_bytes())
    assert (status, "a record whose end was cut off" in said) == (RIGHT, True)
    status, said, _error = run(path, "--head", f"10:{head.hash}", "--head", str(head))
    assert status == WRONG
    assert "WRONG. End: the record ends with entry 9, and you kept the head of entry 10." in said
    path.write_bytes(b"".join(lines)[:-20])
    status, said, _error = run(path)
    assert (status, "WRONG. Line 9" in said) == (WRONG, True)


@only_sqlite
@pytest.mark.parametrize("head", ["", "5", "5:", "five", "5:" + "G" * 64, "-1:" + "0" * 64, "0" * 63])
def test_a_head_that_is_none_is_said(lines, tmp_path, head):
    path = tmp_path / "record.jsonl"
    path.write_bytes(b"".join(lines))
    status, _said, error = run(path, f"--head={head}")
    assert (status, "is no head" in error) == (UNUSABLE, True)
    with pytest.raises(ValueError):
        read_head(head)


def test_a_file_that_is_none_is_said(tmp_path):
    assert run(tmp_path / "missing.jsonl")[0] == UNUSABLE
    assert run(tmp_path)[0] == UNUSABLE
    for nonsense in (b"\xff\xfe\x00", b"[" * 100_000 + b"\n", b"1\n", b"9" * 5000 + b"\n", b"{}\n", b"null\n", b"\n"):
        assert run("-", given=nonsense)[0] == WRONG


def test_an_endless_line_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(verify, "LONGEST_LINE", 1000)

    class Endless:
        read = 0

        def readline(self, most):
            self.read += most
            return b"9" * most

    file = Endless()
    assert "this is not written as an entry is" in wrong(verify.lines_of(file))
    assert file.read < 3000


def test_the_file_needs_nothing_of_ours_and_little_of_python():
    names = [line.split()[1] for line in FILE.read_text().splitlines() if line.startswith(("import ", "from "))]
    assert names == ["__future__", "argparse", "json", "re", "sys", "hashlib", "typing"]


@only_sqlite
def test_the_commands_say_the_same(app, lines, tmp_path):
    invoke = app.test_cli_runner().invoke
    path = tmp_path / "record.jsonl"
    given = invoke(args=["record", "export", str(path)])
    assert (given.exit_code, given.output) == (0, f"{path}: 9 entries.\n")
    assert path.read_bytes() == b"".join(lines)
    right, other = str(head_of(lines)), f"9:{'0' * 64}"
    for file in ([], [str(path)]):
        assert invoke(args=["record", "verify", *file]).exit_code == RIGHT
        assert invoke(args=["record", "verify", *file, "--head", right]).exit_code == RIGHT
        said = invoke(args=["record", "verify", *file, "--head", right, "--head", other])
        assert (said.exit_code, "entry 9 is not the one" in said.output) == (WRONG, True)
        assert invoke(args=["record", "verify", *file, "--head", "nonsense"]).exit_code == UNUSABLE
    assert "4 texts" not in invoke(args=["record", "verify"]).output, "the site itself knows every text"
    assert invoke(args=["record", "export", str(tmp_path / "none" / "x")]).exit_code == UNUSABLE
    assert len(json.loads(invoke(args=["record", "export", "-"]).output.splitlines()[0])) == 8
    assert len(entries()) == 9
