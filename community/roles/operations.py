"""What can happen to a role."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.operations import end_sign_ins
from community.extensions import db
from community.places.models import ROOT_ID
from community.platform.clock import now
from community.platform.errors import Denied, Missing, Refused, Unclear
from community.platform.text import _, legible
from community.roles.models import Grant, Role
from community.roles.queries import Viewer, count_admins
from community.roles.rules import may_end, may_grant

__all__ = ["end_role", "forget_roles", "grant_role", "join_place", "lay_down_roles", "leave_place", "make_first_admin"]

REASON_LENGTH = 500


def grant_role(
    actor: Viewer,
    person_id: int,
    role: Role,
    line: Collection[int],
    *,
    until: datetime | None = None,
    reason: str = "",
) -> Grant:
    """Give this person a role for the place that `line`, its ids from the root down, ends with.

    Raises Denied when the actor does not hold it there, and Refused when the person has it already.
    """
    if not may_grant(actor.held, role, line):
        raise Denied(_("You can give only a role that you hold for this place yourself."))
    if until is not None and until <= now():
        raise Unclear(_("Choose a day in the future, or none."))
    *_above, place_id = line
    _lock_person(person_id)
    if _standing(person_id, role, place_id):
        raise Refused(_("This person holds that role here already."))
    return _add(person_id, role, place_id, actor.person_id, until, legible(reason.strip(), REASON_LENGTH))


def end_role(actor: Viewer, grant_id: int, line: Collection[int], reason: str = "") -> Grant:
    """End a role; where it gave power, its holder has to sign in again everywhere else.

    `line` are the ids of the grant's place and those above it. Raises Denied, or Refused for the last admin.
    """
    grant = db.session.scalar(select(Grant).where(Grant.id == grant_id).with_for_update())
    if grant is None or grant.ended_at is not None:
        raise Missing(_("Nobody holds that role any more."))
    own = grant.person_id == actor.person_id
    if grant.role is Role.ADMIN:
        _lock_admins()
    if not may_end(actor.held, grant.role, line, own, count_admins()):
        if grant.role is Role.ADMIN and count_admins() <= 1:
            raise Refused(_("The last admin stays: make somebody else an admin first."))
        raise Denied(_("You can end only a role that you hold for this place yourself."))
    grant.ended_at, grant.ended_by = now(), actor.person_id
    grant.end_reason = legible(reason.strip(), REASON_LENGTH) or None
    if grant.role is not Role.MEMBER:
        end_sign_ins(grant.person_id, but=actor.sign_in_id)
    db.session.flush()
    return grant


def join_place(actor: Viewer, place_id: int) -> None:
    """Make the actor a member of a place; joining again changes nothing."""
    _lock_person(actor.person_id)
    if not _standing(actor.person_id, Role.MEMBER, place_id):
        _add(actor.person_id, Role.MEMBER, place_id, None, None, "")


def leave_place(actor: Viewer, place_id: int) -> None:
    """End the actor's membership of a place; leaving again changes nothing."""
    _lock_person(actor.person_id)
    standing = _standing(actor.person_id, Role.MEMBER, place_id)
    if standing:
        standing.ended_at, standing.ended_by = now(), actor.person_id
        db.session.flush()


def lay_down_roles(person_id: int, *, members_too: bool = False) -> None:
    """End the roles that this person was given, and with `members_too` also what they joined.

    Raises Refused for the last admin.
    """
    _lock_admins()
    if _standing(person_id, Role.ADMIN, ROOT_ID) and count_admins() <= 1:
        raise Refused(_("The last admin stays: make somebody else an admin first."))
    ending = update(Grant).where(Grant.person_id == person_id, Grant.ended_at.is_(None))
    if not members_too:
        ending = ending.where(Grant.role != Role.MEMBER)
    db.session.execute(ending.values(ended_at=now(), ended_by=person_id))


def forget_roles(person_id: int) -> None:
    """End all that this person was given or joined, and remove what was said of them with it.

    Raises Refused for the last admin.
    """
    lay_down_roles(person_id, members_too=True)
    said = update(Grant).where(Grant.person_id == person_id).values(reason=None, end_reason=None)
    db.session.execute(said.execution_options(synchronize_session=False))


def make_first_admin(person_id: int) -> Grant:
    """Make somebody an admin by the command line; whoever holds the machine holds the site."""
    return _standing(person_id, Role.ADMIN, ROOT_ID) or _add(person_id, Role.ADMIN, ROOT_ID, None, None, "")


def _standing(person_id: int, role: Role, place_id: int) -> Grant | None:
    at = now()
    found = db.session.scalars(
        select(Grant).where(
            Grant.person_id == person_id,
            Grant.role == role,
            Grant.place_id == place_id,
            Grant.ended_at.is_(None),
            (Grant.until.is_(None)) | (Grant.until > at),
        )
    )
    return found.first()


def _add(
    person_id: int, role: Role, place_id: int, granted_by: int | None, until: datetime | None, reason: str
) -> Grant:
    grant = Grant(
        person_id=person_id,
        role=role,
        place_id=place_id,
        granted_by=granted_by,
        granted_at=now(),
        until=until,
        reason=reason or None,
    )
    db.session.add(grant)
    db.session.flush()
    return grant


def _lock_person(person_id: int) -> None:
    """Let one act at a time change a person's roles: two clicks make one."""
    known = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    if db.session.execute(known).first() is None:
        raise Missing(_("There is no such person."))


def _lock_admins() -> None:
    """Let two admins who resign at once do it one after the other."""
    db.session.execute(select(Grant.id).where(Grant.role == Role.ADMIN).with_for_update()).all()
