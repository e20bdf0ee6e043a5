"""One idea: its page, its address, its history."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from community.accounts.models import Person
from community.ideas.models import Idea, StatusChange, Vote
from community.ideas.queries.rows import IDEA_PAGE, MY_VOTE, STATUS_STEP, IdeaPage, StatusStep, address
from community.ideas.rules import may_see_unlisted
from community.places.queries import get_place
from community.platform.errors import Gone, Missing
from community.platform.reading import Reading
from community.platform.text import _
from community.roles.queries import Viewer

__all__ = ["address_of", "get_idea", "list_status_steps"]

_IDEA = Reading(
    IdeaPage,
    select(*IDEA_PAGE)
    .outerjoin(Person, Person.id == Idea.author_id)
    .outerjoin(Vote, MY_VOTE)
    .where(Idea.id == bindparam("idea_id")),
)
_TITLE = Reading(str, select(Idea.title).where(Idea.id == bindparam("idea_id")))
_STEPS = Reading(
    StatusStep,
    select(*STATUS_STEP).where(StatusChange.idea_id == bindparam("idea_id")).order_by(StatusChange.id.desc()).limit(50),
)


def get_idea(idea_id: int, viewer: Viewer | None = None) -> IdeaPage:
    """Return the idea with this id; raise Missing when there is none or it is hidden, and Gone when it is withdrawn.

    Its author and the moderators of its place see it also then.
    """
    found = _IDEA.first(idea_id=idea_id, viewer_id=viewer.person_id if viewer else 0)
    if found is None:
        raise Missing(_("There is no such idea."))
    if not found.listed and not _seen_all_the_same(found, viewer):
        if found.hidden_at:
            raise Missing(_("There is no such idea."))
        raise Gone(_("Whoever wrote this idea has withdrawn it."))
    return found


def address_of(idea_id: int) -> str:
    """Return the address of the idea's page; raise Missing when there is no such idea."""
    title = _TITLE.first(idea_id=idea_id)
    if title is None:
        raise Missing(_("There is no such idea."))
    return address(idea_id, title)


def list_status_steps(idea_id: int) -> Sequence[StatusStep]:
    """Return how the idea's status changed, the latest first."""
    return _STEPS.all(idea_id=idea_id)


def _seen_all_the_same(idea: IdeaPage, viewer: Viewer | None) -> bool:
    if viewer is None:
        return False
    place, above = get_place(idea.place_id)
    return may_see_unlisted(viewer.person_id, viewer.held, idea.author_id, [each.id for each in (*above, place)])
