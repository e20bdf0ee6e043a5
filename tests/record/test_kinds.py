"""What goes on the record is of a kind that the list knows."""

from __future__ import annotations

import re
from pathlib import Path

from community.record import kinds
from community.record.kinds import IMPORTED, Kind

COMMUNITY = Path(kinds.__file__).parents[1]


def test_every_kind_that_is_put_on_record_is_one_of_the_list():
    """A kind that is written as a word, and not taken from the list, would have no words on the page."""
    for path in COMMUNITY.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "put_on_record(" in text and path.parent.parent.name != "record":
            assert "from community.record.kinds import Kind" in text, path


def test_what_an_import_tells_is_of_a_kind_that_also_happens_here():
    told = {kind.removeprefix(IMPORTED) for kind in Kind if kind.startswith(IMPORTED)}
    assert told < set(Kind)


def test_every_kind_has_an_icon():
    template = (COMMUNITY / "templates" / "record" / "_kinds.html").read_text(encoding="utf-8")
    signs = set(re.findall(r"^  '(\w+)': \(", template, re.MULTILINE))
    assert signs == {kind.removeprefix(IMPORTED) for kind in Kind}
