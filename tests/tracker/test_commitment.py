"""The page of one commitment, from the promise to what those who asked say of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.extensions import db
from community.ideas.operations import hide_idea
from community.platform.clock import today
from community.tracker import operations
from community.tracker.models import Commitment, Status, Step
from tests import factories
from tests.factories import make_idea, make_leader, make_person, make_place
from tests.harness.databases import only_sqlite
from tests.harness.pages import page, words
from tests.tracker.making import make_commitment, make_theme

pytestmark = only_sqlite


def shown(client, made: Commitment, **more: object):
    return page(client, client.get(f"/tracker/{made.id}").location, **more)


def thread(found) -> dict[str, tuple[str, str]]:
    """Return how each station stands and what it says."""
    stations = {}
    for one in found.all("li", class_="thread__station"):
        [name] = [words(part) for part in one if part.get("class") == "thread__name"]
        said = " ".join(words(part) for part in one if part.get("class") != "thread__name")
        stations[name.partition(",")[0]] = (one.get("class").rpartition("is-")[2], said)
    return stations


def test_a_commitment_has_one_address(client):
    made = make_commitment("A bench")
    for old in (f"/tracker/{made.id}", f"/tracker/{made.id}/old-name"):
        answer = client.get(old)
        assert (answer.status_code, answer.location) == (301, f"/tracker/{made.id}/a-bench")
    assert client.get("/tracker/999999").status_code == 404
    made.withdrawn_at, made.listed = made.recorded_at, False
    db.session.flush()
    assert client.get(f"/tracker/{made.id}/a-bench").status_code == 410


def test_it_says_who_what_why_by_when_how_we_shall_know_and_what_it_costs(client):
    ward = make_place("Ward 3")
    ideas = [make_idea("Sit down", place=ward, support=3, oppose=1), make_idea("Rest", support=1)]
    theme = make_theme("Places to rest", ideas=ideas)
    theme.people_count = 5
    said = {"measure": "Ten people can sit.", "cost": "$ 900", "next_step": "Ask the carpenter.", "owner_name": "Parks"}
    body = {"body_html": "<p>Because the stop has none.</p>", "next_on": today() + timedelta(days=3)}
    made = make_commitment("A bench", place=ward, ideas=ideas[:1], themes=[theme], **said, **body)
    found = shown(client, made)
    for text in (*said.values(), "Because the stop has none.", "Ward 3", "asked for by 4 people in 2 places"):
        assert text.lower() in found.text.lower(), text
    assert "3 in support · 1 opposed" in found.text
    assert "2 ideas · 5 people voted" in found.text
    assert {f"/ideas/{ideas[0].id}/sit-down", f"/themes/{theme.id}/places-to-rest"} <= set(found.links())
    assert "/tracker/signals#on_track" in found.links()


def test_the_thread_says_each_date_and_what_is_late(client):
    idea = make_idea("Sit down")
    made = make_commitment(ideas=[idea], status=Status.IN_PROGRESS, due_in=-12)
    stations = thread(shown(client, made))
    assert [stand for stand, _said in stations.values()] == ["reached", "reached", "passed", "reached", "late", "later"]
    assert stations["Theme"][1] == "promised without one"
    assert stations["Delivered"][1].startswith("12 days late was due on")
    assert "owner not stated" in stations["Promised"][1]
    assert "It was to be done by" in shown(client, made).text


def test_steps_are_told_latest_first_and_a_moved_date_stays_to_be_read(client):
    leader = make_leader(name="Rosa")
    first, second = today() + timedelta(days=30), today() + timedelta(days=60)
    made = factories.make_commitment("A bench", by=leader, due_on=first)
    operations.move_date(leader, made.id, second, "The carpenter is ill.")
    operations.record_update(leader, made.id, "He is well again.", evidence_url="https://example.org/carpenter?a=1")
    found = shown(client, made)
    entries = found.all("li", class_="history__entry")
    kinds = [words(entry.find(".//span")) for entry in entries]
    assert kinds == ["Update", "Date moved", "Promised"]
    moved = entries[1]
    assert (words(moved.find(".//del")), words(moved.find(".//ins"))) == (
        f"promised before: {first.strftime('%B')} {first.day}, {first.year}",
        f"promised now: {second.strftime('%B')} {second.day}, {second.year}",
    )
    assert "The carpenter is ill." in words(moved)
    assert "Rosa" in words(moved)
    [link] = [one for one in found.all("a") if one.get("href") == "https://example.org/carpenter?a=1"]
    assert set(link.get("rel").split()) == {"nofollow", "ugc", "noopener"}
    assert "moved once" in found.text


def test_a_claim_and_the_answers_stand_beside_each_other(client):
    made = make_commitment(status=Status.DELIVERED, yes=87, partly=6, no=3)
    [say, answer] = shown(client, made).all("section", class_="claims__side")
    assert words(say).startswith("We say delivered, ")
    assert words(answer).startswith("You say 87 of 96: yes")
    for said in (
        "yes 87 (91%)",
        "partly 6 (6%)",
        "no 3 (3%)",
        "192 people",
        "A result takes 5 answers; two thirds yes",
    ):
        assert said in words(answer)
    assert thread(shown(client, made))["Confirmed"] == ("reached", "87 of 96 say yes")


def test_four_answers_are_counted_but_not_split(client):
    made = make_commitment(status=Status.DELIVERED, yes=3, no=1)
    found = shown(client, made)
    [_say, answer] = found.all("section", class_="claims__side")
    assert "4 answers so far" in words(answer)
    assert "yes 3" not in found.text
    assert "3 of 4" not in found.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"asked_count": 7}, "no answer yet"),
        ({"ask_at": True}, "Those who asked for it are asked on"),
        ({}, "nobody was asked"),
    ],
)
def test_a_delivery_without_answers_says_why(client, asked, said):
    made = make_commitment(status=Status.DELIVERED)
    for name, value in asked.items():
        setattr(made, name, made.recorded_at + timedelta(days=7) if value is True else value)
    db.session.flush()
    [_say, answer] = shown(client, made).all("section", class_="claims__side")
    assert said in words(answer)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("more", [{}, {"no": 9}, {"due_in": -5}, {"due_in": None, "news": 200}])
def test_every_state_says_what_happens_next(client, status, more):
    found = shown(client, make_commitment(status=status, **more))
    [following] = [one for one in found.all("section") if "next" in one.get("class", "").split()]
    assert words(following.find("p"))


def test_what_is_hidden_is_not_answered(client):
    idea, theme = make_idea("Hyacinth"), make_theme("Wisteria", listed=False)
    made = make_commitment(ideas=[idea], themes=[theme])
    assert "Hyacinth" in shown(client, made).text
    hide_idea(idea.id)
    found = shown(client, made)
    assert "Hyacinth" not in found.text
    assert "Wisteria" not in found.text
    assert "It names no idea and no theme." in found.text


def test_many_ideas_and_steps_cost_as_many_statements_as_few(client):
    few, many = make_commitment(ideas=[make_idea()]), make_commitment(ideas=[make_idea() for _ in range(30)])
    for number in range(60):
        step = {"kind": "update", "status": many.status, "body": "x", "body_html": f"<p>Step {number}.</p>"}
        at = {"happened_at": many.recorded_at, "recorded_at": many.recorded_at, "listed_at": many.recorded_at}
        db.session.add(Step(commitment_id=many.id, person_id=make_person().id, **step, **at))
    found = shown(client, many)
    assert len(found.statements) == len(shown(client, few).statements)
    assert "Step 59." in found.text
    assert "Step 9." not in found.text
    [all_steps] = [link for link in found.links() if "steps=all" in link]
    assert "Step 9." in page(client, all_steps.partition("#")[0], queries=None).text
    [following] = [link for link in found.links() if "page=" in link]
    assert len(page(client, following).all("li", class_="asked__row")) == 10
