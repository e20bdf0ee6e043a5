"""When a device was used last, for the list of devices: noted once a day, beside what was asked for."""

from __future__ import annotations

from datetime import datetime

from flask import Response, request
from flask_babel import to_user_timezone
from sqlalchemy.exc import DBAPIError

from community.accounts.operations import note_seen
from community.accounts.views.blueprint import bp
from community.extensions import db
from community.platform.clock import now
from community.platform.database import SAFE_METHODS, without_waiting
from community.platform.guards import known_viewer


@bp.after_app_request
def note_the_day(response: Response) -> Response:
    """Note on the first page of a day that this device is used; where somebody else writes, on a later one."""
    who = known_viewer()
    if who is not None and request.method in SAFE_METHODS and not response.is_streamed and _is_another_day(who.seen_at):
        db.session.rollback()
        try:
            with without_waiting():
                note_seen(who.sign_in_id)
                db.session.commit()
        except DBAPIError:
            db.session.rollback()
    return response


def _is_another_day(seen_at: datetime) -> bool:
    """Say whether it is another day by now, where the site is."""
    return bool(to_user_timezone(seen_at).date() != to_user_timezone(now()).date())
