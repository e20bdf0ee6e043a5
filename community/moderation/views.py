"""The pages on which people flag, moderators decide, and whom it is about reads and appeals."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request

from community.extensions import db
from community.moderation import operations, queries
from community.moderation.forms import AnswerForm, AppealForm, DecideForm, FlagForm
from community.moderation.models import Act, Kind, Reason
from community.moderation.operations import AlreadyDecided
from community.moderation.queries import DecisionRow
from community.moderation.rules import may_answer, may_appeal, may_moderate, may_read_decision
from community.moderation.things import moderated
from community.places.models import ROOT_ID
from community.places.queries import get_place, list_children
from community.platform.address import MOST_ID, given, number, page_links, with_parameters
from community.platform.desks import Desk, desks
from community.platform.errors import Missing, Unclear
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may, signed_in, viewer
from community.platform.paging import instant, read_key
from community.platform.text import _, lazy, plural
from community.roles.guards import holding
from community.roles.models import Role
from community.site.numbered import SITE_RULES

bp = Blueprint("moderation", __name__)

FILTER_PLACES = 100
FROM_THE_DESK = (Act.DISMISS, Act.HIDE, Act.WARN, Act.PAUSE)


desks.append(
    Desk("/moderation", lazy("Flags and appeals"), holding(Role.MODERATOR), queries.count_waiting, queries.waiting_for)
)


@bp.get("/ideas/<id:thing_id>/flag", defaults={"kind": Kind.IDEA})
@bp.get("/issues/<id:thing_id>/flag", defaults={"kind": Kind.ISSUE})
@bp.get("/comments/<id:thing_id>/flag", defaults={"kind": Kind.COMMENT})
@may(anyone)
def flagging(kind: Kind, thing_id: int):
    """Ask what is wrong with a thing; visitors sign in first."""
    thing = moderated[kind].get(thing_id, viewer())
    mine = queries.get_my_flag(viewer().person_id, kind, thing_id) if viewer() else None
    show_if_changed()
    form = FlagForm(data={"reason": mine.reason, "said": mine.said} if mine else None)
    return render_template("moderation/flag.html", how=moderated[kind], thing=thing, form=form, mine=mine)


@bp.post("/ideas/<id:thing_id>/flag", defaults={"kind": Kind.IDEA})
@bp.post("/issues/<id:thing_id>/flag", defaults={"kind": Kind.ISSUE})
@bp.post("/comments/<id:thing_id>/flag", defaults={"kind": Kind.COMMENT})
@may(signed_in)
def flag(kind: Kind, thing_id: int):
    """Note what the viewer says is wrong with a thing."""
    form, how = FlagForm(request.form), moderated[kind]
    if not form.validate():
        thing = how.get(thing_id, viewer())
        mine = queries.get_my_flag(viewer().person_id, kind, thing_id)
        return render_template("moderation/flag.html", how=how, thing=thing, form=form, mine=mine), 400
    new = operations.flag(viewer(), kind, thing_id, Reason(form.reason.data), form.said.data or "")
    address = moderated[kind].get(thing_id, viewer()).url
    db.session.commit()
    flash(
        _("Thank you. A moderator of this place will look at it; nobody is told that it was you.")
        if new
        else _("What you said about it is changed.")
    )
    return redirect(address, 303)


@bp.post("/ideas/<id:thing_id>/flag/take-back", defaults={"kind": Kind.IDEA})
@bp.post("/issues/<id:thing_id>/flag/take-back", defaults={"kind": Kind.ISSUE})
@bp.post("/comments/<id:thing_id>/flag/take-back", defaults={"kind": Kind.COMMENT})
@may(signed_in)
def take_back(kind: Kind, thing_id: int):
    """End the viewer's flag on a thing."""
    operations.take_back_flag(viewer(), kind, thing_id)
    address = moderated[kind].get(thing_id, viewer()).url
    db.session.commit()
    flash(_("Your flag is taken back. You can flag this again when you think it should be looked at."))
    return redirect(address, 303)


