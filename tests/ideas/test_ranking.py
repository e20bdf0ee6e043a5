"""The formulas behind the orders."""

from __future__ import annotations

import pytest

from community.ideas.ranking import LOTS, contested, draw_lot, share_low


@pytest.mark.parametrize(
    ("yes", "total", "low"),
    [
        # Where |p - share| = z sqrt(p (1 - p) / n), found by bisection, z = 1.959964.
        (0, 0, 0.0),
        (0, 10, 0.0),
        (1, 1, 0.206549),
        (5, 10, 0.236593),
        (81, 263, 0.255289),
        (100, 100, 0.963007),
    ],
)
def test_share_low_is_wilsons_lower_bound(yes, total, low):
    assert share_low(yes, total) == pytest.approx(low, abs=5e-6)


def test_more_votes_at_the_same_share_make_it_surer():
    assert share_low(6, 10) < share_low(60, 100) < share_low(600, 1000) < 0.6


def test_an_even_split_of_many_is_the_most_contested():
    assert contested(200, 200) > contested(2, 2)
    assert contested(50, 50) > contested(90, 10) > contested(100, 0) == 0
    assert contested(30, 70) == contested(70, 30)


def test_lots_fit_their_column():
    assert all(0 <= draw_lot() < LOTS < 2**31 for _ in range(1000))
