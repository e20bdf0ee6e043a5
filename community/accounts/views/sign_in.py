"""Signing in by password or by a mailed code, and out. On a development site, one can pick a person to be."""

from __future__ import annotations

from uuid import uuid4

from flask import current_app, flash, g, redirect, render_template, request

from community.accounts import session
from community.accounts.forms import EmailForm, SignInForm
from community.accounts.models import Person, Purpose
from community.accounts.operations import ask_for_code, end_sign_in, keep_password_hash, open_account
from community.accounts.passwords import hash_password, is_outdated, matches
from community.accounts.queries import account_of, find_account, has_closed, list_named
from community.accounts.views.blueprint import bp
from community.accounts.views.entering import enter
from community.accounts.views.limits import allow_mail, allow_password
from community.accounts.views.paths import came_from, own_path
from community.extensions import db
from community.platform.address import MOST_ID
from community.platform.database import write_again
from community.platform.errors import Missing, Refused
from community.platform.guards import anyone, may, viewer
from community.platform.text import _


@bp.get("/sign-in")
@may(anyone)
def sign_in():
    """Ask for address and password."""
    return _sign_in_page(SignInForm(back=came_from()))


@bp.post("/sign-in")
@may(anyone)
def sign_in_by_password():
    """Sign in whoever knows the password."""
    form = SignInForm(request.form)
    if not form.validate():
        return _sign_in_page(form), 400
    allow_password(form.email.data)
    found = find_account(form.email.data)
    kept = found.password_hash if found else None
    if not matches(kept, form.password.data) or found is None or kept is None:
        form.password.errors = [_("Address and password do not belong together. Try again, or have a code sent.")]
        return _sign_in_page(form), 400
    better = hash_password(form.password.data) if is_outdated(kept) else None
    write_again()
    if better:
        keep_password_hash(found.id, kept, better)
    return enter(found.id, found.email, form.back.data, _("You are signed in."))


@bp.get("/sign-in/code")
@may(anyone)
def ask_for_sign_in_code():
    """Ask to which address a code shall go."""
    return render_template("accounts/sign_in_code.html", form=EmailForm(back=came_from()))


@bp.post("/sign-in/code")
@may(anyone)
def send_sign_in_code():
    """Send a code to sign in by."""
    form = EmailForm(request.form)
    if not form.validate():
        return render_template("accounts/sign_in_code.html", form=form), 400
    allow_mail(form.email.data)
    write_again()
    key = ask_for_code(Purpose.SIGN_IN, form.email.data, g.language, back=own_path(form.back.data))
    db.session.commit()
    return redirect(f"/code/{key}", 303)


@bp.post("/sign-in/as")
@may(anyone)
def be():
    """Sign in as the picked person."""
    if not current_app.config["DEVELOPMENT_SIGN_IN"]:
        raise Missing
    person = _picked(request.form.get("person", ""))
    if has_closed(person.id):
        raise Refused(_("This account is closed."))
    account_id = account_of(person.id) or open_account(person.id, f"{uuid4().hex}@invented.invalid").id
    session.start(account_id, second_factor=True)
    db.session.commit()
    flash(_("You are signed in as %(name)s.", name=person.name or _("somebody whose name is not known")))
    return redirect(own_path(request.form.get("back")), 303)


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


def _sign_in_page(form: SignInForm) -> str:
    config = current_app.config
    return render_template(
        "accounts/sign_in.html",
        form=form,
        people=list_named() if config["DEVELOPMENT_SIGN_IN"] else None,
        demo=config["DEMO_ACCOUNTS"],
    )


def _picked(digits: str) -> Person:
    """Return the person whose id these digits spell; raise Missing when there is none."""
    sensible = digits.isascii() and digits.isdigit() and len(digits) < 19 and int(digits) <= MOST_ID
    person = db.session.get(Person, int(digits)) if sensible else None
    if person is None:
        raise Missing(_("There is no such person to be."))
    return person
