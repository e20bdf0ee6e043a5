"""A leader says no to an idea: why, what would change that, and when it is looked at again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.operations import refuse_paused
from community.extensions import db
from community.ideas.models import Idea, StatusChange
from community.ideas.models import Status as IdeaStatus
from community.ideas.operations import set_status
from community.ideas.operations.own import lock_idea
from community.notifications.models import Event, Thing
from community.notifications.operations import notify, take_back
from community.platform.clock import now, today
from community.platform.errors import Missing, Refused, Unclear
from community.platform.text import _, site_language, speaking
from community.record.kinds import Kind
from community.record.operations import put_on_record, take_off_record
from community.roles.queries import Viewer
from community.tracker.models import Decline, Followed
from community.tracker.operations.follow import statuses_by_rule
from community.tracker.operations.led import line_of
from community.tracker.operations.tell import due_after
from community.tracker.operations.wording import checked_day, checked_words
from community.tracker.queries import audience_of_idea
from community.tracker.rules import can_be_declined, is_reviewed_later, is_undone_in_time, may_lead, may_take_back

__all__ = ["decline_idea", "look_again", "take_back_decline"]


def decline_idea(actor: Viewer, idea_id: int, reason: str, change_mind: str, review_on: date | None) -> Decline:
    """Say no to an idea in public; its author and whoever voted on it or follows it are told in ten minutes.

    Saying the same again changes nothing. Raises Missing where the actor does not lead, and Refused when something
    is promised for it.
    """
    refuse_paused(actor.paused_until)
    why = checked_words(reason, _("Say why, in a sentence that everybody can read."))
    what = checked_words(change_mind, _("Say what would have to change."))
    day = checked_day(review_on)
    if day is None or not is_reviewed_later(day, today()):
        raise Unclear(_("Choose a day in the future on which this is looked at again."))
    idea = _lock_led(actor, idea_id)
    last = _standing_decline(idea)
    if last and _says(last) == (actor.person_id, why, what, day):
        return last
    if not can_be_declined(idea.status):
        raise Refused(_("It is decided already what becomes of this idea."))
    before, who = idea.status, db.session.get_one(Person, actor.person_id)
    change = set_status(who, idea, IdeaStatus.DECLINED, why, on_record=False)
    assert change is not None  # what can be declined is not declined
    decline = Decline(
        idea_id=idea.id,
        status_change_id=change.id,
        change_mind=what,
        review_on=day,
        person_id=actor.person_id,
        declined_at=change.changed_at,
    )
    db.session.add(decline)
    db.session.flush()
    due_at = due_after(decline.declined_at)
    put_on_record(
        Kind.DECLINED,
        _about(decline),
        {"idea": idea.external_id, "before": before, "review_on": day},
        texts={"reason": (why, actor.person_id), "change_mind": (what, actor.person_id)},
        event_at=decline.declined_at,
        due_at=due_at,
    )
    notify(
        audience_of_idea(idea.id, but=actor.counts_as_id),
        Event.DECLINED,
        Thing.IDEA,
        idea.id,
        step_id=change.id,
        at=decline.declined_at,
        due_at=due_at,
    )
    return decline


def take_back_decline(actor: Viewer, idea_id: int) -> None:
    """Take back, within ten minutes, that an idea was declined; taking it back again changes nothing."""
    idea = _locked(idea_id)
    decline = _standing_decline(idea)
    made_by = decline.person_id if decline else None
    if not may_take_back(actor.person_id, made_by, actor.held, line_of(idea.place_id)):
        raise Missing(_("There is no such idea."))
    if decline is None:
        return
    if not is_undone_in_time(decline.declined_at, now()):
        raise Refused(_("The ten minutes are over, and people are being told."))
    take_back(Thing.IDEA, idea.id, decline.status_change_id)
    take_off_record(_about(decline))
    decline.taken_back_at = now()
    db.session.add(Followed(status_change_id=decline.status_change_id))
    db.session.flush()
    with speaking(site_language()):
        why = _("That it was declined was taken back at once, so this is as it was before.")
    before = statuses_by_rule([idea.id])[idea.id]
    change = set_status(db.session.get_one(Person, actor.person_id), idea, before, why, on_record=False)
    if change:
        db.session.add(Followed(status_change_id=change.id))
        db.session.flush()


def look_again(actor: Viewer, idea_id: int) -> None:
    """Put a declined idea under review again, as it was said; doing it again changes nothing."""
    idea = _lock_led(actor, idea_id)
    refuse_paused(actor.paused_until)
    if idea.status is IdeaStatus.UNDER_REVIEW:
        return
    if idea.status is not IdeaStatus.DECLINED:
        raise Refused(_("This idea is not declined, so there is nothing to look at again."))
    with speaking(site_language()):
        why = _("A leader looks at it again, as was said when it was declined.")
    change = set_status(db.session.get_one(Person, actor.person_id), idea, IdeaStatus.UNDER_REVIEW, why)
    assert change is not None  # it was declined
    facts = {"idea": idea.id, "status": change.status.value}
    put_on_record("status", f"status:{change.id}", facts, event_at=change.changed_at)


def _says(decline: Decline) -> tuple[int | None, str, str, date]:
    why = db.session.get_one(StatusChange, decline.status_change_id).reason
    return decline.person_id, why, decline.change_mind, decline.review_on


def _about(decline: Decline) -> str:
    return f"decline:{decline.id}"


def _locked(idea_id: int) -> Idea:
    idea = lock_idea(idea_id)
    if not idea.listed:
        raise Missing(_("There is no such idea."))
    return idea


def _lock_led(actor: Viewer, idea_id: int) -> Idea:
    idea = _locked(idea_id)
    if not may_lead(actor.held, line_of(idea.place_id)):
        raise Missing(_("There is no such idea."))
    return idea


def _standing_decline(idea: Idea) -> Decline | None:
    """Return the decline that the idea's status is of, if it is of one."""
    if idea.status is not IdeaStatus.DECLINED:
        return None
    rows = select(Decline).where(Decline.idea_id == idea.id, Decline.taken_back_at.is_(None))
    return db.session.scalars(rows.order_by(Decline.id.desc()).limit(1)).first()
