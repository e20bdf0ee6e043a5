"""A theme says something else; what it said before stays readable."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert as plain_insert

from community.extensions import db
from community.platform.clock import now
from community.platform.errors import Refused
from community.platform.text import _
from community.roles.queries import Viewer
from community.search.operations import touch
from community.themes.models import Theme, ThemeVersion
from community.themes.operations.own import lock_theme
from community.themes.operations.told import put_edit_on_record
from community.themes.rules import is_current
from community.writing.operations import checked_body, checked_title, written

__all__ = ["Outdated", "edit_theme", "write_version"]


class Outdated(Refused):
    """Somebody else wrote the next version first."""


def edit_theme(actor: Viewer, theme_id: int, title: str, body: str, *, version: int) -> Theme:
    """Let the theme say something else; `version` is the one the actor had before them.

    Sending the same words again changes nothing. Raises Outdated when there is a newer version.
    """
    title, body = checked_title(title), checked_body(body)
    theme = lock_theme(actor, theme_id)
    if (title, body) == (theme.title, theme.body):
        return theme
    if not is_current(version, theme.version):
        raise Outdated(_("This theme was changed while you were writing."))
    write_version(theme, title, body, actor.person_id)
    if theme.listed:
        put_edit_on_record(theme)
    return theme


def write_version(theme: Theme, title: str, body: str, person_id: int | None) -> None:
    """Let the locked theme say this from now on, as its next version; its first one is kept, too."""
    if theme.version == 1:
        _keep(theme.id, 1, theme.title, theme.body, theme.person_id, theme.created_at)
    theme.version += 1
    _keep(theme.id, theme.version, title, body, person_id, now())
    for column, value in written(title, body, theme.language).items():
        setattr(theme, column, value)
    db.session.flush()
    touch("theme", theme.id)


def _keep(
    theme_id: int, number: int, title: str, body: str, person_id: int | None, written_at: datetime | None
) -> None:
    kept = plain_insert(ThemeVersion).values(
        theme_id=theme_id, number=number, title=title, body=body, person_id=person_id, written_at=written_at
    )
    db.session.execute(kept)
