"""Joining, and having one's password reset: both begin with a code by mail."""

from __future__ import annotations

import secrets

from flask import current_app, g, redirect, render_template, request

from community.accounts.forms import EmailForm, JoinForm
from community.accounts.models import Purpose
from community.accounts.operations import ask_for_code
from community.accounts.passwords import hash_password
from community.accounts.views.blueprint import bp
from community.accounts.views.code import CHOSEN_HERE, browser_hash
from community.accounts.views.limits import allow_mail
from community.accounts.views.paths import came_from, own_path
from community.extensions import db
from community.platform.database import write_again
from community.platform.guards import anyone, may

AN_HOUR = 3600


@bp.get("/join")
@may(anyone)
def join():
    """Ask who wants to join."""
    return render_template("accounts/join.html", form=JoinForm(back=came_from()))


@bp.post("/join")
@may(anyone)
def send_join_code():
    """Send a code to the address of whoever wants to join; nothing is made before it is typed."""
    form = JoinForm(request.form)
    if not form.validate():
        return render_template("accounts/join.html", form=form), 400
    allow_mail(form.email.data)
    password_hash = hash_password(form.password.data) if form.password.data else None
    browser = secrets.token_urlsafe(16)
    write_again()
    key = ask_for_code(
        Purpose.JOIN,
        form.email.data,
        g.language,
        name=form.name.data,
        password_hash=password_hash,
        browser=browser_hash(browser),
        back=own_path(form.back.data),
    )
    db.session.commit()
    response = redirect(f"/code/{key}", 303)
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(CHOSEN_HERE, browser, max_age=AN_HOUR, samesite="Lax", httponly=True, secure=secure)
    return response


@bp.get("/reset")
@may(anyone)
def reset():
    """Ask whose password shall be reset."""
    return render_template("accounts/reset.html", form=EmailForm(back=came_from()))


@bp.post("/reset")
@may(anyone)
def send_reset_code():
    """Send a code by which a new password can be chosen."""
    form = EmailForm(request.form)
    if not form.validate():
        return render_template("accounts/reset.html", form=form), 400
    allow_mail(form.email.data)
    write_again()
    key = ask_for_code(Purpose.RESET, form.email.data, g.language, back=own_path(form.back.data))
    db.session.commit()
    return redirect(f"/code/{key}", 303)
