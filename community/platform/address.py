"""Reading what stands in a page's address; whatever makes no sense is said so with a 400."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import current_app, request
from werkzeug.routing import BaseConverter, ValidationError

from community.platform.errors import Unclear
from community.platform.paging import Key
from community.platform.text import _

__all__ = ["MOST_ID", "Id", "absolute", "choice", "given", "number", "once", "page_links", "with_parameters"]

MOST_ID = 2**31 - 1
"""The largest key that a database column of ours holds."""

Word = TypeVar("Word", bound=StrEnum)


class Id(BaseConverter):
    """`<id:idea_id>`: ASCII digits that fit a database key; everything else is another address."""

    regex = "[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        if int(value) > MOST_ID:
            raise ValidationError
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


def once(name: str) -> str:
    """Return the parameter `name` of the address as it stands there, whatever that is; empty when it is absent."""
    values = request.args.getlist(name)
    if len(values) > 1:
        raise Unclear(_("The address names “%(name)s” more than once.", name=name))
    return values[0] if values else ""


def given(name: str) -> str | None:
    """Return the parameter `name` of the address, or None when it is absent or empty."""
    value = once(name)
    if len(value) > 200 or not value.isprintable():
        raise Unclear(_("The address has a value for “%(name)s” that makes no sense.", name=name))
    return value or None


def choice(name: str, words: type[Word]) -> Word | None:
    """Return the parameter `name` as one of `words`, or None."""
    value = given(name)
    try:
        return words(value) if value is not None else None
    except ValueError as error:
        known = ", ".join(words)
        raise Unclear(
            _("“%(value)s” is not known for “%(name)s”; known are: %(known)s.", value=value, name=name, known=known)
        ) from error


def number(name: str, most: int = MOST_ID) -> int | None:
    """Return the parameter `name` as a whole number from 0 to `most`, or None."""
    value = given(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit()) or len(value) > 19 or int(value) > most:
        raise Unclear(_("“%(value)s” is not a number that “%(name)s” can have.", value=value, name=name))
    return int(value)


def absolute(path: str) -> str:
    """Return the whole address of `path`, for mails: by the settings, never by what a request says of its host."""
    return f"{current_app.config['ADDRESS']}{path}"


def with_parameters(**changes: object) -> str:
    """Return this page's address with some parameters changed; None takes one out."""
    kept = {name: request.args[name] for name in request.args}
    for name, value in changes.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = str(value)
    query = urlencode(kept)
    return f"{request.path}?{query}" if query else request.path


def page_links(previous: Key | None, following: Key | None) -> dict[str, str | None]:
    """Return the addresses of the first, previous and next page of this list."""
    return {
        "first": with_parameters(page=None) if previous else None,
        "previous": with_parameters(page=previous) if previous else None,
        "next": with_parameters(page=following) if following else None,
    }
