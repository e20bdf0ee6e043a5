"""The pages on which issues are read, and on which people say that they are affected."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request

from community.comments.models import On
from community.comments.queries import talk_of
from community.extensions import db
from community.ideas.queries import list_answering_ideas
from community.issues import operations, queries, rules
from community.issues.forms import AnswerForm, DueForm, ReasonForm
from community.issues.models import PendingKind, Status
from community.issues.queries import Filter, IssuePage, Order
from community.issues.views.blueprint import bp
from community.moderation.queries import standing_of
from community.notifications.models import Thing
from community.notifications.queries import following_of
from community.places.models import ROOT_ID
from community.places.queries import get_place, list_children
from community.platform.address import MOST_ID, choice, given, number, page_links, with_parameters
from community.platform.errors import Denied, Refused
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import anyone, may, viewer, viewer_id
from community.platform.paging import read_key
from community.platform.text import _
from community.writing.device import keep
from community.writing.rules import wrote

FILTER_PLACES = 100


@bp.get("/issues")
@may(anyone)
def issues():
    """Show a page of issues: sorted, filtered by place and status."""
    order = choice("sort", Order) or Order.NEWEST
    where = Filter(place_id=number("place", MOST_ID) or ROOT_ID, status=choice("status", Status))
    page_key = given("page")
    key = read_key(page_key, queries.parse_key(order)) if page_key else None
    place, above = get_place(where.place_id)
    children = list_children(place.id, FILTER_PLACES)[0]
    page = queries.list_issues(where, order, key=key, viewer_id=viewer_id())
    today = shown_today()
    show_if_changed()
    return render_template(
        "issues/issues.html",
        page=page,
        today=today,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        place=place,
        above=above,
        children=children,
        order=order,
        status=where.status,
        statuses=tuple(Status),
        paged=key is not None,
    )


@bp.get("/issues/<id:issue_id>", defaults={"slug": ""})
@bp.get("/issues/<id:issue_id>/<slug>")
@may(anyone)
def issue(issue_id: int, slug: str):
    """Show one issue, whom it affects, its answer and its history."""
    issue = queries.get_issue(issue_id, viewer())
    if request.path != issue.url:
        return redirect(issue.url, 301)
    return show(issue)


def show(issue: IssuePage, *, answer=None, close=None, due=None, status: int = 200):
    """Return the page of an issue; with a form that was filled in, as it was filled in."""
    who = viewer()
    place, above = get_place(issue.place_id)
    line = [each.id for each in (*above, place)]
    answers, steps = queries.list_answers(issue.id), queries.list_steps(issue.id)
    following = following_of(who, Thing.ISSUE, issue.id)
    standing = standing_of(who, "issue", issue.id, issue.author_id, line)
    ideas = list_answering_ideas(issue.id)
    talk = talk_of(On.ISSUE, issue.id)
    today = shown_today()
    if request.method != "POST":
        show_if_changed()
    mine = who is not None and wrote(who.counts_as_id, issue.author_id)
    steers = who is not None and rules.may_steer(who.held, line)
    closer_id = next((step.person_id for step in steps if step.kind == "closed"), None)
    page = render_template(
        "issues/issue.html",
        issue=issue,
        place=place,
        above=above,
        answers=answers,
        steps=steps,
        following=following,
        standing=standing,
        ideas=ideas,
        talk=talk,
        today=today,
        mine=mine,
        steers=steers,
        answering=who is not None and rules.may_answer(who.held, line) and issue.pressable,
        reopens=who is not None and rules.may_reopen(steers, mine, wrote(who.counts_as_id, closer_id)),
        editable=mine and rules.may_edit(issue.status),
        withdrawable=mine and rules.may_withdraw(issue.status),
        answer_form=answer or AnswerForm(body=answers[0].body if answers else ""),
        close_form=close or ReasonForm(),
        due_form=due or DueForm(due_on=issue.answer_due_on),
    )
    return page, status


@bp.post("/issues/<id:issue_id>/me-too")
@may(anyone)
def me_too(issue_id: int):
    """Count the viewer among whom it affects, or no more; a visitor waits to be counted until they sign in."""
    taken_back, who = request.form.get("choice") == "withdraw", viewer()
    if who is None:
        if request.accept_mimetypes.best == "application/json":
            raise Denied(_("Sign in first: this is not open to visitors."))
        if not queries.get_issue(issue_id).pressable:
            raise Refused(_("This issue is closed."))
        return keep(PendingKind.ME_TOO, {"issue_id": issue_id})
    count = (operations.take_back_me_too if taken_back else operations.say_me_too)(who, issue_id)
    address = queries.address_of(issue_id)
    db.session.commit()
    if request.accept_mimetypes.best == "application/json":
        return jsonify(choice="withdraw" if taken_back else "me_too", me_too=count)
    flash(_("You are counted no more.") if taken_back else _("You are counted among whom it affects."))
    return redirect(f"{address}#me-too", 303)
