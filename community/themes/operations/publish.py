"""A theme is put before everybody, or taken out of sight again."""

from __future__ import annotations

from sqlalchemy import exists, select

from community.extensions import db
from community.ideas.models import Idea
from community.notifications.models import Thing
from community.notifications.operations import take_back
from community.platform.clock import now
from community.platform.errors import Refused
from community.platform.text import _
from community.roles.queries import Viewer
from community.search.operations import touch
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.themes.operations.count import count_people
from community.themes.operations.own import lock_theme
from community.themes.operations.told import (
    put_publishing_on_record,
    put_withdrawal_on_record,
    take_publishing_off_record,
    tell_gathered,
)

__all__ = ["publish_theme", "withdraw_theme"]


def publish_theme(actor: Viewer, theme_id: int) -> Theme:
    """Put the theme before everybody and tell whom its ideas concern; publishing again changes nothing.

    Raises Refused when no idea stands in it.
    """
    theme = lock_theme(actor, theme_id)
    if theme.listed:
        return theme
    stands = exists().where(ThemeIdea.theme_id == theme_id, GATHERED, ThemeIdea.idea_id == Idea.id, Idea.listed)
    if not db.session.scalar(select(stands)):
        raise Refused(_("A theme says what many people said: gather at least one idea before you publish it."))
    theme.published_at = theme.listed_at = now()
    theme.withdrawn_at = None
    theme.listed = True
    db.session.flush()
    count_people([theme_id])
    touch("theme", theme_id)
    put_publishing_on_record(theme)
    tell_gathered(theme, actor.counts_as_id)
    return theme


def withdraw_theme(actor: Viewer, theme_id: int) -> Theme:
    """Take the theme out of sight, a draft too; within ten minutes of publishing, as if it had never been public."""
    theme = lock_theme(actor, theme_id)
    if theme.withdrawn_at:
        return theme
    was_listed, theme.listed, theme.withdrawn_at = theme.listed, False, now()
    db.session.flush()
    touch("theme", theme_id)
    if was_listed:
        take_back(Thing.THEME, theme_id)
        if not take_publishing_off_record(theme):
            put_withdrawal_on_record(theme)
    return theme
