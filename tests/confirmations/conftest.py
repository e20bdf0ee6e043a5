"""A promise that was delivered, told to whoever asked for it, and then asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from community.confirmations.links import question_path
from community.confirmations.operations import answer_question, ask_due
from community.extensions import db
from community.ideas.models import Choice, Idea
from community.ideas.operations import cast_vote
from community.roles.queries import Viewer
from community.tracker.models import Commitment, Status, Step, StepKind
from tests.factories import make_commitment, make_idea, make_leader, make_person, make_viewer


@dataclass
class Asked:
    """The promise, who made it, and who asked for it by voting on the idea that it answers."""

    commitment: Commitment
    leader: Viewer
    idea: Idea
    voters: Sequence[Viewer]

    @property
    def step_id(self) -> int:
        last = select(Step.id).where(Step.commitment_id == self.commitment.id, Step.kind == StepKind.DELIVERED)
        return db.session.scalars(last.order_by(Step.id.desc())).first() or 0

    def path(self, number: int = 0) -> str:
        """The address at which a voter is asked."""
        return question_path(self.step_id, self.voters[number].person_id)

    def answer(self, *answers: Any) -> None:
        """Let the voters answer, the first one first."""
        for voter, answer in zip(self.voters, answers, strict=False):
            answer_question(voter.person_id, self.step_id, answer)

    def client(self, viewer: Viewer | None = None) -> Any:
        """A browser, of a visitor unless told."""
        client = current_app.test_client()
        if viewer:
            client.sign_in(viewer.person_id)
        return client

    def fresh(self) -> Commitment:
        db.session.expire_all()
        return db.session.get_one(Commitment, self.commitment.id)


def deliver(voters: int = 6, **about: Any) -> Asked:
    """A promise reported as delivered eight days ago, told to the voters and asked about by nobody yet."""
    leader = make_leader(name="Lea Der")
    idea = make_idea("Light on the river path")
    asking = [make_viewer(make_person(f"Voter {number}")) for number in range(voters)]
    for voter in asking:
        cast_vote(voter.person_id, idea.id, Choice.SUPPORT)
    made = make_commitment(
        "Lamps along the river", ideas=[idea], by=leader, status=Status.DELIVERED, days_ago=8, **about
    )
    db.session.commit()
    return Asked(made, leader, idea, asking)


@pytest.fixture
def asked(app: Any) -> Asked:
    """The promise, after its voters were asked."""
    told = deliver()
    assert ask_due() == told.commitment.id
    db.session.commit()
    return told
