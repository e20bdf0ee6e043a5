"""What entries are about: things with a page, of features that the record itself does not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["KNOWN", "Thing", "know", "things_of"]


class Thing(NamedTuple):
    """Something that an entry is about and that is shown to everybody."""

    kind: str
    external_id: str
    id: int
    title: str
    language: str
    direction: str

    @property
    def url(self) -> str:
        return f"{KNOWN[self.kind][1]}/{self.id}"


KNOWN: dict[str, tuple[Any, str]] = {}
"""By the name of the fact that names such a thing: its table, and where its pages begin."""


def know(**kinds: tuple[Any, str]) -> None:
    """Let entries be about these kinds of things.

    A table has `external_id`, `title`, `language`, `direction` and `listed`: whether everybody is shown the thing.
    """
    KNOWN.update(kinds)


def things_of(facts: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return the kind and the external id of each thing that an entry with these facts is about."""
    return [(kind, facts[kind]) for kind in KNOWN if isinstance(facts.get(kind), str)]
