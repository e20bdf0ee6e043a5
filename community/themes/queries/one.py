"""One theme: its page, its address, its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, true

from community.accounts.models import Person
from community.ideas.models import Idea
from community.places.queries import get_place
from community.platform.errors import Gone, Missing
from community.platform.reading import Reading
from community.platform.text import _
from community.roles.queries import Viewer
from community.themes.models import GATHERED, Theme, ThemeIdea, ThemeVersion
from community.themes.queries.rows import (
    EVIDENCE,
    PAST_IDEA,
    THEME_PAGE,
    VERSION_ROW,
    Ender,
    PastIdeaRow,
    ThemePage,
    VersionRow,
    Words,
    address,
)
from community.themes.rules import may_see_unlisted

__all__ = ["address_of", "get_theme", "get_version", "get_words", "list_past_ideas", "list_versions"]

MOST_VERSIONS = 100
"""So many versions a page of history shows, the latest ones."""
MOST_PAST = 50
"""So many ideas that were taken out."""

_ID: Any = bindparam("theme_id")
_THEME = Reading(
    ThemePage,
    select(*THEME_PAGE)
    .join_from(Theme, EVIDENCE, true())
    .outerjoin(Person, Person.id == Theme.person_id)
    .outerjoin(ThemeVersion, (ThemeVersion.theme_id == Theme.id) & (ThemeVersion.number == Theme.version))
    .where(Theme.id == _ID),
)
_TITLE = Reading(str, select(Theme.title).where(Theme.id == _ID))
_WORDS = Reading(Words, select(Theme.title, Theme.body).where(Theme.id == _ID))
_VERSION = Reading(
    Words,
    select(ThemeVersion.title, ThemeVersion.body).where(
        ThemeVersion.theme_id == _ID, ThemeVersion.number == bindparam("number")
    ),
)
_VERSIONS = Reading(
    VersionRow,
    select(*VERSION_ROW)
    .outerjoin(Person, Person.id == ThemeVersion.person_id)
    .where(ThemeVersion.theme_id == _ID)
    .order_by(ThemeVersion.number.desc())
    .limit(MOST_PAST),
)
_PAST = Reading(
    PastIdeaRow,
    select(*PAST_IDEA)
    .join_from(ThemeIdea, Idea, Idea.id == ThemeIdea.idea_id)
    .outerjoin(Ender, Ender.id == ThemeIdea.ended_by)
    .where(ThemeIdea.theme_id == _ID, ~GATHERED, Idea.listed)
    .order_by(ThemeIdea.ended_at.desc(), ThemeIdea.id.desc())
    .limit(MOST_PAST),
)


def get_theme(theme_id: int, viewer: Viewer | None = None) -> ThemePage:
    """Return the theme with this id; raise Missing when there is none or it is a draft, and Gone when it is withdrawn.

    The moderators of its place see it also then.
    """
    found = _THEME.first(theme_id=theme_id)
    if found is None:
        raise Missing(_("There is no such theme."))
    if not found.listed and not _in_hand(found, viewer):
        if found.published_at:
            raise Gone(_("The moderators have withdrawn this theme. Its ideas stand as before."))
        raise Missing(_("There is no such theme."))
    return found


def address_of(theme_id: int) -> str:
    """Return the address of the theme's page; raise Missing when there is no such theme."""
    title = _TITLE.first(theme_id=theme_id)
    if title is None:
        raise Missing(_("There is no such theme."))
    return address(theme_id, title)


def get_words(theme_id: int) -> Words:
    """Return what the theme says as it was typed; raise Missing when there is no such theme."""
    words = _WORDS.first(theme_id=theme_id)
    if words is None:
        raise Missing(_("There is no such theme."))
    return words


def list_versions(theme_id: int) -> Sequence[VersionRow]:
    """Return the versions of a theme, the latest first; none when it was never edited."""
    return _VERSIONS.all(theme_id=theme_id)


def get_version(theme_id: int, number: int) -> Words:
    """Return what one version of the theme said; raise Missing when there is none."""
    words = _VERSION.first(theme_id=theme_id, number=number)
    if words is None:
        raise Missing(_("This theme has no such version."))
    return words


def list_past_ideas(theme_id: int) -> Sequence[PastIdeaRow]:
    """Return the listed ideas that were removed from the theme, the latest first; some may stand in it again."""
    return _PAST.all(theme_id=theme_id)


def _in_hand(theme: ThemePage, viewer: Viewer | None) -> bool:
    if viewer is None:
        return False
    place, above = get_place(theme.place_id)
    return may_see_unlisted(viewer.held, [each.id for each in (*above, place)])
