"""Passkeys: made, used and removed. The browser needs a script for it; all other ways of signing in do not."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app, flash, jsonify, redirect, render_template, request

from community.accounts.devices import device_of
from community.accounts.forms import PasskeyForm, PasskeyNameForm
from community.accounts.keys import Party, Signed, asking, check_made, check_signed, credential_of, making
from community.accounts.operations import (
    add_passkey,
    make_challenge,
    remove_passkey,
    take_challenge,
    use_passkey,
)
from community.accounts.operations.passkeys import MOST
from community.accounts.queries import find_passkey, get_second, list_passkeys
from community.accounts.views.blueprint import bp
from community.accounts.views.entering import enter
from community.accounts.views.fresh import is_fresh, sign_in_again
from community.accounts.views.limits import allow_passkey
from community.extensions import db
from community.platform.database import write_again
from community.platform.errors import Refused, Unclear
from community.platform.guards import anyone, may, signed_in, viewer
from community.platform.keyed import keyed_hash
from community.platform.named import site_name
from community.platform.text import _

HERE = "/account/passkeys"


@bp.get("/account/passkeys")
@may(signed_in)
def passkeys():
    """Show one's passkeys."""
    device = device_of(request.headers.get("User-Agent", ""))
    return _passkeys_page(PasskeyNameForm(name=" – ".join(filter(None, device))))


@bp.post("/account/passkeys/options")
@may(signed_in)
def passkey_options():
    """Begin to make a key."""
    who = viewer()
    mine = _check_may_change()
    if not is_fresh():
        raise Refused(_("Sign in again first, so that nobody else adds a key to your account."))
    known = list_passkeys(who.account_id)
    if len(known) >= MOST:
        raise Refused(_("You have %(most)s passkeys; remove one first.", most=MOST))
    key, challenge = make_challenge(who.account_id)
    handle = keyed_hash("owner of passkeys", str(who.account_id))
    ids = [row.credential_id for row in known]
    options = making(_party(), challenge, handle, mine, who.name or mine, ids)
    db.session.commit()
    return jsonify(key=key, options=options)


@bp.post("/account/passkeys")
@may(signed_in)
def keep_passkey():
    """Keep the key that the browser has made."""
    who = viewer()
    form = PasskeyNameForm(request.form)
    if not form.validate():
        return _passkeys_page(form), 400
    _check_may_change()
    made = check_made(_party(), take_challenge(form.key.data, who.account_id), form.credential.data)
    add_passkey(who.account_id, made.credential_id, made.public_key, made.sign_count, form.name.data)
    db.session.commit()
    flash(_("From now on you can sign in with this passkey."))
    return redirect(HERE, 303)


@bp.post("/account/passkeys/<id:passkey_id>/remove")
@may(signed_in)
def drop_passkey(passkey_id: int):
    """Let a key sign in no more."""
    if not is_fresh():
        return sign_in_again(HERE)
    remove_passkey(viewer().account_id, passkey_id)
    db.session.commit()
    flash(_("That passkey signs nobody in any more."))
    return redirect(HERE, 303)


@bp.post("/sign-in/passkey/options")
@may(anyone)
def passkey_sign_in_options():
    """Begin to sign in with a key."""
    allow_passkey()
    write_again()
    key, challenge = make_challenge(None)
    db.session.commit()
    return jsonify(key=key, options=asking(_party(), challenge))


@bp.post("/sign-in/passkey")
@may(anyone)
def sign_in_by_passkey():
    """Sign in whoever has used their key; it knows its owner, and so stands for two factors."""
    form = PasskeyForm(request.form)
    if not form.validate():
        raise Unclear(_("The passkey could not be checked. Try again, or sign in another way."))
    challenge = take_challenge(form.key.data, None)
    found = find_passkey(credential_of(form.credential.data))
    if found is None:
        raise Refused(_("This passkey is not known here, or not any more. Sign in another way."))
    key = Signed(found.credential_id, found.public_key, found.sign_count)
    use_passkey(found.id, check_signed(_party(), challenge, form.credential.data, key))
    said = _("You are signed in.")
    return enter(found.account_id, found.email, form.back.data, said, second_factor=True)


def _passkeys_page(form: PasskeyNameForm) -> str:
    rows = list_passkeys(viewer().account_id)
    return render_template("accounts/passkeys.html", rows=rows, form=form, named=_has_name())


def _check_may_change() -> str:
    """Return the viewer's address; where there is something stronger than a password, it must have been shown."""
    who = viewer()
    second = get_second(who.account_id, who.sign_in_id)
    if not second.is_shown and (second.is_set or list_passkeys(who.account_id)):
        raise Refused(_("Sign in with your second factor or a passkey first: then you can add another."))
    return second.email


def _has_name() -> bool:
    """Say whether this site has a name; passkeys are not made for bare addresses of the network."""
    try:
        ip_address(_host().strip("[]"))
    except ValueError:
        return True
    return False


def _party() -> Party:
    scheme = urlsplit(current_app.config["ADDRESS"]).scheme
    return Party(_host(), f"{scheme}://{request.host}", site_name())


def _host() -> str:
    """Return the host that was asked, which is one of those that the settings name."""
    return urlsplit(f"//{request.host}").hostname or ""
