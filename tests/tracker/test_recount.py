"""How many asked for what is promised: people once, places once, votes from elsewhere apart."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import cast_vote, hide_idea
from community.platform.clock import now
from community.themes.models import ThemeIdea
from community.tracker.jobs import recount
from community.tracker.models import Commitment, CommitmentTheme
from community.tracker.operations import recount_asking, wrong_asking
from tests.factories import make_idea, make_person, make_place
from tests.tracker.making import make_commitment, make_theme

pytestmark = pytest.mark.usefixtures("app")


def counts(commitment: Commitment) -> tuple[object, ...]:
    db.session.refresh(commitment)
    return tuple(
        getattr(commitment, name) for name in ("theme_count", "idea_count", "place_count", "people_count", "tally")
    )


def test_whoever_asked_by_several_ways_counts_once():
    rosa, ward, other = make_person(), make_place(), make_place()
    named = make_idea(author=rosa, place=ward, support=2, oppose=3, passed=1)
    gathered = make_idea(place=ward, support=1)
    both = make_idea(place=other)
    for idea in (named, gathered, both):
        cast_vote(rosa.id, idea.id, Choice.SUPPORT)
    theme = make_theme(ideas=[gathered, both])
    made = make_commitment(ideas=[named, both], themes=[theme])
    assert counts(made) == (1, 3, 2, 4, None)


def test_one_person_by_two_doors_counts_once():
    rosa, imported = make_person(), make_person()
    idea, other = make_idea(author=imported), make_idea()
    for person, asked in ((rosa, idea), (imported, other), (make_person(), other)):
        cast_vote(person.id, asked.id, Choice.SUPPORT)
    made = make_commitment(ideas=[idea, other])
    assert counts(made)[3] == 3
    imported.counts_as_id = rosa.id
    db.session.flush()
    recount_asking([made.id])
    assert counts(made)[3] == 2


def test_votes_from_elsewhere_stand_apart():
    ideas = [make_idea(support=1), make_idea(), make_idea()]
    ideas[0].tally, ideas[1].tally = 400, 100
    assert counts(make_commitment(ideas=ideas)) == (0, 3, 1, 1, 500)


def test_what_is_not_listed_or_was_taken_out_does_not_count():
    hidden, taken, stays, unlisted = (make_idea(support=1) for _ in range(4))
    theme = make_theme(ideas=[taken, stays])
    made = make_commitment(ideas=[hidden], themes=[theme, make_theme(ideas=[unlisted], listed=False)])
    assert counts(made) == (1, 3, 1, 3, None)
    hide_idea(hidden.id)
    db.session.execute(update(ThemeIdea).where(ThemeIdea.idea_id == taken.id).values(ended_at=now()))
    recount_asking([made.id])
    assert counts(made) == (1, 1, 1, 1, None)
    db.session.execute(update(CommitmentTheme).values(ended_at=now()))
    recount_asking([made.id])
    assert counts(made) == (0, 0, 0, 0, None)


def test_the_worker_mends_what_votes_have_changed_and_writes_nothing_else():
    idea = make_idea(support=1)
    made, other = make_commitment(ideas=[idea]), make_commitment(ideas=[make_idea(support=1)])
    cast_vote(make_person().id, idea.id, Choice.SUPPORT)
    [(name, stored, right)] = wrong_asking()
    assert (name, stored["people_count"], right["people_count"]) == (made.external_id, 1, 2)
    recount()
    assert (counts(made)[3], counts(other)[3]) == (2, 1)
    assert list(wrong_asking()) == []
