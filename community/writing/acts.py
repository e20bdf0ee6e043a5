"""What can wait for a sign-in, and what can be begun: each feature says it of its own things."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["ACTS", "WRITTEN", "Act", "Shown", "Written"]


class Shown(NamedTuple):
    """What waits, as the page about it shows it: what it is, about which thing, or in which words."""

    what: str
    # Said louder after it, as the choice of a vote.
    choice: str = ""
    thing_id: int | None = None
    title: str = ""
    body: str = ""
    language: str = ""


class Act(NamedTuple):
    """What a visitor can send: how it is done when they have signed in, and how it is told.

    `perform` takes the viewer and what was sent, by name, and returns the id of the thing that it is about; a
    Problem that it raises undoes it. Of that thing are `titles` (of those that everybody is shown, by id) and
    `address`. Words that cannot stand are kept as a draft by `keep`; without it, `refused` says why.
    """

    perform: Callable[..., int]
    show: Callable[[Mapping[str, Any]], Shown]
    titles: Callable[[Sequence[int]], Mapping[int, str]]
    address: Callable[[int], str]
    done: Any
    # Where one goes on when there is no such thing.
    home: str = "/"
    keep: Callable[[Any, Mapping[str, Any]], None] | None = None
    refused: Callable[[str], Any] = str


class Written(NamedTuple):
    """What can be begun: its words for something new and for changes, and where one goes on with a draft of it.

    `address` takes the draft; `more` are the names of what its form has besides title, text, place and language.
    """

    new: Any
    changes: Any
    address: Callable[[Any], str]
    more: Sequence[str] = ()


ACTS: dict[str, Act] = {}
"""By the name that `pending.kind` keeps."""

WRITTEN: dict[str, Written] = {}
"""By the name that `draft.kind` keeps."""
