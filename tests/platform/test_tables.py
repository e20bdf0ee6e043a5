"""Tables are read row by row, strictly, and written all or nothing."""

from __future__ import annotations

import csv
import gzip
import io
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.factory import create_app
from community.platform.exchange.cells import name, prose, safe, whole
from community.platform.exchange.tables import MOST_BYTES, Column, Problems, Table, Unusable, writing

COLUMNS = (
    Column("id", name(20, needed=True), safe, needed=True),
    Column("text", prose(1000), safe),
    Column("number", whole, str),
)


@pytest.fixture(autouse=True, scope="module")
def words():
    """Sentences need a site to know their language."""
    with create_app().app_context():
        yield


def read(path: Path, content: bytes | None = None):
    """The good rows (line, id, text, number) and the problems (line, column)."""
    if content is not None:
        path.write_bytes(content)
    problems = Problems()
    with closing(Table(path, COLUMNS)) as table:
        rows = list(table.rows(problems))
    return rows, [(line, column) for line, column, _ in problems.kept]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_rows_come_with_the_line_on_which_they_begin(path):
    content = b'id,text,number\r\na,"one\r\ntwo\r\nthree",1\r\n\r\nb,,\r\nc,"x\n",3'
    assert read(path, content) == ([(2, "a", "one\r\ntwo\r\nthree", 1), (6, "b", "", None), (7, "c", "x\n", 3)], [])


def test_columns_may_stand_in_any_order_and_be_missing(path):
    assert read(path, b"number,id\n7,a\n") == ([(2, "a", None, 7)], [])


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_utf8_with_and_without_mark_plain_and_packed(path, mark, pack):
    content = pack(mark + "id,text\na,šipka ↑\n".encode())
    assert read(path, content) == ([(2, "a", "šipka ↑", None)], [])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"text,number\na,1\n",
        b"id,id\na,b\n",
        b"id,colour\na,red\n",
        b"id;text\na;b\n",
        b'id,"text\na,b\n',
        b"id,text\xff\na,b\n",
        "id,text\na,b\n".encode("utf-16"),
        "id,text\na,b\n".encode("utf-16-be"),
        b"\0" * 100,
        b"x" * (MOST_BYTES * 2),
        b"\x1f\x8b damaged",
        gzip.compress(b"", mtime=0)[:8],
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=range(15),
)
def test_a_file_that_is_no_such_table_is_unusable(path, content):
    with pytest.raises(Unusable):
        read(path, content)


def test_a_missing_file_or_a_folder_is_unusable(tmp_path):
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(Unusable):
            read(path)


def test_a_cut_off_gzip_file_is_unusable(path):
    packed = gzip.compress(b"id,text\n" + b"".join(b"%d,text\n" % number for number in range(9999)))
    with pytest.raises(Unusable):
        read(path, packed[: len(packed) // 2])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (b"b", ""),
        (b"b,,1,2", ""),
        (b"b,\xe9,1", ""),
        (b"b,\xed\xa0\x80,1", ""),
        (b'b,"x"y,1', ""),
        (b",,1", "id"),
        (b"b,\0,1", "text"),
        (b"b,x,-1", "number"),
        (b"b,x," + b"9" * 19, "number"),
    ],
    ids=["short", "long", "latin-1", "surrogate", "quote", "empty", "nul", "negative", "huge"],
)
def test_a_bad_row_is_named_and_the_others_are_read(path, row, column):
    rows, problems = read(path, b"id,text,number\na,,1\n" + row + b"\nc,,3\n")
    assert [line for line, *_ in rows] == [2, 4]
    assert problems == [(3, column)]


def test_all_problems_of_a_row_are_named(path):
    assert read(path, b"id,text,number\n,\0,x\n") == ([], [(2, "id"), (2, "text"), (2, "number")])


def test_a_quotation_mark_that_is_never_closed_is_named_where_it_opens(path):
    assert read(path, b'id,text\na,\nb,"x\nc,\n') == ([(2, "a", "", None)], [(3, "")])


def test_nothing_after_an_endless_row_is_read(path):
    endless = b'b,"' + b"x\n" * MOST_BYTES
    assert read(path, b"id,text\na,\n" + endless) == ([(2, "a", "", None)], [(3, "")])
    many_cells = b'b,"' + b'\n","' * MOST_BYTES
    assert read(path, b"id,text\na,\n" + many_cells) == ([(2, "a", "", None)], [(3, "")])


def test_the_longest_text_in_the_largest_letters_fits_a_row():
    assert 50_000 * len("👩".encode()) + 50_000 < MOST_BYTES


def test_a_report_holds_so_many_problems_and_says_how_many_more(tmp_path):
    problems = Problems()
    for line in range(10_005, 1, -1):
        problems.add(line, "id", "=bad")
    problems.write(tmp_path / "report.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "report.csv").read_text(encoding="utf-8"))))
    assert rows[0] == ["line", "column", "problem"]
    assert rows[1] == ["6", "id", "'=bad"]
    assert len(rows) == 1 + 10_000 + 1
    assert "4 more" in rows[-1][2]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_what_is_written_reads_as_it_was(tmp_path, rows):
    path = str(tmp_path / "written.csv")
    with writing(path, ("a", "b")) as write:
        for row in rows:
            write(row)
    found = list(csv.reader(io.StringIO(Path(path).read_bytes().decode(), newline=""), strict=True))
    assert [tuple(row) for row in found[1:]] == rows


def test_the_same_rows_make_the_same_packed_bytes(tmp_path):
    contents = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        with writing(str(tmp_path / folder / "table.csv.gz"), ("id",)) as write:
            write(("a",))
        contents.append((tmp_path / folder / "table.csv.gz").read_bytes())
    assert contents[0] == contents[1]
    assert gzip.decompress(contents[0]) == b"id\r\na\r\n"


def test_a_table_that_was_not_finished_leaves_the_one_before(path):
    path.write_text("before")

    def fail() -> None:
        with writing(str(path), ("id",)) as write:
            write(("a",))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_text() == "before"
    assert list(path.parent.iterdir()) == [path]
