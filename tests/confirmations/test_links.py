"""Addresses of questions: each for one person and one delivery, and not to be made up."""

from __future__ import annotations

import pytest

from community.confirmations.links import question_path, read_key
from tests.harness.databases import only_sqlite

pytestmark = only_sqlite


def key_of(step_id, person_id):
    return question_path(step_id, person_id).removeprefix("/confirm/")


def test_a_key_leads_back_to_what_it_was_made_of(app):
    assert read_key(key_of(12, 345)) == (12, 345)


def test_another_person_or_delivery_needs_another_key(app):
    signed = key_of(12, 345).rpartition("-")[2]
    assert read_key(f"12-346-{signed}") is None
    assert read_key(f"13-345-{signed}") is None
    assert read_key(f"1-2345-{signed}") is None


@pytest.mark.parametrize("text", ["", "1", "1-2", "1-2-", "0-0-x", "١-٢-" + "a" * 22, "1-2-" + "a" * 22, "9" * 50])
def test_nonsense_is_nobodys(app, text):
    assert read_key(text) is None


def test_another_secret_signs_otherwise(app, monkeypatch):
    key = key_of(12, 345)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another one")
    assert read_key(key) is None
