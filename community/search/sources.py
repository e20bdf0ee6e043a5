"""What features hand in so that their things are found; the factory says which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask_babel.speaklater import LazyString
from sqlalchemy import Select

__all__ = ["Source", "offer", "sources"]


class Source(NamedTuple):
    """One kind of thing that is searched.

    `shown` selects the things that everybody may read, with columns labelled `id`, `external_id`, `title`, `body`,
    `language`, `direction`, `place_id`, `status` and `at`, when it was said; what is hidden, withdrawn or a draft is
    not in it. It is asked for each hit, whatever the index believes. `status` is a word, or NULL.
    `address` is told number and title. Operations that change any word, or whether the thing is in `shown`, call
    `search.operations.touch(kind, id, …)`.
    """

    kind: str
    name: LazyString
    shown: Select[*tuple[Any, ...]]
    address: Callable[[int, str], str]


sources: dict[str, Source] = {}
"""By kind, in the order in which pages name them."""


def offer(*offered: Source) -> None:
    """Let these kinds of things be found, and no others."""
    sources.clear()
    sources.update({source.kind: source for source in offered})
