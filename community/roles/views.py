"""Who looks, and who answers where."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, request

from community.accounts.operations.sign_ins import token_hash
from community.accounts.queries import find_people
from community.accounts.session import SignedIn
from community.extensions import db, login
from community.places.queries import PlaceRow, get_place
from community.platform.address import given, page_links
from community.platform.database import SAFE_METHODS
from community.platform.errors import Missing
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, signed_in, viewer
from community.platform.paging import read_key
from community.platform.text import _
from community.roles import operations, queries
from community.roles.forms import EndForm, GrantForm
from community.roles.guards import staff
from community.roles.models import Role
from community.roles.queries import get_viewer
from community.roles.rules import may_grant, staff_of

bp = Blueprint("roles", __name__)


@login.user_loader
def load(token: str) -> SignedIn | None:
    """Return whoever the browser's token signs in."""
    writing = request.method not in SAFE_METHODS
    found = get_viewer(token_hash(token), current_app.config["SECOND_FACTOR"], writing=writing)
    return SignedIn(token, found) if found else None


@bp.get("/places/<id:place_id>/people")
@may(anyone)
def people(place_id: int):
    """Show who answers for a place; who may give roles there can do so here."""
    place, above = get_place(place_id)
    return _show_people(place, above, GrantForm())


@bp.post("/places/<id:place_id>/people")
@may(staff)
def grant(place_id: int):
    """Give somebody a role for the place."""
    place, above = get_place(place_id)
    line = _line(place, above)
    offered = _offered(line)
    if not offered:
        raise Missing
    form = GrantForm(request.form)
    if not form.validate() or not _find(form) or form.role.data not in offered:
        if not form.errors:
            form.role.errors = [_("Choose one of the roles that you hold for this place.")]
        return _show_people(place, above, form), 400
    (person,) = find_people(form.person.data.strip())
    operations.grant_role(
        viewer(), person.person_id, Role(form.role.data), line, until=form.until.instant, reason=form.reason.data or ""
    )
    db.session.commit()
    flash(_("%(name)s has that role from now on.", name=person.name or form.person.data))
    return redirect(f"/places/{place_id}/people", 303)


@bp.get("/places/<id:place_id>/people/<id:grant_id>/end")
@may(staff)
def ending(place_id: int, grant_id: int):
    """Ask why a role ends."""
    place, above = get_place(place_id)
    row = _mine_to_end(place_id, grant_id, _line(place, above))
    show_if_changed()
    return render_template("roles/end.html", place=place, above=above, row=row, form=EndForm())


@bp.post("/places/<id:place_id>/people/<id:grant_id>/end")
@may(staff)
def end(place_id: int, grant_id: int):
    """End a role of the place."""
    place, above = get_place(place_id)
    line = _line(place, above)
    row = _mine_to_end(place_id, grant_id, line)
    form = EndForm(request.form)
    if not form.validate():
        return render_template("roles/end.html", place=place, above=above, row=row, form=form), 400
    operations.end_role(viewer(), grant_id, line, form.reason.data or "")
    db.session.commit()
    flash(_("The role of %(name)s has ended.", name=row.person_name or _("somebody whose name is not known")))
    return redirect(f"/places/{place_id}/people", 303)


@bp.get("/places/<id:place_id>/people/history")
@may(staff)
def history(place_id: int):
    """Show the staff of a place every role that was ever given for it, and what became of it."""
    place, above = get_place(place_id)
    if not staff_of(viewer().held, _line(place, above)):
        raise Missing
    page_key = given("page")
    page = queries.list_past(place_id, read_key(page_key, int) if page_key else None)
    show_if_changed()
    return render_template(
        "roles/history.html", place=place, above=above, page=page, links=page_links(page.previous, page.next)
    )


@bp.get("/places/<id:place_id>/join")
@may(anyone)
def joining(place_id: int):
    """Say what joining a place means; visitors sign in first."""
    place, above = get_place(place_id)
    show_if_changed()
    return render_template("roles/join.html", place=place, above=above)


@bp.post("/places/<id:place_id>/join")
@may(signed_in)
def join(place_id: int):
    """Make the viewer a member of the place."""
    place, _above = get_place(place_id)
    operations.join_place(viewer(), place_id)
    db.session.commit()
    flash(_("You have joined %(place)s.", place=place.name))
    return redirect(place.url, 303)


@bp.post("/places/<id:place_id>/leave")
@may(signed_in)
def leave(place_id: int):
    """End the viewer's membership of the place."""
    place, _above = get_place(place_id)
    operations.leave_place(viewer(), place_id)
    db.session.commit()
    flash(_("You have left %(place)s.", place=place.name))
    return redirect(place.url, 303)


def _show_people(place: PlaceRow, above: Sequence[PlaceRow], form: GrantForm) -> str:
    line = _line(place, above)
    offered = _offered(line)
    answering = queries.list_here(place.id)
    members = queries.count_members(place.id)
    if not form.errors:
        show_if_changed()
    form.offer(offered)
    return render_template(
        "roles/people.html",
        place=place,
        above=above,
        answering=answering,
        members=members,
        offered=offered,
        is_staff=viewer() is not None and staff_of(viewer().held, line),
        form=form,
    )


def _line(place: PlaceRow, above: Sequence[PlaceRow]) -> tuple[int, ...]:
    return tuple(row.id for row in (*above, place))


def _offered(line: tuple[int, ...]) -> list[Role]:
    """Return the roles that the viewer can give for a place, from the most frequent."""
    return [role for role in Role if viewer() is not None and may_grant(viewer().held, role, line)]


def _find(form: GrantForm) -> bool:
    """Say whether the form names exactly one person, and in the form what is wrong otherwise."""
    found = find_people(form.person.data.strip())
    if len(found) == 1:
        return True
    form.person.errors = [
        _("Several people with an account have this name: enter the e-mail address.")
        if found
        else _("Nobody with an account has exactly this name or e-mail address.")
    ]
    return False


def _mine_to_end(place_id: int, grant_id: int, line: tuple[int, ...]) -> queries.GrantRow:
    """Return the grant if the viewer may end it; raise Missing as if there were none otherwise."""
    row = queries.get_grant(place_id, grant_id)
    if row.person_id != viewer().person_id and not may_grant(viewer().held, row.role, line):
        raise Missing(_("Nobody holds that role any more."))
    return row
