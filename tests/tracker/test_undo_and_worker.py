"""Undo in the last moment, while the worker runs: somebody is told and it is on the record, or neither."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select, update

from community.extensions import db
from community.ideas.models import Choice, Idea
from community.ideas.models import Status as IdeaStatus
from community.ideas.operations import cast_vote
from community.notifications.jobs import post_digests
from community.notifications.models import News, Notification
from community.platform.clock import now
from community.platform.errors import Refused
from community.platform.mail.models import OutgoingMail
from community.record.models import RecordEntry, RecordNote
from community.record.operations import append_due
from community.tracker.models import Commitment, Step
from community.tracker.operations import take_back_step
from community.tracker.rules import UNDO_FOR
from tests.factories import make_commitment, make_idea, make_leader, make_person, make_viewer

MANY = 8
LEFT, GRACE = timedelta(seconds=0.7), timedelta(seconds=1)


def test_whatever_is_taken_back_in_the_last_moment_reaches_nobody(own_app):
    chance = random.Random(3)
    with own_app.app_context():
        leader, made = make_leader(), []
        for number in range(MANY):
            idea = make_idea()
            voter = make_viewer(make_person()).person_id
            cast_vote(voter, idea.id, Choice.SUPPORT)
            promise = make_commitment(f"Promise {number}", by=leader, ideas=[idea])
            made.append((promise.id, promise.external_id, idea.id, voter))
        ends = now() + LEFT
        db.session.execute(update(Step).values(recorded_at=ends - UNDO_FOR))
        for row, column in ((News, "due_at"), (RecordNote, "due_at"), (Notification, "mail_due_at")):
            db.session.execute(update(row).values({column: ends + GRACE}))
        db.session.commit()

    def work() -> None:
        while now() < ends + 2 * GRACE:
            with own_app.app_context():
                append_due()
                db.session.commit()
                post_digests()
            time.sleep(0.05)

    def undo(commitment_id: int) -> bool:
        time.sleep(chance.uniform(0, 2 * LEFT.total_seconds()))
        with own_app.app_context():
            try:
                take_back_step(leader, commitment_id)
                db.session.commit()
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(MANY + 1) as pool:
        worker = pool.submit(work)
        undone = list(pool.map(undo, [number for number, *_others in made]))
        worker.result()
    with own_app.app_context():
        mailed = set(db.session.scalars(select(OutgoingMail.person_id)))
        recorded = "".join(db.session.scalars(select(RecordEntry.facts)))
        for (number, name, idea_id, voter), is_undone in zip(made, undone, strict=True):
            assert db.session.get_one(Commitment, number).listed is not is_undone
            assert (voter in mailed) is not is_undone
            assert (name in recorded) is not is_undone
            status = db.session.get_one(Idea, idea_id).status
            assert status is (IdeaStatus.OPEN if is_undone else IdeaStatus.PLANNED)
    assert {True, False} == set(undone), "some came in time, and some too late"
