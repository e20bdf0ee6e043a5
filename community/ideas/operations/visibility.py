"""An idea is taken out of sight and shown again: by its author, or by a moderator; nothing is destroyed."""

from __future__ import annotations

from datetime import datetime

from community.extensions import db
from community.ideas.models import Idea
from community.ideas.operations.own import lock_idea, lock_own
from community.ideas.operations.place_counts import count_in_places
from community.ideas.rules import may_withdraw
from community.platform.clock import now
from community.platform.errors import Refused
from community.platform.text import _
from community.roles.queries import Viewer
from community.search.operations import touch

__all__ = ["bring_back", "hide_idea", "restore_idea", "withdraw_idea"]


def withdraw_idea(actor: Viewer, idea_id: int) -> Idea:
    """Take one's own idea back; withdrawing again changes nothing."""
    idea = lock_own(actor, idea_id)
    if not may_withdraw(idea.status):
        raise Refused(_("It has been decided what becomes of this idea, so it stays."))
    return _show(idea, idea.withdrawn_at or now(), idea.hidden_at)


def bring_back(actor: Viewer, idea_id: int) -> Idea:
    """Put one's own withdrawn idea before everybody again, unless it is hidden as well."""
    idea = lock_own(actor, idea_id)
    return _show(idea, None, idea.hidden_at)


def hide_idea(idea_id: int) -> Idea:
    """Take an idea out of everybody's sight; moderation asks who may, and keeps why."""
    idea = lock_idea(idea_id)
    return _show(idea, idea.withdrawn_at, idea.hidden_at or now())


def restore_idea(idea_id: int) -> Idea:
    """End that an idea is hidden; what its author withdrew stays withdrawn."""
    idea = lock_idea(idea_id)
    return _show(idea, idea.withdrawn_at, None)


def _show(idea: Idea, withdrawn_at: datetime | None, hidden_at: datetime | None) -> Idea:
    """Note these times; a place counts the ideas that are listed."""
    idea.withdrawn_at, idea.hidden_at = withdrawn_at, hidden_at
    listed = withdrawn_at is None and hidden_at is None
    if listed is not idea.listed:
        idea.listed = listed
        count_in_places({(idea.status, idea.place_id): 1 if listed else -1})
    db.session.flush()
    touch("idea", idea.id)
    return idea
