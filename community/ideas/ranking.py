"""How ideas are ordered: the formulas, and nothing stored."""

from __future__ import annotations

import secrets
from math import sqrt

__all__ = ["contested", "draw_lot", "share_low", "unsure"]

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


def unsure(support: int, oppose: int, passed: int) -> float:
    """Return how much one more vote would tell of what people think: 1 for an idea nobody voted on, near 0 in the end.

    With nothing known, any support share is as likely as any other; after some votes it has the beta distribution with
    a = support + 1 and b = oppose + 1, whose variance is ab / (n²(n + 1)), n = a + b. One more vote lowers it by
    1 / (n + 1) of itself on average (H. Raiffa and R. Schlaifer, Applied Statistical Decision Theory, 1961, chapters
    5 and 9). Who passes tells nothing of it, so that counts as often as people take a side: n / (n + passed).
    """
    a, b = support + 1.0, oppose + 1.0
    n = a + b
    return 36.0 * a * b / (n * n * (n + 1.0) * (n + 1.0)) * n / (n + passed)


def draw_lot() -> int:
    """Return a new idea's place in the random order."""
    return secrets.randbelow(LOTS)
