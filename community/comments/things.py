"""What can be commented on: things of features that comments themselves do not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from community.comments.models import On
from community.roles.queries import Viewer

__all__ = ["KNOWN", "Commentable", "Subject", "know"]


class Subject(Protocol):
    """A thing as pages about what is said under it show it."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def place_id(self) -> int: ...
    @property
    def url(self) -> str: ...


class Commentable(NamedTuple):
    """A kind of things that are commented on.

    `table` has `id`, `external_id`, `title`, `language`, `direction`, `place_id` and `listed`: whether everybody is
    shown the thing. `get` raises Missing or Gone for whom it is not there. `sided` says whether one speaks for or
    against it; `address` makes the address of its page from id and title.
    """

    table: Any
    get: Callable[[int, Viewer | None], Subject]
    address: Callable[[int, str], str]
    sided: bool = False


KNOWN: dict[On, Commentable] = {}
"""The factory says what can be commented on."""


def know(kinds: Mapping[On, Commentable]) -> None:
    """Let these kinds of things be commented on."""
    KNOWN.update(kinds)
