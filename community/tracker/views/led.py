"""What the pages of leaders have in common: a commitment of a place that the viewer leads, and what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import request

from community.places.queries import PlaceRow, get_place
from community.platform.errors import Missing, Unclear
from community.platform.guards import viewer
from community.platform.text import _
from community.tracker import queries
from community.tracker.forms import things_in, ticked
from community.tracker.queries import Answerable, CommitmentPage, StepRow
from community.tracker.rules import may_lead

__all__ = ["Chosen", "Led", "chosen", "leads", "led", "may_undo_until"]


class Led(NamedTuple):
    """A commitment of a place that the viewer leads, its place and those above, and the last step of it."""

    commitment: CommitmentPage
    place: PlaceRow
    above: Sequence[PlaceRow]
    last: StepRow

    @property
    def undo_until(self) -> datetime | None:
        """Until when the last step can be taken back, if it can."""
        return may_undo_until(self.last)


class Chosen(NamedTuple):
    """What a commitment is to answer: rows of ideas and themes, and what is wrong with what was typed, if anything."""

    rows: Sequence[Answerable]
    wrong: str = ""

    def ids(self, kind: str) -> list[int]:
        return [row.id for row in self.rows if row.kind == kind]


def led(commitment_id: int) -> Led:
    """Return the commitment if the viewer leads its place; raise Missing otherwise."""
    commitment = queries.get_commitment(commitment_id)
    place, above = get_place(commitment.place_id)
    if not leads(place, above):
        raise Missing(_("There is no such commitment."))
    return Led(commitment, place, above, queries.last_step(commitment_id))


def leads(place: PlaceRow, above: Sequence[PlaceRow]) -> bool:
    """Say whether the viewer leads this place."""
    return viewer() is not None and may_lead(viewer().held, [each.id for each in (*above, place)])


def may_undo_until(step: StepRow) -> datetime | None:
    """Return until when this step can be taken back, if it can and nothing follows it."""
    return None if step.imported else queries.undo_until("step", step.id, step.recorded_at)


def chosen() -> Chosen:
    """Return the ideas and themes that are ticked in the form or named in the address, with those typed beside them."""
    said = request.form if request.method == "POST" else request.args
    ideas, themes, wrong = ticked("idea", said), ticked("theme", said), ""
    try:
        more_ideas, more_themes = things_in(said.get("more", "")[:2000])
    except Unclear as unclear:
        more_ideas, more_themes, wrong = [], [], unclear.sentence or ""
    ideas, themes = list(dict.fromkeys([*ideas, *more_ideas])), list(dict.fromkeys([*themes, *more_themes]))
    rows = queries.list_chosen(ideas, themes)
    if not wrong and len(rows) < len(ideas) + len(themes):
        wrong = _("One of these ideas or themes is not there to be seen, so it is left out.")
    return Chosen(rows, wrong)
