"""One commitment: its page, its steps, its address."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from community.accounts.models import Person
from community.places.models import Place
from community.platform.errors import Gone, Missing
from community.platform.reading import Reading
from community.platform.text import _
from community.tracker.models import Commitment, Step
from community.tracker.queries.rows import COMMITMENT_PAGE, STEP_ROW, CommitmentPage, StepRow, address

__all__ = ["address_of", "get_commitment", "last_step", "list_steps"]

MOST_STEPS = 500
"""So many steps a page shows, the latest ones."""

_COMMITMENT = Reading(
    lambda listed, *cells: (listed, CommitmentPage(*cells)),
    select(Commitment.listed, *COMMITMENT_PAGE)
    .join_from(Commitment, Place, Place.id == Commitment.place_id)
    .outerjoin(Person, Person.id == Commitment.owner_id)
    .where(Commitment.id == bindparam("commitment_id")),
)
_STEPS = Reading(
    StepRow,
    select(*STEP_ROW)
    .outerjoin(Person, Person.id == Step.person_id)
    .where(Step.commitment_id == bindparam("commitment_id"), Step.taken_back_at.is_(None))
    .order_by(Step.listed_at.desc(), Step.id.desc())
    .limit(bindparam("size", type_=Step.id.type)),
)
_TITLE = Reading(str, select(Commitment.title).where(Commitment.id == bindparam("commitment_id")))


def get_commitment(commitment_id: int) -> CommitmentPage:
    """Return the commitment with this id; raise Missing when there is none, and Gone when it was taken back at once."""
    found = _COMMITMENT.first(commitment_id=commitment_id)
    if found is None:
        raise Missing(_("There is no such commitment."))
    listed, commitment = found
    if not listed:
        raise Gone(_("Whoever promised this has taken it back at once."))
    return commitment


def list_steps(commitment_id: int) -> Sequence[StepRow]:
    """Return the steps of a commitment that stand, the latest first."""
    return _STEPS.all(commitment_id=commitment_id, size=MOST_STEPS)


def last_step(commitment_id: int) -> StepRow:
    """Return the last step of a commitment that stands; raise Gone when it was taken back altogether."""
    found = _STEPS.first(commitment_id=commitment_id, size=1)
    if found is None:
        raise Gone(_("Whoever promised this has taken it back at once."))
    return found


def address_of(commitment_id: int) -> str:
    """Return the address of the commitment's page; raise Missing when there is no such commitment."""
    title = _TITLE.first(commitment_id=commitment_id)
    if title is None:
        raise Missing(_("There is no such commitment."))
    return address(commitment_id, title)
