"""A tag as pages show it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

__all__ = ["TagLink"]


class TagLink(NamedTuple):
    """A tag as a thing shows it."""

    id: int
    slug: str
    name: str

    @property
    def url(self) -> str:
        return f"/tags/{quote(self.slug)}"
