"""Waking the worker of this process, if there is one."""

from __future__ import annotations

from threading import Condition

__all__ = ["Bell", "ring"]


class Bell:
    """Lets a worker sleep until it is time, or until somebody rings."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._rung: set[str] = set()
        self._over = False

    def ring(self, name: str) -> None:
        """Wake the worker for the job of this name."""
        with self._changed:
            self._rung.add(name)
            self._changed.notify_all()

    def end(self) -> None:
        """Wake the worker for the last time."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def wait(self, seconds: float) -> set[str]:
        """Sleep; return the jobs for which somebody rang."""
        with self._changed:
            self._changed.wait_for(lambda: self._rung or self._over, timeout=max(0.0, seconds))
            rung, self._rung = self._rung, set()
            return rung

    @property
    def is_over(self) -> bool:
        """Whether the worker shall end."""
        return self._over


listening: list[Bell] = []


def ring(name: str) -> None:
    """Wake the worker of this process for the job of this name; without a worker, do nothing."""
    for bell in listening:
        bell.ring(name)
