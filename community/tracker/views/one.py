"""The page of one commitment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from flask import redirect, render_template, request

from community.comments.models import On
from community.comments.queries import talk_of
from community.notifications.models import Thing
from community.notifications.queries import following_of
from community.places.queries import get_place
from community.platform.address import absolute, given, page_links, with_parameters
from community.platform.freshness import show_if_changed, shown_today
from community.platform.guards import anyone, may, viewer
from community.platform.paging import read_key
from community.tracker import queries
from community.tracker.models import StepKind
from community.tracker.queries import StepRow
from community.tracker.signal import CASES, ENOUGH
from community.tracker.views.blueprint import bp
from community.tracker.views.led import leads, may_undo_until

MOST_STEPS = 40
"""So many steps the page shows at first; all of them under the same address with `steps=all`."""


class Told(NamedTuple):
    """A step as the page tells it: with the day that was promised before, where it was moved."""

    step: StepRow
    moved_from: date | None


@bp.get("/tracker/<id:commitment_id>", defaults={"slug": ""})
@bp.get("/tracker/<id:commitment_id>/<slug>")
@may(anyone)
def commitment(commitment_id: int, slug: str):
    """Show one commitment: how it stands and why, what was promised and done, and what it answers."""
    commitment = queries.get_commitment(commitment_id)
    if request.path != commitment.url:
        return redirect(commitment.url, 301)
    page_key = given("page")
    ideas = queries.list_asked_ideas(commitment_id, key=read_key(page_key, int) if page_key else None)
    place, above = get_place(commitment.place_id)
    steps = _told(queries.list_steps(commitment_id))
    themes = queries.list_asked_themes(commitment_id)
    following = following_of(viewer(), Thing.COMMITMENT, commitment_id)
    today, led = shown_today(), leads(place, above)
    undo_until = may_undo_until(steps[0].step) if led else None
    talk = talk_of(On.COMMITMENT, commitment_id)
    show_if_changed()
    shown = steps if given("steps") == "all" else steps[:MOST_STEPS]
    return render_template(
        "tracker/commitment.html",
        commitment=commitment,
        place=place,
        above=above,
        steps=shown,
        more=len(steps) - len(shown),
        all_steps=with_parameters(steps="all"),
        delivery=next((told.step for told in steps if told.step.kind is StepKind.DELIVERED), None),
        themes=themes,
        ideas=ideas,
        talk=talk,
        links=page_links(ideas.previous, ideas.next),
        why=next(case.when for case in CASES if case.signal is commitment.signal),
        enough=ENOUGH,
        today=today,
        address=absolute(commitment.url),
        leads=led,
        undo_until=undo_until,
        following=following,
    )


def _told(steps: Sequence[StepRow]) -> list[Told]:
    """Return the steps, the latest first, each with the day before it where it has another one."""
    told = []
    for number, step in enumerate(steps):
        before = next((earlier.due_on for earlier in steps[number + 1 :] if earlier.due_on), None)
        told.append(Told(step, before if before != step.due_on else None))
    return told
