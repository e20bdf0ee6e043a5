"""Somebody leaves: their words go from beside the record, or stay without a name, and the chain is as it was."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from community.extensions import db
from community.ideas.models import Status
from community.ideas.operations import set_status
from community.leaving.operations import erase_person
from community.record.models import RecordText
from community.record.operations import append_due, forget_texts
from community.record.verify import Head
from tests.factories import make_idea, make_person
from tests.harness.databases import only_postgresql
from tests.record.keeping import appended, entries, export, in_order, notes, put, texts


@pytest.fixture
def rosa(app):
    """Somebody who gave a reason that is on record, beside somebody else who did."""
    person, other = make_person("Rosa"), make_person("Luz")
    set_status(person, make_idea(), Status.PLANNED, "Rosa says so")
    set_status(other, make_idea(), Status.PLANNED, "Luz says so")
    appended()
    return person


def test_erasing_somebody_leaves_the_chain_valid_against_a_head_from_before(rosa):
    head, before = Head(entries()[-1].hash, 3), [entry.facts for entry in entries()]
    person_id = rosa.id
    erase_person(person_id, keep_words=False)
    assert in_order(head)[2:] == in_order(head, public=True)[2:] == (2, 1)
    assert [entry.facts for entry in entries()] == before
    gone, kept = texts()[2, "reason"], texts()[3, "reason"]
    assert (gone.text, gone.salt, gone.person_id) == (None, None, None)
    assert (kept.text, len(kept.salt)) == ("Luz says so", 64)
    assert b"Rosa" not in b"".join(export(public=False))


def test_words_that_stay_are_nobodys(rosa):
    head = Head(entries()[-1].hash, 3)
    person_id = rosa.id
    erase_person(person_id, keep_words=True)
    assert in_order(head)[2:] == (2, 2)
    assert (texts()[2, "reason"].text, texts()[2, "reason"].person_id) == ("Rosa says so", None)
    assert db.session.scalars(select(RecordText).where(RecordText.person_id == person_id)).all() == []


@pytest.mark.parametrize("keep_words", [True, False])
def test_what_still_waits_is_forgotten_too(rosa, keep_words):
    person_id = rosa.id
    said = {"reason": (f"Not mine,{person_id}]", person_id + 1), "change_mind": ("Rosa again", person_id)}
    put(1, texts=said)
    put(2, texts={"reason": (f"Nobody's,{person_id}]", None)})
    erase_person(person_id, keep_words=keep_words)
    mine = {"change_mind": ["Rosa again", None]} if keep_words else {}
    assert [json.loads(note.texts) for note in notes()] == [
        {"reason": [f"Not mine,{person_id}]", person_id + 1], **mine},
        {"reason": [f"Nobody's,{person_id}]", None]},
    ]
    appended()
    in_order()
    assert ("change_mind_hash" in entries()[3].facts) == keep_words


@only_postgresql
def test_who_is_erased_while_their_words_come_to_the_record_is_erased_there_too(own_app):
    def forget():
        with own_app.app_context():
            forget_texts([person_id], words_too=True)
            db.session.commit()

    with own_app.app_context(), ThreadPoolExecutor(1) as pool:
        person_id = make_person("Rosa").id
        put(1, texts={"reason": ("Rosa says so", person_id)})
        db.session.commit()
        assert append_due() == 2
        forgetting = pool.submit(forget)
        with pytest.raises(TimeoutError):
            forgetting.result(timeout=0.5)
        db.session.commit()
        forgetting.result(timeout=30)
        assert texts()[2, "reason"].text is None
        assert in_order().entries == 2
