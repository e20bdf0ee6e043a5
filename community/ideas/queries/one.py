"""One idea: its page, its address, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select

from community.accounts.counting import counts_as
from community.accounts.models import Person
from community.ideas.models import Idea, IdeaVersion, StatusChange
from community.ideas.queries.links import ISSUES_OF_IDEA, issues_in
from community.ideas.queries.rows import (
    AUTHOR,
    IDEA_PAGE,
    STATUS_STEP,
    VERSION_ROW,
    IdeaPage,
    StatusStep,
    VersionRow,
    Words,
    address,
)
from community.ideas.rules import may_see_unlisted
from community.places.models import Place
from community.places.queries import get_place
from community.platform.database import execute
from community.platform.errors import Gone, Missing
from community.platform.reading import Reading, note
from community.platform.text import _
from community.roles.queries import Viewer
from community.tags.models import Tagged
from community.tags.queries import tags_column, tags_in

__all__ = ["address_of", "get_idea", "get_version", "get_words", "list_status_steps", "list_versions", "titles_of"]

MOST_VERSIONS = 100
"""So many versions the page of an idea's history shows, the latest ones."""

_IDEA = Reading(
    lambda *cells: IdeaPage._make((*cells[:-2], issues_in(cells[-2]), tags_in(cells[-1]))),
    select(*IDEA_PAGE, ISSUES_OF_IDEA, tags_column(Tagged.IDEA, Idea.id))
    .join_from(Idea, Place, Place.id == Idea.place_id)
    .outerjoin(AUTHOR, AUTHOR.id == Idea.author_id)
    .outerjoin(Person, Person.id == counts_as(AUTHOR))
    .outerjoin(IdeaVersion, (IdeaVersion.idea_id == Idea.id) & (IdeaVersion.number == Idea.version))
    .where(Idea.id == bindparam("idea_id")),
)
_TITLE = Reading(str, select(Idea.title).where(Idea.id == bindparam("idea_id")))
_TITLES = select(Idea.id, Idea.title).where(Idea.id.in_(bindparam("idea_ids", expanding=True)), Idea.listed)
_WORDS = Reading(Words, select(Idea.title, Idea.body).where(Idea.id == bindparam("idea_id")))
_VERSION = Reading(
    Words,
    select(IdeaVersion.title, IdeaVersion.body).where(
        IdeaVersion.idea_id == bindparam("idea_id"), IdeaVersion.number == bindparam("number")
    ),
)
_VERSIONS = Reading(
    VersionRow,
    select(*VERSION_ROW)
    .outerjoin(AUTHOR, AUTHOR.id == IdeaVersion.person_id)
    .outerjoin(Person, Person.id == counts_as(AUTHOR))
    .where(IdeaVersion.idea_id == bindparam("idea_id"))
    .order_by(IdeaVersion.number.desc())
    .limit(MOST_VERSIONS),
)
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


def titles_of(idea_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the titles of those of these ideas that are listed."""
    found = execute(_TITLES, {"idea_ids": idea_ids})
    titles = {idea_id: title for idea_id, title in found}
    note(titles)
    return titles


def list_status_steps(idea_id: int) -> Sequence[StatusStep]:
    """Return how the idea's status changed, the latest first."""
    return _STEPS.all(idea_id=idea_id)


def get_words(idea_id: int) -> Words:
    """Return what the idea says as it was typed; raise Missing when there is no such idea."""
    words = _WORDS.first(idea_id=idea_id)
    if words is None:
        raise Missing(_("There is no such idea."))
    return words


def list_versions(idea_id: int) -> Sequence[VersionRow]:
    """Return the versions of an idea, the latest first; none when it was never edited."""
    return _VERSIONS.all(idea_id=idea_id)


def get_version(idea_id: int, number: int) -> Words:
    """Return what one version of the idea said; raise Missing when there is none."""
    words = _VERSION.first(idea_id=idea_id, number=number)
    if words is None:
        raise Missing(_("This idea has no such version."))
    return words


def _seen_all_the_same(idea: IdeaPage, viewer: Viewer | None) -> bool:
    if viewer is None:
        return False
    place, above = get_place(idea.place_id)
    return may_see_unlisted(viewer.counts_as_id, viewer.held, idea.author_id, [each.id for each in (*above, place)])
