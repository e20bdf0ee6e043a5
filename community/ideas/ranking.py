"""How ideas are ordered: the formulas, and nothing stored."""

from __future__ import annotations

import secrets
from math import sqrt

__all__ = ["contested", "draw_lot", "share_low"]

Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: two-sided 95 %."""

LOTS = 2**31 - 1
"""So many lots there are; one more than the highest, it still fits the column."""


def share_low(yes: int, total: int) -> float:
    """Return the lower bound of the 95 % Wilson score interval for the share `yes` of `total`, 0 for 0 of 0.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if yes == 0:
        return 0.0
    share = yes / total
    centre = share + Z * Z / (2 * total)
    spread = Z * sqrt((share * (1 - share) + Z * Z / (4 * total)) / total)
    return max(0.0, (centre - spread) / (1 + Z * Z / total))


def contested(support: int, oppose: int) -> float:
    """Return how surely the smaller side is large, from 0 to 0.5: the Wilson lower bound of the minority's share.

    Two sides of 200 are more contested than two of 2, and a 50:50 split more than a 90:10 one.
    """
    return share_low(min(support, oppose), support + oppose)


def draw_lot() -> int:
    """Return a new idea's place in the random order."""
    return secrets.randbelow(LOTS)
