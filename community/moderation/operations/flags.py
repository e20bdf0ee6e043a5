"""Somebody flags a thing."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update

from community.accounts.models import Person
from community.accounts.operations import check_not_paused
from community.extensions import db
from community.moderation.models import IS_OPEN, Decision, Flag, Kind, Reason
from community.moderation.rules import AGAIN_AFTER, FLAGS_A_DAY, may_flag, may_flag_again, may_flag_more
from community.moderation.things import moderated
from community.platform.clock import now
from community.platform.errors import Refused, Unclear
from community.platform.text import _, legible, plural, say_day
from community.roles.queries import Viewer

__all__ = ["SAID_LENGTH", "flag", "take_back_flag"]

SAID_LENGTH = 1000


def flag(actor: Viewer, kind: Kind, thing_id: int, reason: Reason, said: str = "") -> bool:
    """Say once that a thing breaks the rules; saying it again changes what was said. Return whether it is new.

    Raises Missing when the actor does not see the thing, Denied when paused, and Refused when a rule says no.
    """
    said = legible(said.strip(), SAID_LENGTH, lines=True)
    if reason is Reason.OTHER and not said:
        raise Unclear(_("Say in a few words what is wrong."))
    thing = moderated[kind].get(thing_id, actor)
    if not may_flag(actor.counts_as_id, thing.author_id):
        raise Refused(_("You wrote this yourself: you can change it or withdraw it."))
    # One at a time for each person: two clicks make one flag, and the limit of a day holds.
    db.session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update(key_share=True))
    check_not_paused(actor.person_id)
    at = now()
    mine = select(Flag).where(Flag.kind == kind, Flag.thing_id == thing_id, Flag.person_id == actor.person_id)
    standing = db.session.scalars(mine.where(IS_OPEN).with_for_update()).first()
    if standing:
        standing.reason, standing.said, standing.changed_at = reason, said or None, at
        db.session.flush()
        return False
    decided = (
        select(func.max(Decision.decided_at))
        .join(Flag, Flag.decision_id == Decision.id)
        .where(Flag.kind == kind, Flag.thing_id == thing_id, Flag.person_id == actor.person_id)
    )
    decided_at = db.session.scalars(decided).one()
    if not may_flag_again(decided_at, at):
        again = say_day(decided_at + AGAIN_AFTER)
        raise Refused(_("A moderator has decided on your flag. You can flag this again from %(day)s.", day=again))
    today = select(func.count()).where(Flag.person_id == actor.person_id, Flag.flagged_at > at - timedelta(days=1))
    if not may_flag_more(db.session.scalars(today).one()):
        raise Refused(
            plural(
                "%(num)s flag a day fits: come back tomorrow.",
                "%(num)s flags a day fit: come back tomorrow.",
                FLAGS_A_DAY,
            )
        )
    db.session.add(
        Flag(
            kind=kind,
            thing_id=thing_id,
            person_id=actor.person_id,
            reason=reason,
            said=said or None,
            flagged_at=at,
            changed_at=at,
        )
    )
    db.session.flush()
    return True


def take_back_flag(actor: Viewer, kind: Kind, thing_id: int) -> None:
    """End the actor's flag on a thing, so that no moderator looks at it for their sake; the row stays.

    Raises Missing when the actor does not see the thing, and Refused when there is no flag that waits.
    """
    moderated[kind].get(thing_id, actor)
    mine = (Flag.kind == kind, Flag.thing_id == thing_id, Flag.person_id == actor.person_id, IS_OPEN)
    ending = update(Flag).where(*mine).values(taken_back_at=now()).returning(Flag.id)
    if db.session.execute(ending.execution_options(synchronize_session=False)).first() is None:
        raise Refused(_("You have no flag on this that could be taken back: a moderator has decided, or you did it."))
