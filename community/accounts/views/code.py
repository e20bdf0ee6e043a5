"""The page on which a code from a mail is typed, whatever it is for."""

from __future__ import annotations

import hmac
from hashlib import sha256

from flask import Response, flash, make_response, redirect, render_template, request

from community.accounts.forms import CodeForm, NewPasswordForm
from community.accounts.models import Purpose
from community.accounts.operations import change_email, guess_code, join, set_password, take_code
from community.accounts.operations.codes import MOST_GUESSES, Guess, no_longer
from community.accounts.operations.sign_ins import token_hash
from community.accounts.passwords import hash_password
from community.accounts.queries import CodePage, get_code_page
from community.accounts.views.blueprint import bp
from community.accounts.views.entering import enter
from community.accounts.views.limits import allow_guess, remember_device
from community.extensions import db
from community.platform.database import write_again
from community.platform.errors import Denied, Refused
from community.platform.guards import anyone, may, viewer
from community.platform.text import _, plural

CHOSEN_HERE = "joining"
"""The cookie of the browser in which somebody who joins chose a password: in another one, it does not count."""


@bp.get("/code/<key>")
@may(anyone)
def code(key: str):
    """Ask for the code; what the link in the mail brings along stands in the field already."""
    page = _page_of(key)
    return _shown(page, _form_of(page)(code=request.args.get("code", "")[:20]))


@bp.post("/code/<key>")
@may(anyone)
def use_code(key: str):
    """Do what the code is for."""
    page = _page_of(key)
    form = _form_of(page)(request.form)
    if not form.validate():
        return _shown(page, form), 400
    allow_guess()
    password_hash = hash_password(form.password.data) if "password" in form else None
    write_again()
    guess = guess_code(key, form.code.data)
    if not guess.right or (guess.account_id is None and guess.purpose is not Purpose.JOIN):
        db.session.commit()
        form.code.errors = [_not_it(guess.left)]
        return _shown(page, form), 400
    take_code(guess)
    return _DONE[guess.purpose](guess, password_hash)


def _not_it(left: int) -> str:
    if not left:
        return str(_("That is not the code, and it was the last try. Ask for a new code."))
    return str(plural("That is not it. There is one more try.", "That is not it. There are %(num)s more tries.", left))


def browser_hash(browser: str) -> str:
    """Return what is kept of the token of a browser."""
    return sha256(browser.encode()).hexdigest()


def _join(guess: Guess, _password_hash: str | None) -> Response:
    """Make the account, unless there is one, and sign in."""
    kept = guess.kept
    if guess.account_id is None:
        here = hmac.compare_digest(kept["browser"], browser_hash(request.cookies.get(CHOSEN_HERE, "")))
        chosen = kept["password_hash"] if here else None
        account_id = join(guess.email, kept["name"], password_hash=chosen, language=kept["language"])
        said = _("Welcome! You have joined and are signed in.")
        if kept["password_hash"] and not here:
            said = _(
                "Welcome! You have joined and are signed in. The password was chosen in another browser and does not "
                "count here: choose one in your account."
            )
    else:
        account_id, said = guess.account_id, _("You had joined before, and are signed in now.")
    response = enter(account_id, guess.email, kept["back"], said)
    response.delete_cookie(CHOSEN_HERE)
    return response


def _sign_in(guess: Guess, _password_hash: str | None) -> Response:
    assert guess.account_id is not None
    return enter(guess.account_id, guess.email, guess.kept.get("back"), _("You are signed in."))


def _reset(guess: Guess, password_hash: str | None) -> Response:
    assert guess.account_id is not None
    assert password_hash is not None
    set_password(guess.account_id, password_hash)
    said = _("Your new password counts from now on. You were signed out everywhere else.")
    return enter(guess.account_id, guess.email, guess.kept.get("back"), said)


def _change_email(guess: Guess, _password_hash: str | None) -> Response:
    assert guess.account_id is not None
    change_email(guess.account_id, guess.email)
    db.session.commit()
    flash(_("From now on you sign in as %(email)s.", email=guess.email))
    response = make_response(redirect("/account", 303))
    remember_device(response, guess.email)
    return response


_DONE = {Purpose.JOIN: _join, Purpose.SIGN_IN: _sign_in, Purpose.RESET: _reset, Purpose.EMAIL: _change_email}


def _page_of(key: str) -> CodePage:
    page = get_code_page(token_hash(key), MOST_GUESSES)
    if page is None or page.purpose not in _DONE:
        raise Refused(no_longer())
    if page.purpose is Purpose.EMAIL:
        who = viewer()
        if who is None or who.account_id != page.account_id:
            raise Denied(_("Sign in first, to the account that this address shall belong to."))
    return page


def _form_of(page: CodePage) -> type[CodeForm]:
    return NewPasswordForm if page.purpose is Purpose.RESET else CodeForm


def _shown(page: CodePage, form: CodeForm) -> str:
    return render_template("accounts/code.html", page=page, form=form)
