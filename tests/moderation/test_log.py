"""The public log: what was decided and why, without names and without a word of what was hidden."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from community.extensions import db
from community.moderation.models import Decision
from tests.harness.pages import page


def entries(shown):
    return [int(entry.get("id").removeprefix("decision-")) for entry in shown.all("li", class_="history__entry")]


def test_everybody_reads_what_was_decided_and_nobody_who_was_meant(town, client):
    idea = town.idea("Buy my blue pills", body="The hidden words")
    sentence = "Author Person, “Buy my blue pills” is an advertisement, says Mo Derator. Mail me: mo@example.org"
    town.decide(town.moderator, f"{idea.id}-0", sentence=sentence)
    shown = page(client, "/decisions").text
    for words in ("Hidden", "Rule 5", "is an advertisement", "East", "Decision"):
        assert words in shown
    for words in ("Author", "Derator", "blue pills", "hidden words", "mo@example.org", f"/ideas/{idea.id}"):
        assert words not in page(client, "/decisions").source


def test_the_moderators_own_public_form_is_shown_instead(town, client):
    idea = town.idea()
    town.decide(town.moderator, f"{idea.id}-0", sentence="For you alone.", public_sentence="For everybody.")
    shown = page(client, "/decisions").text
    assert "For everybody." in shown
    assert "For you alone." not in shown


def test_the_log_is_chosen_by_place_and_rule(town, client):
    east, west = town.idea(), town.idea(place=town.west)
    town.decide(town.other, f"{east.id}-0", rule="1")
    town.decide(town.other, f"{west.id}-0", rule="2")
    first, second = db.session.scalars(select(Decision.id).order_by(Decision.id))
    assert entries(page(client, "/decisions")) == [second, first]
    assert entries(page(client, f"/decisions?place={town.west.id}")) == [second]
    assert entries(page(client, f"/decisions?place={town.district.id}")) == [second, first]
    assert entries(page(client, "/decisions?rule=1")) == [first]
    empty = page(client, f"/decisions?place={town.west.id}&rule=1")
    assert "No decision here" in empty.text


def test_the_log_says_what_was_taken_back(town, client):
    idea = town.idea()
    town.decide(town.moderator, f"{idea.id}-0")
    (hiding,) = db.session.scalars(select(Decision.id))
    town.decide(town.other, f"{idea.id}-{hiding}", act="restore", sentence="A mistake.")
    shown = page(client, "/decisions").text
    assert f"taken back by decision {hiding + 1}" in shown
    assert f"about decision {hiding}" in shown


def test_the_log_has_pages_by_key(town, client):
    for number in range(65):
        idea = town.idea(f"Idea {number}", flags=0)
        town.decide(town.moderator, f"{idea.id}-0", act="dismiss", rule="", sentence="")
    seen, address = [], "/decisions"
    while address:
        shown = page(client, address)
        seen.append(entries(shown))
        after = shown.all("a", rel="next")
        back = shown.all("a", rel="prev")
        address = after[0].get("href") if after else None
    assert [len(each) for each in seen] == [30, 30, 5]
    numbers = [number for each in seen for number in each]
    assert numbers == sorted(numbers, reverse=True)
    assert entries(page(client, back[0].get("href"))) == seen[1]


def test_an_empty_log_says_what_will_stand_there(client, app):
    assert "Nothing was decided yet" in page(client, "/decisions").text


@pytest.mark.parametrize("address", ["/decisions?rule=x", "/decisions?place=-1", "/decisions?page=zzz"])
def test_nonsense_in_the_address_is_said_to_be(client, app, address):
    assert client.get(address).status_code == 400


def test_a_place_that_is_not_there(client, app):
    assert client.get("/decisions?place=999999").status_code == 404
