"""What waits on a device: the page that shows it, and what happens when somebody signs in."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, after_this_request, current_app, flash, redirect, render_template, request
from markupsafe import Markup

from community.accounts import session
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.platform.errors import Missing, Unclear
from community.platform.guards import anyone, may
from community.platform.text import _
from community.roles.queries import get_viewer
from community.writing import device, operations, queries
from community.writing.acts import ACTS, Shown
from community.writing.forms import spelled_id
from community.writing.operations import Done
from community.writing.views.blueprint import bp


@bp.get("/ideas/waiting")
@may(anyone)
def waiting_before():
    """Lead from where this stood before."""
    return redirect("/waiting", 301)


@bp.get("/waiting")
@may(anyone)
def waiting():
    """Show what waits on this device, and how to sign in."""
    token = device.token()
    rows = queries.list_pending(token_hash(token)) if token else ()
    shown = [(row, ACTS[row.kind].show(row.said)) for row in rows]
    titles = {kind: ACTS[kind].titles(_things(shown, kind)) for kind in {row.kind for row, _shown in shown}}
    waits = [(row, said, titles[row.kind].get(said.thing_id or 0, "")) for row, said in shown]
    return render_template("writing/waiting.html", rows=waits, acts=ACTS, back=_back(waits))


@bp.post("/waiting")
@may(anyone)
def discard_waiting():
    """Forget one of the things that wait on this device."""
    number, token = spelled_id(request.form.get("id")), device.token()
    if number is None:
        raise Unclear(_("Say which one to discard."))
    if token is None:
        raise Missing(_("That is not waiting any more."))
    operations.discard_pending(token, number)
    db.session.commit()
    return redirect("/waiting", 303)


def perform(sign_in_token: str) -> None:
    """Do what waited on this device, for whoever has just signed in on it, and say so."""
    token = device.token()
    who = get_viewer(token_hash(sign_in_token), False)
    if token is None or who is None:
        return
    sentences = [_sentence(done) for done in operations.perform_pending(who, token)]

    @after_this_request
    def say_so(response: Response) -> Response:
        if response.status_code < 400:  # else it was undone, and waits for the next sign-in
            for sentence in sentences:
                flash(sentence)
            response.delete_cookie(device.cookie(), secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True)
        return response


session.begun.append(perform)


def _sentence(done: Done) -> str:
    act = ACTS[done.kind]
    if done.refused is None:
        assert done.thing_id is not None
        return Markup('{} <a href="{}">{}</a>').format(act.done, act.address(done.thing_id), _("See it"))
    if act.keep is None:
        return str(act.refused(done.refused))
    kept = _("What you wrote is not public yet. %(why)s", why=done.refused)
    return Markup('{} <a href="/drafts">{}</a>').format(kept, _("It is kept in your drafts."))


def _things(shown: Sequence[tuple[queries.PendingRow, Shown]], kind: str) -> Sequence[int]:
    return [said.thing_id for row, said in shown if row.kind == kind and said.thing_id is not None]


def _back(waits: Sequence[tuple[queries.PendingRow, Shown, str]]) -> str:
    """Return where one goes on when it is done: to the last thing that it is about, if that can be seen."""
    if not waits:
        return "/"
    about = [(row, said) for row, said, title in waits if said.thing_id is not None]
    row, said = about[-1] if about else waits[-1][:2]
    seen = any(title for each, _said, title in waits if each.id == row.id)
    act = ACTS[row.kind]
    return act.address(said.thing_id) if seen and said.thing_id is not None else act.home
