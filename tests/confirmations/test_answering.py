"""Answering: once a person, with or without signing in, counted beside the claim."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from community.confirmations.models import Answer, Confirmation
from community.confirmations.operations import answer_question, forget_answers
from community.extensions import db
from community.platform.errors import Missing, Refused, Unclear
from community.record.models import RecordNote
from community.tracker.models import Signal
from community.tracker.operations import record_update
from tests.factories import make_person, make_viewer
from tests.harness.databases import only_sqlite
from tests.harness.pages import page


def answers(asked):
    made = asked.fresh()
    return made.yes_count, made.partly_count, made.no_count


def test_answering_again_changes_the_answer_and_not_the_number(asked):
    asked.answer(Answer.YES)
    asked.answer(Answer.NO)
    assert answers(asked) == (0, 0, 1)


def test_five_answers_confirm_or_dispute(asked):
    asked.answer(*["yes"] * 4)
    assert asked.fresh().signal is Signal.DELIVERED
    asked.answer(*["yes"] * 5)
    assert asked.fresh().signal is Signal.CONFIRMED
    asked.answer("no", "no", "partly", "yes", "yes", "yes")
    assert asked.fresh().signal is Signal.DISPUTED


def test_only_whoever_was_asked_answers(asked):
    with pytest.raises(Missing):
        answer_question(make_viewer(make_person()).person_id, asked.step_id, Answer.YES)
    assert answers(asked) == (0, 0, 0)


def test_nothing_is_answered_about_what_goes_on(asked):
    step_id = asked.step_id
    record_update(asked.leader, asked.commitment.id, "Work goes on.", begun=True)
    with pytest.raises(Refused):
        answer_question(asked.voters[0].person_id, step_id, Answer.YES)


@only_sqlite
def test_the_record_gets_the_totals_of_the_day_once(asked):
    asked.answer("yes", "yes", "no")
    notes = db.session.scalars(select(RecordNote).where(RecordNote.kind == "answered")).all()
    assert [note.facts for note in notes] == [
        f'{{"asked":6,"commitment":"{asked.commitment.external_id}","no":1,"partly":0,"yes":2}}'
    ]


@only_sqlite
def test_looking_changes_nothing_and_sending_counts_without_signing_in(asked):
    visitor = asked.client()
    shown = page(visitor, asked.path())
    assert shown.h1 == "Did this solve it?"
    assert "You supported" in shown.text
    assert "Light on the river path" in shown.text
    assert answers(asked) == (0, 0, 0)
    sent = visitor.post(asked.path(), data={"answer": "partly", "said": "The last lamp is dark."})
    assert sent.status_code == 303
    assert answers(asked) == (0, 1, 0)
    assert "In part" in page(visitor, asked.path()).text
    kept = db.session.scalars(select(Confirmation.said)).all()
    assert kept == ["The last lamp is dark."]


@only_sqlite
def test_without_a_choice_nothing_is_counted_and_the_words_stay(asked):
    answer = asked.client().post(asked.path(), data={"said": "Words that shall stay"})
    assert answer.status_code == 400
    assert "Words that shall stay" in answer.text
    assert answers(asked) == (0, 0, 0)


@only_sqlite
@pytest.mark.parametrize("said", ["x" * 2001, "a\x00b", "\ud800"])
def test_words_that_cannot_be_kept_are_refused_with_a_sentence(asked, said):
    with pytest.raises(Unclear):
        answer_question(asked.voters[0].person_id, asked.step_id, Answer.YES, said)


@only_sqlite
def test_a_key_that_was_changed_leads_nowhere(asked):
    assert asked.client().get(asked.path()[:-1] + "_").status_code == 404
    assert asked.client().get("/confirm/nonsense").status_code == 404


@only_sqlite
def test_words_are_for_those_who_answer_for_the_place(asked):
    answer_question(asked.voters[0].person_id, asked.step_id, Answer.NO, "It is still dark.")
    path = f"/tracker/{asked.commitment.id}/answers"
    assert "It is still dark." in page(asked.client(asked.leader), path).text
    assert asked.client(asked.voters[0]).get(path).status_code == 403
    assert asked.client().get(path).status_code == 403


def test_whoever_is_erased_leaves_a_count_and_no_word(asked):
    mine = asked.voters[0].person_id
    answer_question(mine, asked.step_id, Answer.NO, "Words of mine")
    forget_answers([mine])
    db.session.flush()
    kept = db.session.execute(select(Confirmation.person_id, Confirmation.said)).one()
    assert kept.person_id != mine
    assert kept.said == ""
    assert answers(asked) == (0, 0, 1)
