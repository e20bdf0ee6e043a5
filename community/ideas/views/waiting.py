"""What visitors send waits on their device until they sign in; then it is done."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from flask import Response, after_this_request, current_app, flash, redirect, render_template, request
from markupsafe import Markup

from community.accounts import session
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.ideas import operations, queries
from community.ideas.models import PendingKind
from community.ideas.operations.pending import Done
from community.ideas.rules import WAITS
from community.ideas.views.blueprint import bp
from community.platform.address import MOST_ID
from community.platform.client import client_address
from community.platform.errors import Missing, TooOften, Unclear
from community.platform.guards import anyone, may
from community.platform.text import _
from community.platform.throttle.operations import Bucket, count_try
from community.roles.queries import get_viewer

__all__ = ["keep"]

LONGEST_TOKEN = 64
MOST, HOUR = 300, 3600
"""So much may be sent before signing in from one address in an hour; a school or a library has one for all."""


def keep(kind: PendingKind, content: Mapping[str, Any], person_id: int | None = None) -> Response:
    """Keep what a visitor sent, commit, and lead to where they sign in."""
    seconds = count_try(Bucket("waiting from", client_address(), MOST, HOUR))
    if seconds:
        raise TooOften(_("A lot was sent from here without signing in. Sign in first, or try again later."), seconds)
    token = _token() or token_urlsafe(32)
    operations.keep_pending(token, kind, content, person_id)
    db.session.commit()
    response = redirect("/ideas/waiting", 303)
    response.set_cookie(
        _cookie(),
        token,
        max_age=WAITS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response  # type: ignore[return-value]


@bp.get("/ideas/waiting")
@may(anyone)
def waiting():
    """Show what waits on this device, and how to sign in."""
    token = _token()
    rows = queries.list_pending(token_hash(token)) if token else ()
    voted = [row.said["idea_id"] for row in rows if row.kind is not PendingKind.IDEA]
    titles = queries.titles_of(voted)
    back = queries.address_of(voted[-1]) if voted and voted[-1] in titles else "/ideas"
    return render_template("ideas/waiting.html", rows=rows, titles=titles, back=back)


@bp.post("/ideas/waiting")
@may(anyone)
def discard_waiting():
    """Forget one of the things that wait on this device."""
    digits, token = request.form.get("id", ""), _token()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 11 and int(digits) <= MOST_ID):
        raise Unclear(_("Say which one to discard."))
    if token is None:
        raise Missing(_("That is not waiting any more."))
    operations.discard_pending(token, int(digits))
    db.session.commit()
    return redirect("/ideas/waiting", 303)


def perform(sign_in_token: str) -> None:
    """Do what waited on this device, for whoever has just signed in on it, and say so."""
    token = _token()
    who = get_viewer(token_hash(sign_in_token), False)
    if token is None or who is None:
        return
    sentences = [_sentence(done) for done in operations.perform_pending(who, token)]

    @after_this_request
    def say_so(response: Response) -> Response:
        if response.status_code < 400:  # else it was undone, and waits for the next sign-in
            for sentence in sentences:
                flash(sentence)
            response.delete_cookie(_cookie(), secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True)
        return response


session.begun.append(perform)


def _sentence(done: Done) -> str:
    if done.refused is not None:
        if done.kind is PendingKind.VOTE:
            return str(_("Your vote was not counted. %(why)s", why=done.refused))
        kept = _("What you wrote is not public yet. %(why)s", why=done.refused)
        return Markup('{} <a href="/ideas/drafts">{}</a>').format(kept, _("It is kept in your drafts."))
    said = {
        PendingKind.VOTE: _("Your vote is counted."),
        PendingKind.IDEA: _("Your idea is public. Everybody can read it and vote on it."),
        PendingKind.EDIT: _("Your changes are public, and what it said before can still be read."),
    }
    assert done.idea_id is not None
    return Markup('{} <a href="{}">{}</a>').format(said[done.kind], queries.address_of(done.idea_id), _("See it"))


def _token() -> str | None:
    token = request.cookies.get(_cookie(), "")
    return token if 0 < len(token) <= LONGEST_TOKEN else None


def _cookie() -> str:
    return "__Host-pending" if current_app.config["SESSION_COOKIE_SECURE"] else "pending"
