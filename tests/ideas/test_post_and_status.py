"""Ideas come, and their status changes with a reason."""

from __future__ import annotations

import pytest

from community.extensions import db
from community.ideas import queries
from community.ideas.models import Status
from community.ideas.operations import post_idea, set_status
from community.platform.errors import Unclear
from tests.factories import make_idea, make_person, make_place, root

pytestmark = pytest.mark.usefixtures("app")


def test_an_idea_shows_what_was_written():
    author, ward = make_person("Rosa"), make_place("Ward 3")
    idea = post_idea(author, ward, "  A bench at the stop ", "For *everybody* who waits.")
    row = queries.get_idea(idea.id)
    assert (row.title, row.author_name, row.status) == ("A bench at the stop", "Rosa", Status.OPEN)
    assert row.body_html == "<p>For <em>everybody</em> who waits.</p>\n"
    assert row.lead == "For everybody who waits."


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("ur", "rtl"), ("ar", "rtl"), ("hi", "ltr"), ("zz", "ltr")]
)
def test_a_text_keeps_its_language_and_direction(language, direction):
    idea = make_idea(language=language)
    assert (idea.language, idea.direction) == (language, direction)


@pytest.mark.parametrize("title", ["", "   ", "x" * 301])
def test_a_title_is_needed_and_short(title):
    with pytest.raises(Unclear, match="title"):
        post_idea(None, root(), title)


@pytest.mark.parametrize("title", ["\u200b", "\u3164", "\u2800 \u200d", "\u0301"])
def test_a_title_can_be_seen(title):
    with pytest.raises(Unclear, match="seen"):
        post_idea(None, root(), title)


@pytest.mark.parametrize("title", ["!", "7", "€", "❤️", "क्", "ᄀ", "م"])
def test_a_title_may_be_one_sign_of_any_script(title):
    assert post_idea(None, root(), title).title == title


def test_a_body_has_its_limit():
    post_idea(None, root(), "Just fits", "x" * 50_000)
    with pytest.raises(Unclear, match="too long"):
        post_idea(None, root(), "Too long", "x" * 50_001)


def test_every_change_of_status_is_kept_with_its_reason():
    idea, leader = make_idea(), make_person()
    set_status(leader, idea, Status.UNDER_REVIEW, "We look at the costs.")
    set_status(leader, idea, Status.PLANNED, "It is in the budget of 2027.")
    steps = queries.list_status_steps(idea.id)
    assert [(step.status, step.reason) for step in steps] == [
        (Status.PLANNED, "It is in the budget of 2027."),
        (Status.UNDER_REVIEW, "We look at the costs."),
    ]
    assert queries.get_idea(idea.id).status is Status.PLANNED


def test_the_status_it_has_is_not_set_again():
    idea = make_idea()
    assert set_status(None, idea, Status.OPEN, "Nothing new") is None
    assert queries.list_status_steps(idea.id) == []


def test_a_status_needs_a_reason():
    idea = make_idea()
    with pytest.raises(Unclear, match="why"):
        set_status(make_person(), idea, Status.DECLINED, "  ")
    db.session.refresh(idea)
    assert idea.status is Status.OPEN


def test_counts_follow_the_status():
    ward = make_place()
    idea = make_idea(place=ward)
    set_status(None, idea, Status.DONE, "Built.")
    assert queries.count_by_status(ward.id) == {Status.DONE: 1}
