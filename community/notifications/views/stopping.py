"""The pages behind the links in mails by which their readers stop them, without signing in."""

from __future__ import annotations

from flask import render_template, request

from community.accounts.counting import whom
from community.extensions import db
from community.notifications import operations
from community.notifications.links import Stop, read_stop
from community.notifications.models import How
from community.notifications.queries import find_reader, get_following, get_wishes
from community.notifications.queries.telling import name_things
from community.notifications.views.blueprint import bp
from community.platform.errors import Missing
from community.platform.guards import anyone, from_anywhere, may
from community.platform.text import _


@bp.get("/stop/<token>")
@may(anyone)
def stopping(token: str):
    """Say what pressing the button stops; opening the link changes nothing, for programs open links too."""
    return _page(_asked(token))


@bp.post("/stop/<token>")
@from_anywhere
@may(anyone)
def stop(token: str):
    """Stop it, whoever asks: a mail program may, when its reader presses its own button (RFC 8058)."""
    asked = _asked(token)
    if request.form.get("act") == "again":
        _begin_again(asked)
    elif asked.thing is not None and asked.thing_id is not None:
        operations.mute(asked.person_id, asked.thing, asked.thing_id)
    else:
        operations.stop_mails(asked.person_id)
    db.session.commit()
    return _page(asked, done=True)


def _begin_again(asked: Stop) -> None:
    if asked.thing is not None and asked.thing_id is not None:
        operations.unfollow(asked.person_id, asked.thing, asked.thing_id)
    else:
        operations.mail_again(asked.person_id)


def _asked(token: str) -> Stop:
    """Return what the link is for; raise Missing when it is for nobody who gets mail."""
    asked = read_stop(token)
    one_id = whom(asked.person_id) or asked.person_id
    if find_reader(one_id) is None:
        raise Missing(_("No mail goes to you from here any more: the account it went to is closed."))
    return asked._replace(person_id=one_id)


def _page(asked: Stop, *, done: bool = False) -> str:
    thing = None
    if asked.thing is not None and asked.thing_id is not None:
        stopped = get_following(asked.person_id, asked.thing, asked.thing_id).muted
        thing = name_things({(asked.thing, asked.thing_id)}, asked.person_id).get((asked.thing, asked.thing_id))
    else:
        stopped = all(wish.by_mail is How.NEVER for wish in get_wishes(asked.person_id).values())
    return render_template("notifications/stop.html", asked=asked, thing=thing, stopped=stopped, done=done)