@bp.get("/moderation")
@may(holding(Role.MODERATOR))
def desk():
    """Show what waits for the moderator, the oldest first."""
    who, place_id, page_key = viewer(), number("place", MOST_ID), given("page")
    place = None
    if place_id is not None:
        place, above = get_place(place_id)
        if not may_moderate(who.held, [each.id for each in (*above, place)]):
            raise Missing(_("There is no such place."))
    page = queries.list_waiting(who, place_id, read_key(page_key, instant) if page_key else None)
    places = queries.list_places(who)
    appeals, claims = queries.list_appeals(who), queries.list_claims(who)
    earlier = queries.count_earlier({row.author_id for row in page.rows if row.author_id})
    show_if_changed()
    form = DecideForm()
    form.offer(*FROM_THE_DESK)
    return render_template(
        "moderation/desk.html",
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        places=places,
        place=place,
        appeals=appeals,
        claims=claims,
        earlier=earlier,
        form=form,
    )


@bp.get("/moderation/ideas/<id:thing_id>", defaults={"kind": Kind.IDEA})
@bp.get("/moderation/issues/<id:thing_id>", defaults={"kind": Kind.ISSUE})
@bp.get("/moderation/comments/<id:thing_id>", defaults={"kind": Kind.COMMENT})
@may(holding(Role.MODERATOR))
def case(kind: Kind, thing_id: int):
    """Show a moderator all about one thing, and let them decide."""
    return _show_case(kind, thing_id, DecideForm())


@bp.post("/moderation/decide")
@may(holding(Role.MODERATOR))
def decide():
    """Decide the same on one thing or on many."""
    seen = _seen()
    form = DecideForm(request.form)
    if not form.validate():
        return _ask_again(seen, form), 400
    try:
        made = operations.decide(viewer(), seen, form.ruling())
    except AlreadyDecided as first:
        db.session.rollback()
        return _show_decision(queries.get_decision(first.decision_id), late=True), 409
    db.session.commit()
    flash(plural("%(num)s decision is made.", "%(num)s decisions are made.", len(made)))
    return redirect("/moderation", 303)


@bp.get("/decisions")
@may(anyone)
def log():
    """Show everybody what moderators decided, by which rule and why."""
    place_id, rule, page_key = number("place", MOST_ID) or ROOT_ID, number("rule", MOST_ID), given("page")
    place, above = get_place(place_id)
    children, _total = list_children(place_id, FILTER_PLACES)
    page = queries.list_log(place_id, rule, read_key(page_key, int) if page_key else None)
    show_if_changed()
    return render_template(
        "moderation/log.html",
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        place=place,
        above=above,
        children=children,
        rule=rule,
        rules=SITE_RULES,
    )


@bp.get("/decisions/mine")
@may(signed_in)
def mine():
    """Show the viewer what was decided about them."""
    page_key = given("page")
    page = queries.list_of_author(viewer().counts_as_id, read_key(page_key, int) if page_key else None)
    show_if_changed()
    links = page_links(page.previous, page.next)
    return render_template("moderation/mine.html", page=page, links=links, rules=SITE_RULES)


@bp.get("/decisions/<id:decision_id>")
@may(signed_in)
def decision(decision_id: int):
    """Show a decision to whom it is about, and to the moderators of its place."""
    row = queries.get_decision(decision_id)
    if row.about_id and row.act in (Act.UPHOLD, Act.OVERTURN):
        _readable(row)
        return redirect(f"/decisions/{row.about_id}", 302)
    return _show_decision(row)


@bp.post("/decisions/<id:decision_id>/appeal")
@may(signed_in)
def appeal(decision_id: int):
    """Say that a decision about oneself is wrong."""
    form = AppealForm(request.form)
    if not form.validate():
        return _show_decision(queries.get_decision(decision_id), appeal_form=form), 400
    operations.appeal(viewer(), decision_id, form.said.data)
    db.session.commit()
    flash(_("Your appeal is sent. Another moderator will look at it; you get the answer by mail and here."))
    return redirect(f"/decisions/{decision_id}", 303)


