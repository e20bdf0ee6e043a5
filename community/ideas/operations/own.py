"""An idea is locked before it is changed."""

from __future__ import annotations

from community.accounts.counting import whom
from community.extensions import db
from community.ideas.models import Idea
from community.platform.errors import Denied, Missing
from community.platform.text import _
from community.roles.queries import Viewer
from community.writing.rules import wrote

__all__ = ["lock_idea", "lock_own"]


def lock_idea(idea_id: int) -> Idea:
    """Return the idea as nobody else changes it until the transaction ends; raise Missing when there is none."""
    idea = db.session.get(Idea, idea_id, populate_existing=True, with_for_update={"key_share": True})
    if idea is None:
        raise Missing(_("There is no such idea."))
    return idea


def lock_own(actor: Viewer, idea_id: int) -> Idea:
    """Return the actor's own idea, locked; raise Denied when somebody else wrote it, and Missing when it is hidden.

    It is theirs as well when whoever wrote it counts as the same person as they do.
    """
    idea = lock_idea(idea_id)
    if not wrote(actor.counts_as_id, whom(idea.author_id)):
        if idea.hidden_at:
            raise Missing(_("There is no such idea."))
        raise Denied(_("Only who wrote an idea can do this."))
    return idea
