"""One's own account: what it says, how one signs in, and where one is signed in."""

from __future__ import annotations

from babel import Locale
from flask import current_app, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from community.accounts.devices import device_of
from community.accounts.forms import ChangePasswordForm, NameForm, NewEmailForm
from community.accounts.operations import (
    ask_for_new_email,
    choose_home,
    choose_language,
    end_sign_in,
    end_sign_ins,
    rename,
    set_password,
)
from community.accounts.passwords import check_strength, hash_password, matches
from community.accounts.queries import Own, get_own, list_sign_ins
from community.accounts.views.blueprint import bp
from community.accounts.views.fresh import is_fresh, sign_in_again
from community.accounts.views.limits import allow_mail, allow_password
from community.extensions import db
from community.places.queries import find_places, get_place
from community.platform.address import MOST_ID, given
from community.platform.database import write_again
from community.platform.errors import Missing, Unclear
from community.platform.guards import may, signed_in, viewer
from community.platform.text import _


@bp.get("/account")
@may(signed_in)
def account():
    """Show one's account."""
    who = viewer()
    return _account_page(_name_form(name=who.name, language=who.language or g.language))


@bp.post("/account")
@may(signed_in)
def change_name():
    """Change name and language."""
    form = _name_form(request.form)
    if not form.validate():
        return _account_page(form), 400
    who = viewer()
    rename(who.person_id, form.name.data)
    choose_language(who.account_id, form.language.data)
    db.session.commit()
    g.language = form.language.data
    return _done(_("Your changes are kept."))


@bp.get("/account/place")
@may(signed_in)
def home_place():
    """Offer places to be at home in."""
    who, words = viewer(), given("find")
    home = get_place(who.home_place_id)[0] if who.home_place_id else None
    return render_template("accounts/place.html", words=words, home=home, found=find_places(words) if words else ())


@bp.post("/account/place")
@may(signed_in)
def choose_home_place():
    """Keep the place one is at home in."""
    digits = request.form.get("place")
    if digits is None:
        raise Unclear(_("Choose a place."))
    place = None
    if digits:
        sensible = digits.isascii() and digits.isdigit() and len(digits) < 12 and 0 < int(digits) <= MOST_ID
        if not sensible:
            raise Missing(_("There is no such place."))
        place, _above = get_place(int(digits))
    choose_home(viewer().person_id, place.id if place else None)
    db.session.commit()
    if place is None:
        return _done(_("You have no home place any more."))
    return _done(_("Your home place is %(place)s.", place=place.name))


@bp.get("/account/email")
@may(signed_in)
def email():
    """Ask for another address."""
    own = get_own(viewer().account_id)
    if own.password_hash is None and not is_fresh():
        return sign_in_again("/account/email")
    return _email_page(NewEmailForm(), own)


@bp.post("/account/email")
@may(signed_in)
def send_email_code():
    """Send a code to the new address; the old one counts until it is typed."""
    who = viewer()
    own = get_own(who.account_id)
    form = NewEmailForm(request.form)
    if own.password_hash is None:
        if not is_fresh():
            return sign_in_again("/account/email")
        del form.current
    if not form.validate():
        return _email_page(form, own), 400
    if own.password_hash is not None and not _knows_password(own, form.current.data):
        form.current.errors = [_("That is not your password.")]
        return _email_page(form, own), 400
    allow_mail(form.email.data)
    write_again()
    key = ask_for_new_email(who.account_id, form.email.data, g.language)
    db.session.commit()
    return redirect(f"/code/{key}", 303)


@bp.get("/account/password")
@may(signed_in)
def password():
    """Ask for another password."""
    return _password_page(ChangePasswordForm(), get_own(viewer().account_id))


@bp.post("/account/password")
@may(signed_in)
def change_password():
    """Change the password; all other devices are signed out."""
    who = viewer()
    own = get_own(who.account_id)
    form = ChangePasswordForm(request.form)
    if not form.validate():
        return _password_page(form, own), 400
    if not _knows_password(own, form.current.data):
        form.current.errors = [_("That is not your password.")]
        return _password_page(form, own), 400
    try:
        check_strength(form.password.data, who.name or "", own.email)
    except Unclear as unclear:
        form.password.errors = [unclear.sentence]
        return _password_page(form, own), 400
    password_hash = hash_password(form.password.data)
    write_again()
    set_password(who.account_id, password_hash, but=who.sign_in_id)
    db.session.commit()
    return _done(_("Your new password counts from now on. You were signed out everywhere else."))


@bp.post("/account/devices/end")
@may(signed_in)
def end_devices():
    """Sign out everywhere else."""
    who = viewer()
    end_sign_ins(who.person_id, but=who.sign_in_id)
    db.session.commit()
    return _done(_("You are signed out everywhere else."))


@bp.post("/account/devices/<id:sign_in_id>/end")
@may(signed_in)
def end_device(sign_in_id: int):
    """Sign out one device."""
    end_sign_in(viewer().account_id, sign_in_id)
    db.session.commit()
    return _done(_("That device is signed out."))


def _name_form(*given: object, **values: object) -> NameForm:
    form = NameForm(*given, **values)
    form.language.choices = [_own_name(code) for code in current_app.config["LANGUAGES"]]
    return form


def _own_name(code: str) -> tuple[str, str, dict[str, str]]:
    """Return a language as an option of a list: by the name that it has for itself."""
    if code.endswith("-XB"):
        return code, str(_("Right to left (test)")), {}
    name = Locale.parse(code, sep="-").get_display_name() or code
    return code, name[:1].upper() + name[1:], {"lang": code}


def _account_page(form: NameForm) -> str:
    who = viewer()
    own = get_own(who.account_id)
    devices = [(row, device_of(row.user_agent)) for row in list_sign_ins(who.account_id)]
    home = get_place(who.home_place_id)[0] if who.home_place_id else None
    return render_template("accounts/account.html", form=form, mine=own, devices=devices, home=home)


def _email_page(form: NewEmailForm, own: Own) -> str:
    return render_template("accounts/email.html", form=form, mine=own)


def _password_page(form: ChangePasswordForm, own: Own) -> str:
    return render_template("accounts/password.html", form=form, mine=own)


def _knows_password(own: Own, typed: str) -> bool:
    """Count a try at the password, and say whether it is right."""
    allow_password(own.email)
    return matches(own.password_hash, typed)


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect("/account", 303)
