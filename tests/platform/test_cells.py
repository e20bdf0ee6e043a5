"""Cells are read strictly and come back as they were."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.factory import create_app
from community.platform.errors import Unclear
from community.platform.exchange import cells

TRICKY = st.text(alphabet=list("'=+-@\t\r\n＝＋－＠ ab"), max_size=6) | st.text()


@pytest.fixture(autouse=True, scope="module")
def words():
    """Sentences need a site to know their language."""
    with create_app().app_context():
        yield


@given(TRICKY)
def test_a_text_made_safe_comes_back_exactly(text):
    assert cells.restored(cells.safe(text)) == text


@given(TRICKY)
def test_no_safe_text_begins_like_a_formula(text):
    assert not re.match("[=+\\-@\t\r\n＝＋－＠]", cells.safe(text))


def test_an_apostrophe_of_somebodys_own_stays():
    assert cells.restored("'tis") == cells.safe("'tis") == "'tis"


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2018-02-13T05:58:16Z", datetime(2018, 2, 13, 5, 58, 16, tzinfo=UTC)),
        ("2018-02-13 07:58+02:00", datetime(2018, 2, 13, 5, 58, tzinfo=UTC)),
        ("2018-02-13T05:58:16.471123Z", datetime(2018, 2, 13, 5, 58, 16, 471123, tzinfo=UTC)),
        ("2018-02-13T11:28:16.5+0530", datetime(2018, 2, 13, 5, 58, 16, 500000, tzinfo=UTC)),
        ("1518501496", datetime(2018, 2, 13, 5, 58, 16, tzinfo=UTC)),
        ("1518501496471", datetime(2018, 2, 13, 5, 58, 16, 471000, tzinfo=UTC)),
        (" 0 ", datetime(1970, 1, 1, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_time_is_read(cell, at):
    assert cells.as_instant(cells.instant(cell)) == at


@pytest.mark.parametrize(
    "cell",
    [
        "2018-02-13", "2018-02-13T05:58:16", "0000-01-01T00:00:00Z", "99999-01-01T00:00:00Z", "2018-13-01T00:00:00Z",
        "2018-02-30T00:00:00Z", "1899-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "2018-W06-2T00:00:00Z",
        "2018-02-13T05:58:16.4711234Z", "2018-02-13T05:58:16+25:00", "-1", "1e9", "9" * 14, "9" * 15, "١٥١٨٥٠١٤٩٦",
        "tomorrow", "2018-02-13T05:58:16Z\0",
    ],
)  # fmt: skip
def test_a_time_without_sense_is_refused(cell):
    with pytest.raises(Unclear):
        cells.instant(cell)


def test_a_time_to_come_is_refused():
    later = datetime.now(UTC) + timedelta(days=2)
    with pytest.raises(Unclear):
        cells.instant(later.isoformat())


@given(st.integers(-(70 * 365 * 86_400 * 10**6), 55 * 365 * 86_400 * 10**6))
def test_a_written_time_reads_as_it_was(microseconds):
    at = cells.as_instant(microseconds)
    assert cells.as_instant(cells.instant(cells.to_instant(at))) == at


@pytest.mark.parametrize("cell", ["1", "0", "2147483647", " 7 "])
def test_a_whole_number_is_read(cell):
    assert cells.whole(cell) == int(cell)


@pytest.mark.parametrize(
    "cell", ["-1", "2147483648", "1e3", "1,000", "1.0", "٣", "²", "0x1", "9" * 5000, "+1"], ids=range(10)
)
def test_what_is_no_whole_number_is_refused(cell):
    with pytest.raises(Unclear):
        cells.whole(cell)


@pytest.mark.parametrize("cell", ["91", "-90.1", "nan", "inf", "1e1", "40,7", ".5", "5.", "٣", "--1", "9" * 50])
def test_what_is_no_latitude_is_refused(cell):
    with pytest.raises(Unclear):
        cells.decimal(90)(cell)


@given(st.floats(-180, 180))
def test_a_written_number_reads_as_it_was(value):
    written = cells.to_decimal(value)
    assert abs(cells.decimal(180)(written) - value) < 1e-19 or cells.decimal(180)(written) == value


@pytest.mark.parametrize("cell", ["", "  ", "a" * 301, "a\0b", "a\nb", "a\x1bb", "a\u202eb", "a\x85b"], ids=range(8))
def test_what_is_no_title_is_refused(cell):
    with pytest.raises(Unclear):
        cells.name(300, needed=True)(cell)


@pytest.mark.parametrize(
    "text", ["शहर की सड़क", "شہر‌کی سڑک", "👩‍👩‍👧 park", "a\u00a0b", "'quoted'", "a" * 300], ids=range(6)
)
def test_words_of_every_script_are_read_as_they_stand(text):
    assert cells.name(300, needed=True)(cells.safe(text)) == text


def test_a_body_keeps_its_lines_and_blanks():
    text = "  one\r\n\r\n\ttwo \n"
    assert cells.prose(100)(cells.safe(text)) == text


@pytest.mark.parametrize("cell", ["a\0", "a\x0b", "a" * 101, "\u202e"])
def test_what_is_no_body_is_refused(cell):
    with pytest.raises(Unclear):
        cells.prose(100)(cell)
