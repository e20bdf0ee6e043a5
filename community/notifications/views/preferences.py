"""The page on which somebody chooses what they hear of, and when."""

from __future__ import annotations

from flask import flash, redirect, render_template, request

from community.extensions import db
from community.notifications import operations
from community.notifications.forms import PreferencesForm
from community.notifications.queries import get_wishes
from community.notifications.views.blueprint import bp
from community.platform.errors import Unclear
from community.platform.freshness import show_if_changed
from community.platform.guards import may, signed_in, viewer
from community.platform.text import _


@bp.get("/notifications/preferences")
@may(signed_in)
def preferences():
    """Show how the viewer hears of each event."""
    wishes = get_wishes(viewer().counts_as_id)
    show_if_changed()
    chosen = any(wish.chosen for wish in wishes.values())
    return render_template("notifications/preferences.html", form=PreferencesForm().fill(wishes), chosen=chosen)


@bp.post("/notifications/preferences")
@may(signed_in)
def prefer():
    """Keep how the viewer wishes to hear of each event, or that they wish for no mail at all."""
    person_id = viewer().counts_as_id
    if request.form.get("act") == "stop":
        operations.stop_mails(person_id)
        flash(_("No mail about news comes to you any more. The site goes on showing it."))
    else:
        form = PreferencesForm(request.form)
        if not form.validate():
            raise Unclear(_("Choose one of the times offered for each mail."))
        operations.prefer(person_id, form.wishes())
        flash(_("It is kept. What happens from now on is told like this."))
    db.session.commit()
    return redirect("/notifications/preferences", 303)
