"""Signing in. Until accounts come, a development site lets one pick a person; production has no sign-in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import UserMixin, login_user, logout_user

from community.accounts.queries import Viewer, get_viewer, list_named
from community.extensions import login
from community.platform.address import MOST_ID
from community.platform.errors import Missing
from community.platform.guards import anyone, may
from community.platform.text import _

bp = Blueprint("accounts", __name__)


class SignedIn(UserMixin):
    """What flask-login keeps of whoever is signed in."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    def get_id(self) -> str:
        return str(self.viewer.person_id)


@login.user_loader
def load(person_id: str) -> SignedIn | None:
    """Return whoever the session names."""
    found = _viewer(person_id)
    return SignedIn(found) if found else None


@bp.get("/sign-in")
@may(anyone)
def sign_in():
    """Offer some people to be."""
    return render_template("accounts/sign_in.html", people=list_named(), back=_own_path(request.args.get("back")))


@bp.post("/sign-in")
@may(anyone)
def be():
    """Sign in as the picked person."""
    found = _viewer(request.form.get("person", ""))
    if found is None:
        raise Missing(_("There is no such person to be."))
    login_user(SignedIn(found))
    flash(_("You are signed in as %(name)s.", name=found.name or _("somebody whose name is not known")))
    return redirect(_own_path(request.form.get("back")), 303)


@bp.post("/sign-out")
@may(anyone)
def sign_out():
    """Sign out."""
    logout_user()
    flash(_("You are signed out."))
    return redirect("/", 303)


def _viewer(digits: str) -> Viewer | None:
    """Return the person whose id these digits spell, if they do and there is one."""
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19) or int(digits) > MOST_ID:
        return None
    return get_viewer(int(digits))


def _own_path(path: str | None) -> str:
    """Return `path` if it stays on this site, else the home page."""
    if path and path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable():
        return path
    return "/"
