"""What waits for an answer, and what was answered with no."""

from __future__ import annotations

from datetime import timedelta

from community.extensions import db
from community.ideas.models import Idea, Status
from community.ideas.operations import hide_idea, set_status
from community.platform.clock import now, today
from community.platform.paging import Key
from community.tracker.models import Decline
from community.tracker.models import Status as Said
from tests.factories import make_idea, make_person, make_place
from tests.harness.databases import only_sqlite
from tests.harness.pages import page, words
from tests.tracker.making import make_commitment, make_theme

pytestmark = only_sqlite


def titles(shown) -> list[str]:
    return [words(found) for found in shown.all("h2", class_="card__title")]


def decline(title: str, *, in_days: int = 100, **more: object) -> Idea:
    idea = make_idea(title, **more)
    change = set_status(make_person("Rosa"), idea, Status.DECLINED, f"{title} costs too much.")
    row = {"change_mind": "A grant.", "review_on": today() + timedelta(days=in_days)}
    db.session.add(Decline(idea_id=idea.id, status_change_id=change.id, declined_at=now(), **row))
    db.session.flush()
    return idea


def test_what_nobody_has_answered_stands_there_with_most_voices_first(client):
    for title, people in (("Some", 3), ("Many", 9), ("Answered", 5), ("Stopped", 4), ("Unpublished", 8)):
        theme = make_theme(title, listed=title != "Unpublished")
        theme.people_count = people
        if title in ("Answered", "Stopped"):
            make_commitment(themes=[theme], status=Said.STOPPED if title == "Stopped" else Said.PLANNED)
    shown = page(client, "/tracker/waiting")
    assert titles(shown) == ["Many", "Stopped", "Some"]
    assert "9 people voted" in shown.text
    assert "Promised, no answer yet" in shown.text
    assert "waiting since" in shown.text
    assert "Waiting for an answer 3" in page(client, "/tracker").text


def test_waiting_is_asked_for_a_place_with_what_lies_under_it(client):
    city = make_place("City")
    make_theme("Inside", place=make_place("Ward", under=city))
    make_theme("Elsewhere")
    assert titles(page(client, f"/tracker/waiting?place={city.id}")) == ["Inside"]
    assert len(titles(page(client, "/tracker/waiting"))) == 2


def test_a_no_stands_with_its_reason_and_the_day_it_is_looked_at_again(client):
    decline("A bench", support=2)
    overdue = decline("A tree", in_days=-3)
    make_idea("Open")
    shown = page(client, "/tracker/declined")
    assert titles(shown) == ["A tree", "A bench"]
    for said in ("A bench costs too much.", "A grant.", "Rosa", "2 people"):
        assert said in shown.text
    assert shown.text.count("was to be on") == 1
    hide_idea(overdue.id)
    assert titles(page(client, "/tracker/declined")) == ["A bench"]


def test_a_no_said_elsewhere_hides_nothing(client):
    idea = make_idea("A bench")
    set_status(None, idea, Status.DECLINED, "Because.")
    shown = page(client, "/tracker/declined")
    assert "Because." in shown.text
    assert shown.text.count("not stated") == 2


def test_the_last_reason_counts_and_what_is_open_again_is_gone(client):
    idea = decline("A bench")
    set_status(None, idea, Status.UNDER_REVIEW, "Again.")
    assert titles(page(client, "/tracker/declined")) == []
    set_status(None, idea, Status.DECLINED, "The second reason.")
    shown = page(client, "/tracker/declined")
    assert "The second reason." in shown.text
    assert "A bench costs too much." not in shown.text


def test_pages_of_both_follow_each_other(client):
    for number in range(23):
        make_theme(f"Theme {number}")
        decline(f"Idea {number}")
    for address in ("/tracker/waiting", "/tracker/declined"):
        first = page(client, address)
        [following] = [link for link in first.links() if "page=" in link]
        second = page(client, following)
        assert len({*titles(first), *titles(second)}) == len(titles(first)) + len(titles(second)) == 23
        [back] = [link for link in second.links() if "page=" in link]
        assert titles(page(client, back)) == titles(first)


def test_an_empty_view_says_what_to_do(client):
    assert "No theme here yet" in page(client, "/tracker/waiting").text
    assert "Nothing was declined here" in page(client, "/tracker/declined").text
    make_commitment(themes=[make_theme()])
    assert "Every theme has an answer" in page(client, "/tracker/waiting").text
    make_theme()
    assert "This page is empty now" in page(client, f"/tracker/waiting?page={Key(-1, 1)}").text
