"""Ideas are gathered into a theme, and taken out of it; every link is dated, ended, never removed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import exists, func, select, update
from sqlalchemy import insert as plain_insert

from community.extensions import db
from community.ideas.models import Idea
from community.places.models import Ancestry
from community.platform.clock import now
from community.platform.database import execute
from community.platform.errors import Missing, Refused, Unclear
from community.platform.text import _, plural
from community.record.kinds import Kind
from community.roles.queries import Viewer
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.themes.operations.count import count_people
from community.themes.operations.own import lock_theme
from community.themes.operations.told import put_ideas_on_record, spare, tell_gathered
from community.themes.rules import MOST_AT_ONCE, MOST_IN_THEME, may_gather

__all__ = ["add_to_theme", "remove_from_theme"]


def add_to_theme(actor: Viewer, theme_id: int, idea_ids: Collection[int]) -> int:
    """Gather these ideas into the theme, all of them or none; return how many were not in it before.

    Raises Missing when one is not there to be seen, and Refused when one lies elsewhere or they are too many. Whom
    an idea of a published theme concerns is told.
    """
    wanted = _some(idea_ids)
    theme = lock_theme(actor, theme_id)
    _refuse_elsewhere(theme, wanted)
    new = sorted(wanted - _gathered(theme_id, wanted))
    if not new:
        return 0
    _refuse_too_many(theme_id, len(new))
    at = now()
    links = [{"theme_id": theme_id, "idea_id": idea_id, "added_at": at, "added_by": actor.person_id} for idea_id in new]
    db.session.execute(plain_insert(ThemeIdea), links)
    count_people([theme_id])
    if theme.listed:
        put_ideas_on_record(Kind.IDEAS_GATHERED, theme, new)
        tell_gathered(theme, actor.counts_as_id, new)
    return len(new)


def remove_from_theme(actor: Viewer, theme_id: int, idea_ids: Collection[int]) -> int:
    """End that these ideas stand in the theme; return how many did. Who would only be told for their sake is spared."""
    wanted = _some(idea_ids)
    theme = lock_theme(actor, theme_id)
    gone = sorted(_gathered(theme_id, wanted))
    if not gone:
        return 0
    ending = update(ThemeIdea).where(ThemeIdea.theme_id == theme_id, ThemeIdea.idea_id.in_(gone), GATHERED)
    execute(ending.values(ended_at=now(), ended_by=actor.person_id))
    count_people([theme_id])
    if theme.listed:
        put_ideas_on_record(Kind.IDEAS_REMOVED, theme, gone)
        spare(theme, gone, actor.counts_as_id)
    return len(gone)


def _some(idea_ids: Collection[int]) -> set[int]:
    """Return each once; raise Unclear when there are none, and Refused when there are too many."""
    wanted = set(idea_ids)
    if not wanted:
        raise Unclear(_("Choose at least one idea."))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(
            plural(
                "At most %(num)s idea can be chosen at once. Choose fewer, and come back for the others.",
                "At most %(num)s ideas can be chosen at once. Choose fewer, and come back for the others.",
                MOST_AT_ONCE,
            )
        )
    return wanted


def _refuse_elsewhere(theme: Theme, idea_ids: Collection[int]) -> None:
    """Raise Missing unless all are listed, and Refused unless all lie in the theme's place or under it."""
    inside = exists().where(Ancestry.place_id == Idea.place_id, Ancestry.ancestor_id == theme.place_id)
    found = db.session.execute(
        select(Idea.title, inside.label("inside")).where(Idea.id.in_(idea_ids), Idea.listed).order_by(Idea.id)
    ).all()
    if len(found) < len(idea_ids):
        raise Missing(_("One of these ideas is not there any more, or was taken out of sight. Choose again."))
    outside: Sequence[str] = [title for title, lies_inside in found if not lies_inside]
    if outside:
        raise Refused(
            _(
                "“%(title)s” lies elsewhere. A theme gathers ideas of its own place and of the places in it.",
                title=outside[0],
            )
        )


def _refuse_too_many(theme_id: int, more: int) -> None:
    gathered = select(func.count()).select_from(ThemeIdea).where(ThemeIdea.theme_id == theme_id, GATHERED)
    if not may_gather((db.session.scalar(gathered) or 0) + more):
        raise Refused(
            plural(
                "A theme has at most %(num)s idea. What is still to come may be a theme of its own.",
                "A theme has at most %(num)s ideas. What is still to come may be a theme of its own.",
                MOST_IN_THEME,
            )
        )


def _gathered(theme_id: int, idea_ids: Collection[int]) -> set[int]:
    rows = select(ThemeIdea.idea_id).where(ThemeIdea.theme_id == theme_id, ThemeIdea.idea_id.in_(idea_ids), GATHERED)
    return set(db.session.scalars(rows))
