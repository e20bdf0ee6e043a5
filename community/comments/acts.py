"""What about comments can wait for a sign-in, and what can be begun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from community.accounts.counting import whom
from community.comments.models import Comment, On, PendingKind, Side
from community.comments.operations import edit_comment, say_comment
from community.comments.queries import address, leads_of
from community.extensions import db
from community.platform.text import _, lazy
from community.roles.queries import Viewer
from community.writing.acts import Act, Shown, Written
from community.writing.operations import draft_key, save_draft
from community.writing.queries import DraftRow
from community.writing.rules import wrote

__all__ = ["ACTS", "WRITTEN"]


def _say(
    actor: Viewer, *, thing: str, thing_id: int, body: str, side: str, parent_id: int | None, language: str, key: str
) -> int:
    said = dict(side=Side(side), parent_id=parent_id, language=language, key=key)
    return say_comment(actor, On(thing), thing_id, body, **said).id  # type: ignore[arg-type]


def _edit(actor: Viewer, *, comment_id: int, version: int, body: str) -> int:
    edit_comment(actor, comment_id, version, body)
    return comment_id


def _keep_words(actor: Viewer, content: Mapping[str, Any]) -> None:
    """Keep words as a draft: of the next version where the comment is the actor's own, else of a new comment."""
    comment_id = content.get("comment_id")
    found = db.session.get(Comment, comment_id) if comment_id else None
    if found is not None and wrote(actor.counts_as_id, whom(found.author_id)):
        key, said = draft_key("comment", found.id), {"thing_id": found.id, "version": content["version"]}
        more = {}
    else:
        key, said = uuid4().hex, {"language": content.get("language")}
        thing, thing_id = (found.thing, found.thing_id) if found else (content["thing"], content["thing_id"])
        parent_id = found.parent_id if found else content["parent_id"]
        more = {"about": f"{thing}:{thing_id}", "reply": str(parent_id or ""), "side": content.get("side", "")}
    save_draft(actor.person_id, key, "", content["body"], kind="comment", more=more, **said)


def _shown_words(said: Mapping[str, Any]) -> Shown:
    what = _("Your changes to a comment") if said.get("comment_id") else _("Your comment")
    return Shown(what, "", said.get("comment_id"), "", said["body"], said.get("language", ""))


def _address(draft: DraftRow) -> str:
    if draft.thing_id:
        return f"/comments/{draft.thing_id}/edit?draft={draft.key}"
    if draft.more.get("reply"):
        return f"/comments/{draft.more['reply']}/thread?draft={draft.key}#say"
    thing, _colon, number = draft.more.get("about", "").partition(":")
    return f"/comments/{thing}/{number}?draft={draft.key}#say"


ACTS: Mapping[str, Act] = {
    PendingKind.SAY: Act(
        _say,
        _shown_words,
        leads_of,
        address,
        lazy("Your comment is public. Everybody can read it and reply to it."),
        "/",
        _keep_words,
    ),
    PendingKind.EDIT: Act(
        _edit,
        _shown_words,
        leads_of,
        address,
        lazy("Your changes are public, and what it said before can still be read."),
        "/",
        _keep_words,
    ),
}

WRITTEN = {
    "comment": Written(lazy("A new comment"), lazy("Changes to a comment"), _address, ("about", "reply", "side"))
}
