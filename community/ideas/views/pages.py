"""The pages on which ideas are read and voted on."""

from __future__ import annotations

from secrets import randbelow

from flask import flash, jsonify, redirect, render_template, request

from community.comments.models import On
from community.comments.queries import talk_of
from community.extensions import db
from community.ideas import operations, queries, rules
from community.ideas.forms import WITHDRAW, VoteForm
from community.ideas.models import Choice, PendingKind, Status
from community.ideas.queries import Filter, Order
from community.ideas.views.blueprint import bp
from community.moderation.queries import standing_of
from community.notifications.models import Thing
from community.notifications.queries import following_of
from community.places.models import ROOT_ID
from community.places.queries import get_place
from community.platform.address import MOST_ID, choice, given, number, page_links, with_parameters
from community.platform.errors import Denied, Refused, Unclear
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import anyone, may, viewer, viewer_id
from community.platform.paging import read_key
from community.platform.text import _
from community.themes.queries import in_hand
from community.tracker.queries import answering, led_to
from community.writing.device import keep
from community.writing.rules import wrote

SEEDS = 1_000_000

FILTER_PLACES = 100
"""So many places under the chosen one the filter offers; the page of the place leads to all of them."""


@bp.get("/ideas")
@may(anyone)
def ideas():
    """Show a page of ideas: sorted, filtered by place and status."""
    order = choice("sort", Order) or Order.NEWEST
    where = Filter(place_id=number("place", MOST_ID) or ROOT_ID, status=choice("status", Status))
    seed = number("seed", SEEDS)
    if order is Order.RANDOM and seed is None:
        return redirect(with_parameters(seed=randbelow(SEEDS)), 302)
    page_key = given("page")
    key = read_key(page_key, queries.parse_key(order)) if page_key else None
    place, above = get_place(where.place_id)
    under = queries.count_under(place.id, FILTER_PLACES)
    counts = queries.count_by_status(place.id)
    matching = counts.get(where.status, 0) if where.status else sum(counts.values())
    page = queries.list_ideas(where, order, matching, of=under.ideas, key=key, seed=seed or 0, viewer_id=viewer_id())
    led, today = led_to([row.id for row in page.rows]), shown_today()
    show_if_changed()
    return render_template(
        "ideas/ideas.html",
        page=page,
        led=led,
        today=today,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        place=place,
        above=above,
        children=under.rows,
        order=order,
        orders=Order,
        status=where.status,
        counts=tuple(
            (status, counts.get(status, 0)) for status in Status if status in counts or status is where.status
        ),
        matching=matching,
        seed=seed,
        gathers=in_hand(viewer(), [each.id for each in (*above, place)]),
    )


@bp.get("/ideas/<id:idea_id>", defaults={"slug": ""})
@bp.get("/ideas/<id:idea_id>/<slug>")
@may(anyone)
def idea(idea_id: int, slug: str):
    """Show one idea, its counts and its history."""
    idea = queries.get_idea(idea_id, viewer())
    if request.path != idea.url:
        return redirect(idea.url, 301)
    place, above = get_place(idea.place_id)
    steps = queries.list_status_steps(idea_id)
    led, today = led_to([idea_id])[idea_id], shown_today()
    who, line = viewer(), [each.id for each in (*above, place)]
    standing = standing_of(who, "idea", idea_id, idea.author_id, line)
    following = following_of(who, Thing.IDEA, idea_id)
    answer = answering(who, idea_id, idea.status, line)
    talk = talk_of(On.IDEA, idea_id)
    show_if_changed()
    mine = who is not None and wrote(who.counts_as_id, idea.author_id)
    return render_template(
        "ideas/idea.html",
        idea=idea,
        place=place,
        above=above,
        led=led,
        today=today,
        steps=steps,
        because="",
        standing=standing,
        following=following,
        links=who is not None
        and idea.listed
        and rules.may_link_issue(who.counts_as_id, who.held, idea.author_id, line),
        answer=answer,
        talk=talk,
        mine=mine,
        editable=mine and rules.may_edit(idea.status),
        withdrawable=mine and rules.may_withdraw(idea.status),
    )


@bp.get("/ideas/<id:idea_id>/vote")
@may(anyone)
def vote(idea_id: int):
    """Show the three choices on a page of their own."""
    idea = queries.get_idea(idea_id, viewer())
    show_if_changed()
    return render_template("ideas/vote.html", idea=idea)


@bp.post("/ideas/<id:idea_id>/vote")
@may(anyone)
def cast(idea_id: int):
    """Count the viewer's vote, or take it back; a visitor's waits until they sign in."""
    form = VoteForm(request.form)
    if not form.validate():
        raise Unclear(str(form.choice.errors[0]))
    who = viewer()
    if who is None:
        if request.accept_mimetypes.best == "application/json":
            raise Denied(_("Sign in first: this is not open to visitors."))
        if not queries.get_idea(idea_id).votable:
            raise Refused(_("Voting on this idea has ended: it has been decided."))
        return keep(PendingKind.VOTE, {"idea_id": idea_id, "choice": form.choice.data})
    person_id = who.person_id
    if form.choice.data == WITHDRAW:
        counts = operations.withdraw_vote(person_id, idea_id)
    else:
        counts = operations.cast_vote(person_id, idea_id, Choice(form.choice.data))
    address = queries.address_of(idea_id)  # read in the same transaction: another one would cost as much as the vote
    db.session.commit()
    if request.accept_mimetypes.best == "application/json":
        return jsonify(choice=form.choice.data, support=counts.support, oppose=counts.oppose, passed=counts.passed)
    flash(_("Your vote is counted.") if form.choice.data != WITHDRAW else _("Your vote is withdrawn."))
    return redirect(f"{address}#vote", 303)
