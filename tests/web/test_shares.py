"""Shares in whole per cent say neither all nor none unless it is so."""

from __future__ import annotations

import pytest

from community.web.templating import rounded, rounded_down


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 600, 0), (1, 600, 0.01), (41, 44, 0.93), (299, 600, 0.5), (599, 600, 0.99), (600, 600, 1), (1, 10**9, 0.01)],
)
def test_a_share_is_all_or_none_only_when_it_is(part, whole, shown):
    assert rounded(part / whole) == shown


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (0.009, 0), (0.29, 0.29), (0.2999, 0.29), (0.996, 0.99), (1, 1)])
def test_what_is_at_least_so_much_is_never_rounded_up(value, shown):
    assert rounded_down(value) == shown
