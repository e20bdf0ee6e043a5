"""Leaders say things at once: one after the other does, and nobody says anything without knowing of the last."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from community.extensions import db
from community.ideas.models import Idea
from community.ideas.models import Status as IdeaStatus
from community.platform.errors import Problem
from community.tracker import operations as do
from community.tracker.models import Commitment, Step
from community.tracker.operations.follow import statuses_by_rule
from community.tracker.queries import list_steps
from tests.factories import make_commitment, make_idea, make_leader


@pytest.fixture
def scene(own_app):
    """Six leaders, five ideas, and a commitment to all of them with the step that made it."""
    with own_app.app_context():
        leaders, ideas = [make_leader() for _ in range(6)], [make_idea() for _ in range(5)]
        made = make_commitment(ideas=ideas, by=leaders[0])
        ids = [idea.id for idea in ideas]
        step_id = list_steps(made.id)[0].id
        db.session.commit()
        return own_app, leaders, ids, made.id, step_id


def at_once(app, acts):
    """Do all of these at once, each in a context of its own; say how each ended."""

    def run(act):
        with app.app_context():
            try:
                act()
                db.session.commit()
            except Problem as problem:
                return type(problem).__name__
            return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_of_many_who_saw_the_same_one_says_the_next_thing(scene):
    app, leaders, _ids, made, seen = scene
    acts = [lambda who=who: do.record_update(who, made, f"By {who.person_id}", seen_id=seen) for who in leaders]
    assert at_once(app, acts) == {"done": 1, "Overtaken": 5}
    with app.app_context():
        assert len(list_steps(made)) == 2


def test_one_form_sent_many_times_at_once_makes_one(scene):
    app, (leader, *_others), ids, made, seen = scene
    update = [lambda: do.record_update(leader, made, "News", seen_id=seen, key="form")] * 5
    assert at_once(app, update) == {"done": 5}
    promise = [lambda: do.make_commitment(leader, 1, "A", "B", language="en", idea_ids=ids, key="form")] * 5
    assert at_once(app, promise) == {"done": 5}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Commitment)) == 2
        assert len(list_steps(made)) == 2


def test_a_step_is_taken_back_or_another_follows_it(scene):
    app, leaders, ids, made, seen = scene
    acts = [lambda: do.take_back_step(leaders[1], made, seen), lambda: do.record_update(leaders[2], made, "News")] * 3
    ended = at_once(app, acts)
    with app.app_context():
        withdrawn = not db.session.get_one(Commitment, made).listed
        statuses = set(db.session.scalars(select(Idea.status).where(Idea.id.in_(ids))))
        standing = db.session.scalars(select(Step.id).where(Step.taken_back_at.is_(None))).all()
    if withdrawn:
        assert (ended, statuses, standing) == ({"done": 3, "Gone": 3}, {IdeaStatus.OPEN}, [])
    else:
        assert ended == {"done": 3, "Overtaken": 3}
        assert (statuses, len(standing)) == ({IdeaStatus.PLANNED}, 4)


def test_commitments_to_the_same_ideas_do_not_block_each_other(scene):
    app, leaders, ids, _made, _seen = scene
    with app.app_context():
        made = [
            do.make_commitment(who, 1, f"B {number}", "T", language="en", idea_ids=ids[:: (-1) ** number]).id
            for number, who in enumerate(leaders)
        ]
        db.session.commit()
    say = (
        lambda who, number: do.record_update(who, number, "It begins.", begun=True),
        lambda who, number: do.report_delivered(who, number, "Done."),
        lambda who, number: do.stop_commitment(who, number, "No money."),
        do.take_back_step,
    )
    acts = [lambda who=who, n=n, i=i: say[i % 4](who, n) for i, (who, n) in enumerate(zip(leaders, made, strict=True))]
    assert at_once(app, acts) == {"done": 6}
    with app.app_context():
        right = statuses_by_rule(ids)
        assert {idea.id: idea.status for idea in db.session.scalars(select(Idea))} == right
        assert set(right.values()) == {IdeaStatus.IN_PROGRESS}
