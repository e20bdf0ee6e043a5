"""What can be known about the site itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select

from community.accounts.models import Person
from community.places.models import Place
from community.platform.errors import Missing
from community.platform.paging import Key, Page, page_ids, page_of
from community.platform.reading import Reading
from community.platform.text import _
from community.site.models import Change, Logo, Name, Setting

__all__ = ["NUMBERS", "TEXTS", "ChangeRow", "get_logo", "get_settings", "get_text", "list_changes"]

TEXTS = (Name.ABOUT, Name.RULES, Name.PRIVACY)
NUMBERS = {
    Name.NEW_DAYS: range(366),
    Name.NEW_IDEAS: range(1, 1001),
    Name.NEW_LINKS: range(1001),
    Name.ASK_DAYS: range(1, 366),
}
"""What new accounts are held to, from least to most."""


class ChangeRow(NamedTuple):
    """What an admin did, as the log shows it."""

    id: int
    changed_at: datetime
    person_id: int | None
    person_name: str | None
    what: str
    place_name: str | None
    before: str | None
    after: str | None
    value: Any


class _Set(NamedTuple):
    name: Name
    shown: str


_COLUMNS = Change.__table__.c
_SETTINGS = Reading(_Set, select(Setting.name, Setting.shown).where(and_(*(Setting.name != name for name in TEXTS))))
_TEXT = Reading(lambda *cells: cells, select(Setting.value, Setting.shown).where(Setting.name == bindparam("name")))
_LOGO = Reading(bytes, select(Logo.png).where(Logo.key == bindparam("logo_key")))


def get_settings() -> Mapping[Name, str]:
    """Return what is set, as pages show it; the long texts are read by themselves."""
    return {each.name: each.shown for each in _SETTINGS.all()}


def get_text(name: Name) -> tuple[str, str]:
    """Return a text as it was written and as HTML that is safe to show; both empty when there is none."""
    found = _TEXT.first(name=name)
    return (found[0], found[1]) if found else ("", "")


def get_logo(key: str) -> bytes:
    """Return the picture with this key; raise Missing when there is none."""
    found = _LOGO.first(logo_key=key)
    if found is None:
        raise Missing(_("There is no such picture."))
    return found


def list_changes(key: Key | None = None, size: int = 50) -> Page[ChangeRow]:
    """Return one page of what admins did, the latest first."""
    rows = _changes(key is not None, key is not None and key.back)
    found = rows.all(size=size + 1, key=key.value if key else None, key_id=key.id if key else None)
    return page_of(found, size, key, lambda row: (row.value, row.id))


@cache
def _changes(keyed: bool, back: bool) -> Reading[ChangeRow]:
    ids = page_ids(select(Change), _COLUMNS.changed_at, _COLUMNS.id, descending=True, keyed=keyed, back=back).subquery(
        "page"
    )
    order = (ids.c.value, ids.c.id) if back else (ids.c.value.desc(), ids.c.id.desc())
    return Reading(
        ChangeRow,
        select(
            Change.id,
            Change.changed_at,
            Change.person_id,
            Person.name,
            Change.what,
            Place.name,
            Change.before,
            Change.after,
            ids.c.value,
        )
        .join_from(ids, Change, Change.id == ids.c.id)
        .outerjoin(Person, Person.id == Change.person_id)
        .outerjoin(Place, Place.id == Change.place_id)
        .order_by(*order),
    )
