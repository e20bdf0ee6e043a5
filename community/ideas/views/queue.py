"""The quick queue: one idea at a time."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Response, flash, redirect, render_template, request

from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.ideas import operations, queries
from community.ideas.forms import WITHDRAW, VoteForm
from community.ideas.models import Choice, PendingKind
from community.ideas.views.blueprint import bp
from community.places.models import ROOT_ID
from community.places.queries import get_place
from community.platform.address import MOST_ID, number
from community.platform.database import only_read_from_now
from community.platform.errors import Gone, Missing, Refused, Unclear
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, viewer, viewer_id
from community.platform.text import _
from community.themes.queries import IDEAS_OF_THEME, get_theme
from community.writing import device
from community.writing.forms import spelled_id
from community.writing.operations import discard_pending
from community.writing.queries import PendingRow, list_pending
from community.writing.rules import MOST_WAITING


class Scope(NamedTuple):
    """What the queue keeps to: a place with all that lies under it, a theme, both or neither."""

    place_id: int = ROOT_ID
    theme_id: int | None = None

    def address(self, **more: int) -> str:
        """Return the address of the queue in this scope."""
        asked = {"place": self.place_id if self.place_id != ROOT_ID else None, "theme": self.theme_id, **more}
        said = urlencode({name: value for name, value in asked.items() if value})
        return f"/ideas/queue{'?' if said else ''}{said}"

    def bounds(self) -> dict[str, Any]:
        """Return how queries are told."""
        within = IDEAS_OF_THEME if self.theme_id else None
        return {"place_id": self.place_id, "within": within, "within_id": self.theme_id or 0}


@bp.get("/ideas/queue")
@may(anyone)
def queue():
    """Show the idea to vote on next, or the one that is asked for."""
    scope = Scope(number("place", MOST_ID) or ROOT_ID, number("theme", MOST_ID))
    return _page(scope, number("idea", MOST_ID), number("undo", MOST_ID))


@bp.post("/ideas/queue")
@may(anyone)
def answer():
    """Count the viewer's vote or take it back, and go on; a visitor's votes wait until they sign in."""
    form, idea_id = VoteForm(request.form), spelled_id(request.form.get("idea"))
    if not form.validate():
        raise Unclear(str(form.choice.errors[0]))
    if idea_id is None:
        raise Unclear(_("Say which idea it is about."))
    scope = Scope(spelled_id(request.form.get("place")) or ROOT_ID, spelled_id(request.form.get("theme")))
    undoes, who = form.choice.data == WITHDRAW, viewer()
    if who is None:
        return _wait(idea_id, str(form.choice.data), scope)
    try:
        if undoes:
            operations.withdraw_vote(who.person_id, idea_id)
        else:
            operations.cast_vote(who.person_id, idea_id, Choice(form.choice.data))
        db.session.commit()
    except (Missing, Gone, Refused) as problem:  # somebody else was faster: one goes on with the next
        db.session.rollback()
        flash(problem.sentence or "")
        return redirect(scope.address(), 303)
    if "here" in request.form:  # by script, which takes what has changed out of the page
        only_read_from_now()
        return _page(scope, idea_id if undoes else None, None if undoes else idea_id)
    return redirect(scope.address(idea=idea_id) if undoes else scope.address(undo=idea_id), 303)


def _wait(idea_id: int, said: str, scope: Scope) -> Response:
    """Keep a visitor's vote on their device in the place of one that waits there already, or forget that."""
    token, waiting = device.token(), _waiting()
    if token is not None and idea_id in waiting:
        discard_pending(token, waiting[idea_id].id)
    if said == WITHDRAW:
        db.session.commit()
        return redirect(scope.address(idea=idea_id), 303)  # type: ignore[return-value]
    if not queries.get_idea(idea_id).votable:
        return redirect(scope.address(), 303)  # type: ignore[return-value]
    full = len(waiting) + 1 >= MOST_WAITING
    content = {"idea_id": idea_id, "choice": said}
    return device.keep(PendingKind.VOTE, content, to="/waiting" if full else scope.address(undo=idea_id))


def _waiting() -> dict[int, PendingRow]:
    """Return the votes that wait on this device, by their ideas."""
    token = device.token() if viewer() is None else None
    rows = list_pending(token_hash(token)) if token else ()
    return {row.said["idea_id"]: row for row in rows if row.kind == PendingKind.VOTE}


def _page(scope: Scope, asked: int | None, undo: int | None):
    place, above = get_place(scope.place_id)
    theme = get_theme(scope.theme_id) if scope.theme_id else None
    who, waiting = viewer_id(), _waiting()
    progress = queries.queue_progress(who, **scope.bounds())
    done = progress.done + queries.count_seen(waiting, **scope.bounds())
    idea = _votable(asked) if asked else None
    if idea is None:
        chosen = queries.next_in_queue(who, progress, **scope.bounds(), without=waiting)
        idea = queries.get_idea(chosen, viewer()) if chosen else None
    where = get_place(idea.place_id)[0] if idea and idea.place_id != place.id else place
    last = _last(undo, waiting)
    if request.method != "POST":
        show_if_changed()
    return render_template(
        "ideas/queue.html",
        scope=scope,
        place=place,
        above=above,
        theme=theme,
        idea=idea,
        where=where,
        last=last,
        done=min(done, progress.total),
        total=progress.total,
        waiting=len(waiting),
    )


def _votable(idea_id: int):
    try:
        idea = queries.get_idea(idea_id, viewer())
    except (Missing, Gone):
        return None
    return idea if idea.votable else None


def _last(idea_id: int | None, waiting: dict[int, PendingRow]):
    """Return what was just voted on and how, so that it can be undone."""
    idea = _votable(idea_id) if idea_id else None
    if idea is None:
        return None
    choice = waiting[idea.id].said["choice"] if idea.id in waiting else idea.my_choice
    return (idea, choice) if choice else None
