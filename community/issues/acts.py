"""What about issues can wait for a sign-in, and what can be begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from community.accounts.counting import whom
from community.extensions import db
from community.issues.models import Issue, PendingKind
from community.issues.operations import edit_issue, raise_issue, say_me_too
from community.issues.queries import address_of, titles_of
from community.platform.text import _, lazy
from community.roles.queries import Viewer
from community.tags.forms import kept_tags
from community.writing.acts import Act, Shown, Written
from community.writing.operations import draft_key, save_draft
from community.writing.queries import DraftRow
from community.writing.rules import wrote

__all__ = ["ACTS", "WRITTEN"]


def _raise(
    actor: Viewer, *, title: str, body: str, place_id: int, language: str, key: str, tags: Sequence[str] = ()
) -> int:
    return raise_issue(actor, place_id, title, body, language=language, key=key, tags=tags).id


def _edit(
    actor: Viewer,
    *,
    issue_id: int,
    version: int,
    title: str,
    body: str,
    tags: Sequence[str] | None = None,
    had: Sequence[str] = (),
) -> int:
    edit_issue(actor, issue_id, version, title, body, tags=tags, had=had)
    return issue_id


def _me_too(actor: Viewer, *, issue_id: int) -> int:
    say_me_too(actor, issue_id)
    return issue_id


def _keep_words(actor: Viewer, content: Mapping[str, Any]) -> None:
    """Keep words as a draft: of the next version where the issue is the actor's own, else of a new issue."""
    issue_id = content.get("issue_id")
    author_id = db.session.scalar(select(Issue.author_id).where(Issue.id == issue_id)) if issue_id else None
    said = {name: content.get(name) for name in ("place_id", "language")}
    if issue_id and wrote(actor.counts_as_id, whom(author_id)):
        key, said = draft_key("issue", issue_id), {"thing_id": issue_id, "version": content["version"]}
    else:
        key = uuid4().hex
    more = kept_tags(content)
    save_draft(actor.person_id, key, content["title"], content["body"], kind="issue", more=more, **said)


def _shown_words(said: Mapping[str, Any]) -> Shown:
    issue_id = said.get("issue_id")
    what = _("Your changes to an issue") if issue_id else _("Your issue")
    return Shown(what, "", issue_id, said["title"], said["body"], said.get("language", ""))


def _address(draft: DraftRow) -> str:
    return f"/issues/{draft.thing_id}/edit?draft={draft.key}" if draft.thing_id else f"/issues/new?draft={draft.key}"


ACTS: Mapping[str, Act] = {
    PendingKind.RAISE: Act(
        _raise,
        _shown_words,
        titles_of,
        address_of,
        lazy("Your issue is public. Everybody can read it and say that it affects them, too."),
        "/issues",
        _keep_words,
    ),
    PendingKind.EDIT: Act(
        _edit,
        _shown_words,
        titles_of,
        address_of,
        lazy("Your changes are public, and what it said before can still be read."),
        "/issues",
        _keep_words,
    ),
    PendingKind.ME_TOO: Act(
        _me_too,
        lambda said: Shown(_("Me too"), "", said["issue_id"]),
        titles_of,
        address_of,
        lazy("You are counted among whom it affects."),
        "/issues",
        refused=lambda why: _("You were not counted. %(why)s", why=why),
    ),
}

WRITTEN = {"issue": Written(lazy("A new issue"), lazy("Changes to an issue"), _address, ("tags", "had"))}
