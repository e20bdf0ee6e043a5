"""What about ideas can wait for a sign-in, and what can be begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from community.accounts.counting import whom
from community.extensions import db
from community.ideas.models import Choice, Idea, PendingKind
from community.ideas.operations import cast_vote, edit_idea, propose_idea, withdraw_vote
from community.ideas.queries import address_of, titles_of
from community.platform.text import _, lazy
from community.roles.queries import Viewer
from community.tags.forms import kept_tags
from community.writing.acts import Act, Shown, Written
from community.writing.operations import draft_key, save_draft
from community.writing.queries import DraftRow
from community.writing.rules import wrote

__all__ = ["ACTS", "WRITTEN"]

CHOICES = {Choice.SUPPORT: lazy("Support"), Choice.OPPOSE: lazy("Oppose"), Choice.PASS: lazy("Pass")}


def _vote(actor: Viewer, *, idea_id: int, choice: str) -> int:
    if choice in set(Choice):
        cast_vote(actor.person_id, idea_id, Choice(choice))
    else:
        withdraw_vote(actor.person_id, idea_id)
    return idea_id


def _propose(
    actor: Viewer,
    *,
    title: str,
    body: str,
    place_id: int,
    language: str,
    key: str,
    issue_id: int | None = None,
    tags: Sequence[str] = (),
) -> int:
    return propose_idea(actor, place_id, title, body, language=language, key=key, issue_id=issue_id, tags=tags).id


def _edit(
    actor: Viewer,
    *,
    idea_id: int,
    version: int,
    title: str,
    body: str,
    tags: Sequence[str] | None = None,
    had: Sequence[str] = (),
) -> int:
    edit_idea(actor, idea_id, version, title, body, tags=tags, had=had)
    return idea_id


def _keep_words(actor: Viewer, content: Mapping[str, Any]) -> None:
    """Keep words as a draft: of the next version where the idea is the actor's own, else of a new idea."""
    idea_id = content.get("idea_id")
    author_id = db.session.scalar(select(Idea.author_id).where(Idea.id == idea_id)) if idea_id else None
    said = {name: content.get(name) for name in ("place_id", "language")}
    if idea_id and wrote(actor.counts_as_id, whom(author_id)):
        key, said = draft_key("idea", idea_id), {"thing_id": idea_id, "version": content["version"]}
    else:
        key = uuid4().hex
    more = {"issue": str(content["issue_id"])} if content.get("issue_id") else {}
    more |= kept_tags(content)
    save_draft(actor.person_id, key, content["title"], content["body"], kind="idea", more=more, **said)


def _shown_vote(said: Mapping[str, Any]) -> Shown:
    choice = CHOICES[Choice(said["choice"])] if said["choice"] in set(Choice) else _("taken back")
    return Shown(_("Your vote"), str(choice), said["idea_id"])


def _shown_words(said: Mapping[str, Any]) -> Shown:
    idea_id = said.get("idea_id")
    what = _("Your changes to an idea") if idea_id else _("Your idea")
    return Shown(what, "", idea_id, said["title"], said["body"], said.get("language", ""))


def _address(draft: DraftRow) -> str:
    return f"/ideas/{draft.thing_id}/edit?draft={draft.key}" if draft.thing_id else f"/ideas/new?draft={draft.key}"


ACTS: Mapping[str, Act] = {
    PendingKind.VOTE: Act(
        _vote,
        _shown_vote,
        titles_of,
        address_of,
        lazy("Your vote is counted."),
        "/ideas",
        refused=lambda why: _("Your vote was not counted. %(why)s", why=why),
    ),
    PendingKind.IDEA: Act(
        _propose,
        _shown_words,
        titles_of,
        address_of,
        lazy("Your idea is public. Everybody can read it and vote on it."),
        "/ideas",
        _keep_words,
    ),
    PendingKind.EDIT: Act(
        _edit,
        _shown_words,
        titles_of,
        address_of,
        lazy("Your changes are public, and what it said before can still be read."),
        "/ideas",
        _keep_words,
    ),
}

WRITTEN = {"idea": Written(lazy("A new idea"), lazy("Changes to an idea"), _address, ("issue", "tags", "had"))}
