"""How far a long work is, on standard error: a bar with numbers on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
from time import monotonic

__all__ = ["Progress"]

WIDTH = 24


class Progress:
    """The progress of one work; call it with how much is done, in units of `total`, and how many `things` that is."""

    def __init__(self, title: str, total: int) -> None:
        self.title = title
        self.total = max(total, 1)
        self._terminal = sys.stderr.isatty()
        self._began = self._said = monotonic()
        self._things = 0

    def __call__(self, done: int, things: int) -> None:
        """Say how far it is, if it is time to say something."""
        self._things = things
        at = monotonic()
        if at - self._said >= (0.1 if self._terminal else 5):
            self._said = at
            self._say(min(done / self.total, 1.0))

    def end(self) -> None:
        """Say that it is done, and how fast it was."""
        self._say(1.0, end="\n")

    def _say(self, share: float, end: str = "") -> None:
        seconds = max(monotonic() - self._began, 0.001)
        line = f"{self.title}  {share:4.0%}  {self._things:>9,}  {self._things / seconds:>9,.0f}/s"
        if self._terminal:
            filled = round(share * WIDTH)
            bar = "█" * filled + "░" * (WIDTH - filled)
            print(f"\r{bar}  {line}", end=end, file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)
