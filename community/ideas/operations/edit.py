"""An idea is written anew; what it said before stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert as plain_insert
from sqlalchemy import update

from community.accounts.operations import refuse_paused
from community.extensions import db
from community.ideas.models import Idea, IdeaVersion
from community.ideas.operations.own import lock_own
from community.ideas.rules import may_edit
from community.platform.clock import now
from community.platform.errors import Refused
from community.platform.text import _
from community.roles.queries import Viewer
from community.search.operations import touch
from community.tags.models import Tagged
from community.tags.operations import retag
from community.writing.operations import (
    Outdated,
    checked_body,
    checked_title,
    discard_draft,
    draft_key,
    refuse_many_links,
    written,
)
from community.writing.rules import is_current

__all__ = ["edit_idea", "record_version"]


def edit_idea(
    actor: Viewer,
    idea_id: int,
    version: int,
    title: str,
    body: str,
    *,
    tags: Sequence[str] | None = None,
    had: Sequence[str] = (),
) -> None:
    """Let the actor's own idea say something else; `version` is the one they had before them.

    With `tags`, it has these; `had` are those that they had before them.

    Sending the same words again changes nothing. Raises Denied when the account is paused or the idea is
    somebody else's, Refused when it is decided what becomes of it, and Outdated when there is a newer version.
    """
    title, body = checked_title(title), checked_body(body)
    idea = lock_own(actor, idea_id)
    refuse_paused(actor.paused_until)
    if not may_edit(idea.status):
        raise Refused(_("This idea is being looked into or decided, so it stays as it is."))
    if (title, body) != (idea.title, idea.body):
        refuse_many_links(actor, title, body)
        if not is_current(version, idea.version):
            raise Outdated(_("This idea was changed while you were writing."))
        record_version(
            idea.id,
            idea.version,
            said=(idea.title, idea.body),
            by=(idea.author_id, idea.created_at),
            says=(title, body),
            now_by=actor.person_id,
            votes=idea.support_count + idea.oppose_count + idea.pass_count,
        )
        db.session.execute(update(Idea).where(Idea.id == idea.id).values(written(title, body, idea.language)))
        touch("idea", idea.id)
    if tags is not None:
        retag(Tagged.IDEA, idea.id, tags, actor.person_id, had=had)
    discard_draft(actor.person_id, draft_key("idea", idea_id))
    db.session.flush()


def record_version(
    idea_id: int,
    version: int,
    *,
    said: tuple[str, str],
    by: tuple[int | None, datetime | None],
    says: tuple[str, str],
    now_by: int | None,
    votes: int,
) -> None:
    """Keep what the locked idea says now, title and body, as its next version; its first one is kept, too."""
    if version == 1:
        _keep(idea_id, 1, said, by, 0)
    _keep(idea_id, version + 1, says, (now_by, now()), votes)
    db.session.execute(update(Idea).where(Idea.id == idea_id).values(version=version + 1))


def _keep(idea_id: int, number: int, said: tuple[str, str], by: tuple[int | None, datetime | None], votes: int) -> None:
    title, body = said
    person_id, written_at = by
    row = dict(
        idea_id=idea_id,
        number=number,
        title=title,
        body=body,
        person_id=person_id,
        written_at=written_at,
        vote_count=votes,
    )
    db.session.execute(plain_insert(IdeaVersion).values(row))
