"""What an admin can know: whether everything works, and who is here."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from community.accounts.models import Account, Person
from community.places.models import Place, Posting
from community.platform.clock import now
from community.platform.mail.queries import Counts, count_mails
from community.platform.reading import Reading
from community.platform.worker.queries import Run, list_runs
from community.search.queries import IndexState, index_state

__all__ = ["Health", "PersonRow", "find_people", "get_health", "get_policies"]

SILENT = timedelta(minutes=2)
LEAST_FREE = 500_000_000
LATE = timedelta(minutes=10)


class Health(NamedTuple):
    """How the parts of the site do."""

    runs: Sequence[Run]
    worker_runs: bool
    mails: Counts
    mail_is_late: bool
    free_bytes: int
    disk_is_short: bool
    search: IndexState


class Policies(NamedTuple):
    """What a place itself says of who may propose there and whether votes are taken; None leaves it to those above."""

    posting: Posting | None
    voting: bool | None


class PersonRow(NamedTuple):
    """Somebody with an account."""

    person_id: int
    name: str | None
    email: str
    joined_at: datetime
    paused_until: datetime | None
    closed_at: datetime | None


_PEOPLE = select(
    Person.id, Person.name, Account.email, Account.created_at, Account.paused_until, Account.closed_at
).join(Account, Account.person_id == Person.id)
_POLICIES = Reading(Policies, select(Place.posting_said, Place.voting_said).where(Place.id == bindparam("place_id")))
_MOST = bindparam("most", type_=Person.id.type)
_LATEST = Reading(PersonRow, _PEOPLE.order_by(Account.created_at.desc(), Account.id.desc()).limit(_MOST))
_NAMED = Reading(
    PersonRow,
    _PEOPLE.where(
        func.lower(Person.name).like(bindparam("begin"), escape="\\")
        | (func.lower(Account.email) == bindparam("email"))
    )
    .order_by(Person.name, Account.id)
    .limit(_MOST),
)


def get_health(data: Path) -> Health:
    """Return how worker, mail, disk and the search do; `data` is the folder whose disk must not fill up."""
    runs, mails, at = list_runs(), count_mails(), now()
    free = shutil.disk_usage(data).free
    return Health(
        runs=runs,
        worker_runs=any(at - (run.worked_at or run.began_at) < SILENT for run in runs),
        mails=mails,
        mail_is_late=mails.oldest is not None and at - mails.oldest > LATE,
        free_bytes=free,
        disk_is_short=free < LEAST_FREE,
        search=index_state(data / "search"),
    )


def get_policies(place_id: int) -> Policies:
    """Return what this place itself says."""
    return _POLICIES.first(place_id=place_id) or Policies(None, None)


def find_people(words: str, most: int = 50) -> Sequence[PersonRow]:
    """Return who has an account: whose name begins so or whose e-mail address this is; the latest without words."""
    if not words:
        return _LATEST.all(most=most)
    begin = words.lower()
    for sign in "\\%_":
        begin = begin.replace(sign, "\\" + sign)
    return _NAMED.all(begin=f"{begin}%", email=words.lower(), most=most)
