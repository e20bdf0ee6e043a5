"""How much work each client may cause: kept in the memory of this process, for a read must not write."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic, thread_time

from community.platform.errors import TooOften

__all__ = ["Allowance"]

MOST_CLIENTS = 10_000
"""So many are remembered; of more, those who asked longest ago start afresh."""


@dataclass
class Allowance:
    """`most` seconds of processor time at once for each client, which come back evenly in a minute."""

    most: float
    least: float = 0.005
    """What each request costs at least, so that many cheap ones are no way around."""
    clock: Callable[[], float] = monotonic
    _spent: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def charged(self, whose: str, say: Callable[[int], str]) -> Iterator[None]:
        """Charge a client for what is done inside; raise TooOften, with what `say` says of the seconds to wait."""
        over = self._owed(whose) - self.most
        if over >= 0:
            seconds = int(over * 60 / self.most) + 1
            raise TooOften(say(seconds), seconds)
        began = thread_time()
        try:
            yield
        finally:
            self._add(whose, max(self.least, thread_time() - began))

    def forget(self) -> None:
        """Let everybody start afresh."""
        with self._lock:
            self._spent.clear()

    def _owed(self, whose: str) -> float:
        with self._lock:
            spent, at = self._spent.get(whose, (0.0, 0.0))
        return max(0.0, spent - (self.clock() - at) * self.most / 60)

    def _add(self, whose: str, seconds: float) -> None:
        owed = self._owed(whose)
        with self._lock:
            self._spent[whose] = owed + seconds, self.clock()
            self._spent.move_to_end(whose)
            while len(self._spent) > MOST_CLIENTS:
                self._spent.popitem(last=False)
