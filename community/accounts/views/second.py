"""The second factor: setting it up, showing it when one signs in, doing without it."""

from __future__ import annotations

import pyotp
from flask import flash, redirect, render_template, request
from markupsafe import Markup

from community.accounts.forms import SecondForm, SetSecondForm
from community.accounts.models import Purpose
from community.accounts.operations import (
    counter_of,
    guess_code,
    make_recovery_codes,
    remove_second,
    set_second,
    strengthen,
    take_code,
    take_second,
)
from community.accounts.operations.codes import MOST_GUESSES, no_longer
from community.accounts.operations.sign_ins import token_hash
from community.accounts.queries import CodePage, get_code_page, get_second
from community.accounts.views.blueprint import bp
from community.accounts.views.entering import enter
from community.accounts.views.fresh import is_fresh, sign_in_again
from community.accounts.views.limits import allow_second
from community.extensions import db
from community.platform.database import write_again
from community.platform.errors import Refused, Unclear
from community.platform.guards import anyone, may, signed_in, viewer
from community.platform.keyed import seal, unseal
from community.platform.named import site_name
from community.platform.text import _

SETTING_UP = "setting up an authenticator"
HERE = "/account/second"


@bp.get("/account/second")
@may(signed_in)
def second():
    """Show what there is of a second factor, or how to set one up."""
    second = get_second(viewer().account_id, viewer().sign_in_id)
    if second.is_set:
        return render_template("accounts/second.html", second=second, form=SecondForm())
    if not is_fresh():
        return sign_in_again(HERE)
    return _setting_up(SetSecondForm(), pyotp.random_base32())


@bp.post("/account/second")
@may(signed_in)
def set_up_second():
    """Ask for codes of this app from now on, once it has shown that it makes the right ones."""
    who = viewer()
    form = SetSecondForm(request.form)
    owner, _space, secret = (unseal(SETTING_UP, form.secret.data or "") or "").partition(" ")
    if owner != str(who.account_id):
        raise Unclear(_("This form is not from your page. Open the page for setting up an app again."))
    if get_second(who.account_id, who.sign_in_id).is_set:
        raise Refused(_("You have set up an authenticator app already."))
    if not is_fresh():
        return sign_in_again(HERE)
    counter = counter_of(secret, form.code.data or "")
    if counter is None:
        form.code.errors = [_("That is not what the app shows now. Is the clock of your phone right?")]
        return _setting_up(form, secret), 400
    codes = set_second(who.account_id, secret, counter)
    strengthen(who.sign_in_id)
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes)


@bp.post("/account/second/show")
@may(signed_in)
def show_second():
    """Let a device that was signed in before be as strong as one on which a second factor was shown."""
    who = viewer()
    second = get_second(who.account_id, who.sign_in_id)
    form = SecondForm(request.form)
    if not form.validate():
        return render_template("accounts/second.html", second=second, form=form), 400
    allow_second(second.email)
    write_again()
    if not take_second(who.account_id, form.code.data):
        form.code.errors = [_not_it()]
        return render_template("accounts/second.html", second=second, form=form), 400
    strengthen(who.sign_in_id)
    db.session.commit()
    flash(_("Your second factor is shown on this device."))
    return redirect(HERE, 303)


@bp.post("/account/second/codes")
@may(signed_in)
def renew_recovery_codes():
    """Make new recovery codes; the old ones end."""
    _check_strong()
    if not is_fresh():
        return sign_in_again(HERE)
    codes = make_recovery_codes(viewer().account_id)
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes)


@bp.post("/account/second/remove")
@may(signed_in)
def do_without_second():
    """Ask for no second factor any more."""
    _check_strong()
    if not is_fresh():
        return sign_in_again(HERE)
    remove_second(viewer().account_id)
    db.session.commit()
    flash(_("Nobody asks you for a second factor any more."))
    return redirect("/account", 303)


@bp.get("/sign-in/second/<key>")
@may(anyone)
def second_step(key: str):
    """Ask whoever has shown the first factor for the second."""
    _check_step(key)
    return render_template("accounts/second_step.html", form=SecondForm())


@bp.post("/sign-in/second/<key>")
@may(anyone)
def take_second_step(key: str):
    """Sign in whoever shows both factors."""
    page = _check_step(key)
    form = SecondForm(request.form)
    if not form.validate():
        return render_template("accounts/second_step.html", form=form), 400
    allow_second(page.email)
    write_again()
    guess = guess_code(key, "")  # it counts the try; what is right, the app knows
    if guess.account_id is None or not take_second(guess.account_id, form.code.data):
        db.session.commit()
        form.code.errors = [_not_it() if guess.left else _("That was the last try. Sign in again from the beginning.")]
        return render_template("accounts/second_step.html", form=form), 400
    take_code(guess)
    kept = guess.kept
    return enter(guess.account_id, guess.email, kept["back"], kept["said"], second_factor=True)


def _check_step(key: str) -> CodePage:
    page = get_code_page(token_hash(key), MOST_GUESSES)
    if page is None or page.purpose is not Purpose.SECOND:
        raise Refused(no_longer())
    return page


def _check_strong() -> None:
    """Only who has shown the second factor may change anything about it."""
    second = get_second(viewer().account_id, viewer().sign_in_id)
    if not second.is_set or not second.is_shown:
        raise Refused(_("Show your second factor on this device first."))


def _not_it() -> str:
    return str(_("That is not it. A code of the app counts for half a minute, and only once; a recovery code once."))


def _setting_up(form: SetSecondForm, secret: str) -> str:
    import segno  # for one page

    who = viewer()
    mine = get_second(who.account_id, who.sign_in_id)
    uri = pyotp.TOTP(secret).provisioning_uri(name=mine.email, issuer_name=site_name())
    form.secret.data = seal(SETTING_UP, f"{who.account_id} {secret}")
    drawn = Markup(segno.make(uri, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=True))  # noqa: S704
    parts = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return render_template("accounts/second_set.html", form=form, drawn=drawn, secret=" ".join(parts), uri=uri)
