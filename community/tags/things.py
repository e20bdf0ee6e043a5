"""What has tags: things of features that the tags themselves do not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from community.tags.models import Tagged

__all__ = ["KNOWN", "Taggable", "know"]


class Taggable(NamedTuple):
    """A kind of things with tags.

    `table` has `id`, `title`, `language`, `direction`, `place_id`, `tags`, its tags as a text, and
    `listed`: whether everybody is shown the thing.
    `address` makes the address of its page from id and title.
    """

    table: Any
    address: Callable[[int, str], str]


KNOWN: dict[Tagged, Taggable] = {}
"""The factory says what has tags."""


def know(kinds: Mapping[Tagged, Taggable]) -> None:
    """Let these kinds of things have tags: they are counted, listed and told of as far as they are listed."""
    KNOWN.update(kinds)
