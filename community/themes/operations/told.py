"""What follows from a theme that is public: it goes on the record, and people are told, each once for a theme."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from community.extensions import db
from community.ideas.models import Idea
from community.notifications.models import Event, News, Thing
from community.notifications.operations import UNDO_FOR, notify, spare_route
from community.places.models import Place
from community.platform.clock import now
from community.record.kinds import Kind
from community.record.operations import Fact, put_on_record, take_off_record
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.themes.queries.audience import audience_of_theme

__all__ = [
    "put_edit_on_record",
    "put_ideas_on_record",
    "put_publishing_on_record",
    "put_withdrawal_on_record",
    "spare",
    "take_publishing_off_record",
    "tell_gathered",
]


def tell_gathered(
    theme: Theme, actor_id: int | None, idea_ids: Collection[int] | None = None, due_at: datetime | None = None
) -> News:
    """Tell whom these ideas concern, or all ideas of the theme, that they stand in it; nobody twice."""
    audience = audience_of_theme(theme.id, idea_ids, but=actor_id)
    return notify(audience, Event.GATHERED, Thing.THEME, theme.id, due_at=due_at)


def spare(theme: Theme, idea_ids: Collection[int], actor_id: int) -> None:
    """Do not tell those who would be told for the sake of these ideas; who has another one there hears of that."""
    due_at = spare_route(Thing.THEME, theme.id, Thing.IDEA, idea_ids)
    if due_at:
        news = tell_gathered(theme, actor_id, due_at=due_at)
        news.unreached_count = 0  # they are counted where they were counted first
        db.session.flush()


def put_publishing_on_record(theme: Theme) -> None:
    """Note that the theme is public, with its ideas and what it says."""
    ideas = select(ThemeIdea.idea_id).where(ThemeIdea.theme_id == theme.id, GATHERED)
    facts: dict[str, Fact] = {
        "theme": theme.external_id,
        "place": db.session.scalar(select(Place.external_id).where(Place.id == theme.place_id)),
        "version": theme.version,
        "ideas": _named(db.session.scalars(ideas).all()),
    }
    _put(Kind.THEME_PUBLISHED, _publishing(theme), facts, _texts(theme))


def take_publishing_off_record(theme: Theme) -> bool:
    """Forget the publishing and whatever followed it, as long as it is not on the record; return whether it was not."""
    if not take_off_record(_publishing(theme)):
        return False
    take_off_record(_about(theme))
    return True


def put_withdrawal_on_record(theme: Theme) -> None:
    """Note that the theme was taken out of sight."""
    _put(Kind.THEME_WITHDRAWN, _about(theme), {"theme": theme.external_id})


def put_edit_on_record(theme: Theme) -> None:
    """Note that the theme says something else."""
    facts: dict[str, Fact] = {"theme": theme.external_id, "version": theme.version}
    _put(Kind.THEME_EDITED, _about(theme), facts, _texts(theme))


def put_ideas_on_record(kind: Kind, theme: Theme, idea_ids: Sequence[int]) -> None:
    """Note that ideas were gathered into the theme, or removed from it."""
    _put(kind, _about(theme), {"theme": theme.external_id, "ideas": _named(idea_ids)})


def _put(
    kind: Kind, about: str, facts: dict[str, Fact], texts: dict[str, tuple[str, int | None]] | None = None
) -> None:
    at = now()
    put_on_record(kind, about, facts, texts=texts, event_at=at, due_at=at + UNDO_FOR)


def _about(theme: Theme) -> str:
    return f"theme:{theme.id}"


def _publishing(theme: Theme) -> str:
    return f"theme:{theme.id}:published"


def _texts(theme: Theme) -> dict[str, tuple[str, int | None]]:
    """Return what the theme says: in the name of its place, so it stays when whoever wrote it is erased."""
    return {"title": (theme.title, None), "body": (theme.body, None)}


def _named(idea_ids: Sequence[int]) -> Sequence[str]:
    """Return the external ids of ideas."""
    return sorted(db.session.scalars(select(Idea.external_id).where(Idea.id.in_(idea_ids))))