@bp.post("/decisions/<id:decision_id>/answer")
@may(holding(Role.MODERATOR))
def answer(decision_id: int):
    """Uphold a decision that was appealed against, or take it back."""
    form = AnswerForm(request.form)
    if not form.validate():
        return _show_decision(queries.get_decision(decision_id), answer_form=form), 400
    try:
        operations.answer_appeal(
            viewer(), decision_id, Act(form.act.data), form.sentence.data, form.public_sentence.data or ""
        )
    except AlreadyDecided:
        db.session.rollback()
        return _show_decision(queries.get_decision(decision_id), late=True), 409
    db.session.commit()
    flash(_("The appeal is answered."))
    return redirect("/moderation", 303)


def _show_case(kind: Kind, thing_id: int, form: DecideForm) -> str:
    thing = moderated[kind].get(thing_id, viewer())
    place, above = get_place(thing.place_id)
    if not may_moderate(viewer().held, [each.id for each in (*above, place)]):
        raise Missing(_("There is no such thing for you to decide on."))
    flags = queries.list_flags(kind, thing_id)
    decisions = queries.list_of_thing(kind, thing_id)
    earlier = queries.count_earlier({thing.author_id} if thing.author_id else set())
    show_if_changed()
    form.offer(*[Act.DISMISS] * bool(flags), Act.RESTORE if thing.hidden_at else Act.HIDE, Act.WARN, Act.PAUSE)
    return render_template(
        "moderation/case.html",
        how=moderated[kind],
        kind=kind,
        thing=thing,
        place=place,
        above=above,
        flags=flags,
        decisions=decisions,
        earlier=earlier.get(thing.author_id or 0, {}),
        form=form,
        rules=SITE_RULES,
    )


def _ask_again(seen: dict[tuple[Kind, int], int], form: DecideForm) -> str:
    """Show the form with what is missing; what was chosen stays chosen."""
    things = [
        (kind, moderated[kind].folder, moderated[kind].get(thing_id, viewer())) for kind, thing_id in sorted(seen)
    ]
    for _kind, _folder, thing in things:
        place, above = get_place(thing.place_id)
        if not may_moderate(viewer().held, [each.id for each in (*above, place)]):
            raise Missing(_("There is no such thing for you to decide on."))
    form.offer(Act.DISMISS, Act.HIDE, Act.RESTORE, Act.WARN, Act.PAUSE)
    return render_template("moderation/decide.html", things=things, seen=seen, form=form)


def _show_decision(
    row: DecisionRow,
    *,
    late: bool = False,
    appeal_form: AppealForm | None = None,
    answer_form: AnswerForm | None = None,
) -> str:
    who = viewer()
    moderates = _readable(row)
    answers = queries.list_about(row.id)
    if not (late or appeal_form or answer_form):
        show_if_changed()
    answer_form = answer_form or AnswerForm()
    answer_form.offer()
    waits = row.appealed is not None and row.answer_id is None
    return render_template(
        "moderation/decision.html",
        row=row,
        answers=answers,
        late=late,
        moderates=moderates,
        mine=who.counts_as_id == row.author_id,
        appealable=row.appealed is None
        and may_appeal(who.counts_as_id, row.author_id, row.act, row.undone_by is not None),
        answerable=waits and moderates and may_answer(who.counts_as_id, row.person_id, row.author_id),
        waits=waits,
        appeal_form=appeal_form or AppealForm(),
        answer_form=answer_form,
        rules=SITE_RULES,
    )


def _readable(row: DecisionRow) -> bool:
    """Say whether the viewer moderates where this was decided; raise Missing when they may not read it."""
    place, above = get_place(row.place_id)
    who, line = viewer(), [each.id for each in (*above, place)]
    if not may_read_decision(who.counts_as_id, who.held, row.author_id, row.act, line):
        raise Missing(_("There is no such decision."))
    return may_moderate(who.held, line)


def _seen() -> dict[tuple[Kind, int], int]:
    """Return the ids of what was ticked, each with the latest decision its page showed: idea-12=0 is idea 12, none."""
    seen = {}
    for name, value in request.form.items(multi=True):
        kind, dash, thing_id = name.partition("-")
        if dash and kind in set(moderated):
            if not (_is_id(thing_id) and _is_id(value)):
                raise Unclear(_("Choose what to decide, and on what."))
            seen[Kind(kind), int(thing_id)] = int(value)
    if not seen:
        raise Unclear(_("Tick at least one thing to decide on."))
    return seen


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= MOST_ID
