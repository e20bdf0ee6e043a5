"""Signing in and out. On a development site, one can pick a person to be."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, current_app, flash, redirect, render_template, request

from community.accounts import session
from community.accounts.models import Person
from community.accounts.operations import end_sign_in, open_account
from community.accounts.queries import account_of, list_named
from community.extensions import db
from community.platform.address import MOST_ID
from community.platform.errors import Missing
from community.platform.guards import anyone, may, viewer
from community.platform.text import _

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@may(anyone)
def sign_in():
    """Offer some people to be."""
    if not current_app.config["DEVELOPMENT_SIGN_IN"]:
        raise Missing
    return render_template("accounts/sign_in.html", people=list_named(), back=_own_path(request.args.get("back")))


@bp.post("/sign-in")
@may(anyone)
def be():
    """Sign in as the picked person."""
    if not current_app.config["DEVELOPMENT_SIGN_IN"]:
        raise Missing
    person = _picked(request.form.get("person", ""))
    account_id = account_of(person.id) or open_account(person.id, f"{uuid4().hex}@invented.invalid").id
    session.start(account_id, second_factor=True)
    db.session.commit()
    flash(_("You are signed in as %(name)s.", name=person.name or _("somebody whose name is not known")))
    return redirect(_own_path(request.form.get("back")), 303)


@bp.post("/sign-out")
@may(anyone)
def sign_out():
    """Sign out."""
    who = viewer()
    if who:
        end_sign_in(who.account_id, who.sign_in_id)
        db.session.commit()
    session.stop()
    flash(_("You are signed out."))
    return redirect("/", 303)


def _picked(digits: str) -> Person:
    """Return the person whose id these digits spell; raise Missing when there is none."""
    sensible = digits.isascii() and digits.isdigit() and len(digits) < 19 and int(digits) <= MOST_ID
    person = db.session.get(Person, int(digits)) if sensible else None
    if person is None:
        raise Missing(_("There is no such person to be."))
    return person


def _own_path(path: str | None) -> str:
    """Return `path` if it stays on this site, else the home page."""
    if path and path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable():
        return path
    return "/"
