"""Two persons count as one, and are parted again: exactly what was before, and what was done meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import exists, select, update

from community.accounts.counting import people_of
from community.accounts.models import Account, Person, SignIn
from community.extensions import db
from community.ideas.operations import recount_voted
from community.issues.operations import recount_affected
from community.persons.models import PersonJoin
from community.persons.rules import are_apart, counts_as_itself, gives_reason, keeps_accounts
from community.platform.clock import now
from community.platform.errors import Missing, Refused, Unclear
from community.platform.exchange.bulk import beside_no_import
from community.platform.text import _, legible

__all__ = ["REASON_LENGTH", "join_persons", "lock_people", "part_persons"]

REASON_LENGTH = 1000


class _One(NamedTuple):
    """A person, as joining asks of them."""

    id: int
    one_id: int
    erased: bool
    has_account: bool


def join_persons(actor_id: int | None, person_id: int, into_id: int, reason: str) -> PersonJoin:
    """Let a person, with all who count as them, count as another one; their votes and words stay where they are.

    Raises Missing when there is no such person, and Refused when they are one already, when the first counts as
    somebody else, when either is erased, or when the first has an account and the other has none.
    """
    reason = _checked(reason)
    beside_no_import()
    lock_people([person_id, into_id])
    person, into = _one(person_id), _one(into_id)
    one = _one(into.one_id)
    _refuse(person, one)
    moving = people_of(person_id)
    made = PersonJoin(person_id=person_id, into_id=into_id, joined_by=actor_id, joined_at=now(), reason=reason)
    db.session.add(made)
    db.session.flush()
    _count_as(dict.fromkeys(moving, one.id))
    return made


def part_persons(actor_id: int | None, join_id: int, reason: str) -> PersonJoin:
    """End that a person counts as another one: each is whom they were before, also under joins that came after.

    Raises Missing when there is no such join, and Refused when it was ended before.
    """
    reason = _checked(reason)
    beside_no_import()
    known = db.session.get(PersonJoin, join_id)
    if known is None:
        raise Missing(_("These two were never counted as one."))
    lock_people([known.person_id])
    join = db.session.get_one(PersonJoin, join_id, populate_existing=True, with_for_update=True)
    if join.ended_at is not None:
        raise Refused(_("These two do not count as one any more."))
    one_id = _one(join.person_id).one_id
    join.ended_by, join.ended_at, join.end_reason = actor_id, now(), reason
    db.session.flush()
    _count_as(dict.fromkeys(_under(join.person_id, people_of(one_id)), join.person_id))
    return join


def lock_people(person_ids: Collection[int]) -> Sequence[int]:
    """Let all that these persons, and who counts as the same, are just doing come to its end, and nothing begin.

    Whoever signed in holds their sign-in while they write (see roles.queries). Return the ids of the sign-ins.
    """
    all_of_them = {each for person_id in person_ids for each in people_of(person_id)}
    signed_in = select(SignIn.id).join(Account, Account.id == SignIn.account_id)
    signed_in = signed_in.where(Account.person_id.in_(all_of_them))
    return db.session.scalars(signed_in.order_by(SignIn.id).with_for_update(of=SignIn)).all()


def _refuse(person: _One, one: _One) -> None:
    if not are_apart(person.one_id, one.id):
        raise Refused(_("These two count as one person already."))
    if not counts_as_itself(person.id, person.one_id):
        raise Refused(_("The first of them counts as somebody else already. Undo that first."))
    if person.erased or one.erased:
        raise Refused(_("One of them was erased: nobody can know any more who that was."))
    if not keeps_accounts(person.has_account, one.has_account):
        raise Refused(_("Only the first of them has an account. Join them the other way round."))


def _one(person_id: int) -> _One:
    account = exists().where(Account.person_id == Person.id)
    found = db.session.execute(
        select(Person.id, Person.counts_as_id, Person.erased_at, account).where(Person.id == person_id)
    ).first()
    if found is None:
        raise Missing(_("There is no such person."))
    number, counts_as_id, erased_at, has_account = found
    return _One(number, counts_as_id or number, erased_at is not None, has_account)


def _under(person_id: int, people: Sequence[int]) -> Iterator[int]:
    """Yield a person and all of these people who come to them by following the joins that stand."""
    joins = select(PersonJoin.person_id, PersonJoin.into_id)
    joins = joins.where(PersonJoin.person_id.in_(people), PersonJoin.ended_at.is_(None))
    into = {person: other for person, other in db.session.execute(joins)}
    for each in people:
        step: int | None = each
        while step is not None and step != person_id:
            step = into.get(step)
        if step is not None:
            yield each


def _count_as(ones: Mapping[int, int]) -> None:
    """Let each of these persons count as that one, and count anew what they voted on and are affected by."""
    for person_id, one_id in sorted(ones.items()):
        counting = (
            update(Person).where(Person.id == person_id).values(counts_as_id=one_id if one_id != person_id else None)
        )
        db.session.execute(counting.execution_options(synchronize_session=False))
    db.session.expire_all()
    recount_voted(list(ones))
    recount_affected(list(ones))


def _checked(reason: str) -> str:
    reason = legible(reason.strip(), REASON_LENGTH, lines=True)
    if not gives_reason(reason):
        raise Unclear(_("Say why, in a sentence."))
    return reason
