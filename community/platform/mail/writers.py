"""Mails that are written when they are sent: they tell what is so by then, not what was so when they were posted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Flask, current_app

__all__ = ["Nothing", "Writer", "Written", "offer_writer", "writer_of"]

KEPT = "mail writers"


@dataclass(frozen=True, slots=True)
class Written:
    """The words of a mail, to whom they go, and what headers it has beside the usual ones."""

    to_address: str
    subject: str
    text: str
    language: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing left to say, and why."""

    why: str


Writer = Callable[[int, int | None], Written | Nothing]
"""Given the number of a mail and of its person, in the transaction that leases it. It is asked again at each try, and
says the same then, as far as that may still be said.
"""


def offer_writer(app: Flask, kind: str, write: Writer) -> None:
    """Let `write` find the words of all mails of this kind."""
    app.extensions.setdefault(KEPT, {})[kind] = write


def writer_of(kind: str) -> Writer | None:
    """Return who writes mails of this kind, or None when they are written when they are posted."""
    found: Writer | None = current_app.extensions.get(KEPT, {}).get(kind)
    return found
