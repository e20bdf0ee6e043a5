"""How a commitment stands: the table of cases on its borders, always one signal, and when it changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.tracker.examples import EXAMPLES
from community.tracker.models import Signal, Status
from community.tracker.signal import CASES, Facts, changes_at, signal_of
from tests.harness.databases import only_sqlite
from tests.harness.pages import page, words

NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
NEVER = None

PLANNED, BEGUN, DELIVERED, STOPPED = Status

# Due in so long (after that midnight it is late), the last news so long ago, then how many say yes, partly, no.
BORDERS = [
    # What was stopped is stopped, whatever else holds.
    (STOPPED, -9 * DAY, 200 * DAY, (0, 0, 0), Signal.STOPPED),
    (STOPPED, NEVER, NEVER, (0, 0, 9), Signal.STOPPED),
    # A delivery is disputed when five have answered and a third of them say no.
    (DELIVERED, NEVER, DAY, (0, 0, 4), Signal.DELIVERED),
    (DELIVERED, NEVER, DAY, (0, 0, 5), Signal.DISPUTED),
    (DELIVERED, NEVER, DAY, (4, 0, 1), Signal.CONFIRMED),
    (DELIVERED, NEVER, DAY, (4, 0, 2), Signal.DISPUTED),
    (DELIVERED, NEVER, DAY, (199, 1, 100), Signal.DISPUTED),
    (DELIVERED, NEVER, DAY, (201, 0, 100), Signal.CONFIRMED),
    # Where two thirds say yes and a third says no, it is disputed: what was asked first counts.
    (DELIVERED, NEVER, DAY, (200, 0, 100), Signal.DISPUTED),
    # It is confirmed when five have answered and two thirds of them say yes.
    (DELIVERED, NEVER, DAY, (4, 0, 0), Signal.DELIVERED),
    (DELIVERED, NEVER, DAY, (5, 0, 0), Signal.CONFIRMED),
    (DELIVERED, NEVER, DAY, (4, 2, 0), Signal.CONFIRMED),
    (DELIVERED, NEVER, DAY, (3, 2, 0), Signal.DELIVERED),
    (DELIVERED, NEVER, DAY, (3, 2, 1), Signal.DELIVERED),
    # What is delivered is neither late nor silent.
    (DELIVERED, -9 * DAY, 200 * DAY, (0, 0, 0), Signal.DELIVERED),
    # The day promised belongs to it; the midnight after it is late.
    (BEGUN, MOMENT, DAY, (0, 0, 0), Signal.ON_TRACK),
    (BEGUN, 0 * DAY, DAY, (0, 0, 0), Signal.LATE),
    (PLANNED, -MOMENT, DAY, (0, 0, 0), Signal.LATE),
    (PLANNED, -300 * DAY, 200 * DAY, (0, 0, 0), Signal.LATE),
    # Ninety days without news are silence, and so is no news at all.
    (BEGUN, 99 * DAY, 90 * DAY - MOMENT, (0, 0, 0), Signal.ON_TRACK),
    (BEGUN, 99 * DAY, 90 * DAY, (0, 0, 0), Signal.SILENT),
    (BEGUN, DAY, 90 * DAY, (0, 0, 0), Signal.SILENT),
    (BEGUN, NEVER, 90 * DAY, (0, 0, 0), Signal.SILENT),
    (PLANNED, 99 * DAY, NEVER, (0, 0, 0), Signal.SILENT),
    # In its last thirty days it is at risk when it has not begun …
    (PLANNED, 30 * DAY + MOMENT, DAY, (0, 0, 0), Signal.ON_TRACK),
    (PLANNED, 30 * DAY, DAY, (0, 0, 0), Signal.AT_RISK),
    (PLANNED, MOMENT, 0 * DAY, (0, 0, 0), Signal.AT_RISK),
    # … or there was no news for thirty.
    (BEGUN, 30 * DAY, 30 * DAY - MOMENT, (0, 0, 0), Signal.ON_TRACK),
    (BEGUN, 30 * DAY, 30 * DAY, (0, 0, 0), Signal.AT_RISK),
    (BEGUN, 30 * DAY + MOMENT, 30 * DAY, (0, 0, 0), Signal.ON_TRACK),
    (BEGUN, MOMENT, 90 * DAY - MOMENT, (0, 0, 0), Signal.AT_RISK),
    # Without a date nothing is at risk or late.
    (PLANNED, NEVER, 89 * DAY, (0, 0, 0), Signal.ON_TRACK),
    # Answers count only once it is delivered.
    (BEGUN, 99 * DAY, DAY, (0, 0, 9), Signal.ON_TRACK),
]


@pytest.mark.parametrize(("status", "due", "news", "answers", "signal"), BORDERS)
def test_the_table_on_its_borders(status, due, news, answers, signal):
    facts = Facts(status, NOW + due if due is not None else None, NOW - news if news is not None else None, *answers)
    assert signal_of(facts, NOW) is signal


def test_every_case_has_a_line_on_its_borders_and_examples():
    named = [case.signal for case in CASES]
    assert sorted(named) == sorted(Signal)
    assert {signal for *_facts, signal in BORDERS} == set(Signal)
    assert list(EXAMPLES) == named
    assert [(signal, example) for signal in EXAMPLES for example in EXAMPLES[signal] if example.signal != signal] == []


days = st.integers(-400, 400).map(lambda number: NOW + number * DAY)
answers = st.integers(0, 9)
some_facts = st.builds(
    Facts, st.sampled_from(Status), st.none() | days, st.none() | days, yes=answers, partly=answers, no=answers
)


@given(some_facts, days)
def test_there_is_always_one_signal(facts, at):
    holding = [case.signal for case in CASES if case.holds(facts, at)]
    assert holding
    assert signal_of(facts, at) is holding[0]


@given(some_facts, days)
def test_a_signal_holds_until_it_is_said_to_change(facts, at):
    """All moments of these facts lie whole days apart, so that walking from day to day misses nothing."""
    changes = changes_at(facts, at)
    followed = (at + number * DAY for number in range(1, 1000))
    first = next((moment for moment in followed if signal_of(facts, moment) is not signal_of(facts, at)), None)
    assert changes == first


@only_sqlite
def test_the_page_is_the_table(client):
    shown = page(client, "/tracker/signals")
    lines = shown.all("li", class_="case")
    assert [line.get("id") for line in lines] == [case.signal for case in CASES]
    said = [words(line) for line in lines]
    assert [case.when for case, line in zip(CASES, said, strict=True) if str(case.when) not in line] == []
    results = [len(line.findall(".//p[@class='case__result']")) for line in lines]
    assert results == [len(EXAMPLES[case.signal]) for case in CASES]
