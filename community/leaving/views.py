"""The pages on which one takes one's data along, closes one's account, or is erased."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from wtforms import Form

from community.accounts import session
from community.accounts.passwords import matches
from community.accounts.queries import Own, get_own
from community.accounts.rules import BACK_WITHIN
from community.accounts.views.fresh import is_fresh, sign_in_again
from community.accounts.views.limits import allow_password, forget_device
from community.extensions import db
from community.leaving import operations, queries
from community.leaving.forms import ErasingForm, OnceMoreForm
from community.platform.address import given
from community.platform.clock import now
from community.platform.database import only_read_from_now, write_again
from community.platform.errors import Refused, Unclear
from community.platform.guards import may, signed_in, viewer
from community.platform.text import _
from community.roles.queries import count_admins

bp = Blueprint("leaving", __name__)

WORDS = ("keep", "remove")
"""What becomes of the ideas of whoever is erased."""
MOST_BYTES = 64_000_000
"""A file with somebody's data is made in memory."""


@bp.get("/account/data")
@may(signed_in)
def data():
    """Say what the site knows of the viewer, and offer it as a file."""
    return _ask("leaving/data.html")


@bp.post("/account/data")
@may(signed_in)
def give_data():
    """Give the viewer all that the site knows of them."""
    refused = _refuse("leaving/data.html")
    if refused is not None:
        return refused
    who = viewer()
    db.session.rollback()
    only_read_from_now()
    kept = _written(queries.parts_of(who))
    answer = send_file(kept, mimetype="application/json", as_attachment=True, download_name="my-data.json", etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/account/close")
@may(signed_in)
def closing():
    """Say what closing the account does, and ask for it."""
    return _ask("leaving/close.html", **_about_closing())


@bp.post("/account/close")
@may(signed_in)
def close():
    """Close the viewer's account and sign them out everywhere."""
    refused = _refuse("leaving/close.html", **_about_closing())
    if refused is not None:
        return refused
    who = viewer()
    write_again()
    operations.close(who)
    db.session.commit()
    session.stop()
    flash(_("Your account is closed. A mail on its way to you says how to come back."))
    return redirect("/", 303)


@bp.get("/account/erase")
@may(signed_in)
def erasing():
    """Say what erasing does; once it is chosen what becomes of the words, ask for it."""
    return _ask("leaving/erase.html", ErasingForm, **_about_erasing(given("words")))


@bp.post("/account/erase")
@may(signed_in)
def erase():
    """Erase the viewer."""
    words = request.form.get("words")
    if words not in WORDS:
        raise Unclear(_("Choose what shall become of your ideas."))
    refused = _refuse("leaving/erase.html", ErasingForm, **_about_erasing(words))
    if refused is not None:
        return refused
    who = viewer()
    write_again()
    operations.erase(who, keep_words=words == "keep")
    db.session.commit()
    session.stop()
    flash(_("You are erased here. Thank you for having been part of it."))
    answer = make_response(redirect("/", 303))
    forget_device(answer)
    answer.headers["Clear-Site-Data"] = '"storage"'  # drafts that wait on this device
    return answer


def _about_erasing(words: str | None) -> dict[str, Any]:
    who = viewer()
    return {
        "words": words if words in WORDS else None,
        "ideas": queries.count_words(who.person_id),
        "last_admin": who.is_admin and count_admins() <= 1,
    }


def _about_closing() -> dict[str, Any]:
    who = viewer()
    return {"until": now() + BACK_WITHIN, "last_admin": who.is_admin and count_admins() <= 1}


def _ask(template: str, kind: type[OnceMoreForm] = OnceMoreForm, **shown: Any):
    """Show the page, or lead to signing in again whoever has no password and signed in long ago."""
    own = get_own(viewer().account_id)
    if _is_stale(own):
        return _to_sign_in()
    return _page(template, kind(), own, **shown)


def _refuse(template: str, kind: type[OnceMoreForm] = OnceMoreForm, **shown: Any):
    """Return what is answered to whoever does not show that it is still them, else None."""
    own = get_own(viewer().account_id)
    if _is_stale(own):
        return _to_sign_in()
    form = kind(request.form)
    if own.password_hash is None:
        del form.current
    if form.validate():
        if own.password_hash is None:
            return None
        allow_password(own.email)
        if matches(own.password_hash, form.current.data):
            return None
        form.current.errors = [_("That is not your password.")]
    return _page(template, form, own, **shown), 400


def _page(template: str, form: Form, own: Own, **shown: Any) -> str:
    return render_template(template, form=form, mine=own, **shown)


def _is_stale(own: Own) -> bool:
    """Whoever has no password shows by signing in that it is still them."""
    return own.password_hash is None and not is_fresh()


def _to_sign_in() -> ResponseReturnValue:
    why = _("This concerns all that is yours here. So show once more that it is you: sign in again.")
    return sign_in_again(request.path, why)


def _written(parts: Iterable[queries.Part]) -> io.BytesIO:
    """Return a file with these parts as JSON; raise Refused when there is too much for one."""
    kept = io.BytesIO()
    mark = "{"
    for name, many, rows in parts:
        kept.write(f"{mark}\n{json.dumps(name)}: ".encode())
        mark = ","
        if many:
            _write_many(kept, rows)
        else:
            kept.write(_as_json(next(iter(rows), None)))
    kept.write(b"\n}\n")
    kept.seek(0)
    return kept


def _write_many(kept: io.BytesIO, rows: Iterable[Mapping[str, Any]]) -> None:
    mark = b"["
    for row in rows:
        kept.write(mark + b"\n " + _as_json(row))
        mark = b","
        if kept.tell() > MOST_BYTES:
            raise Refused(_("There is more of you here than fits a file. Whoever runs this site can give it to you."))
    kept.write(b"[]" if mark == b"[" else b"\n]")


def _as_json(row: Mapping[str, Any] | None) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode()
