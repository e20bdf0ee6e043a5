"""The list of commitments as a reader uses it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.extensions import db
from community.platform.clock import end_of, now, today
from community.platform.paging import Key
from community.tracker.models import Signal, Status
from tests.factories import make_idea, make_person, make_place
from tests.harness.databases import only_sqlite
from tests.harness.pages import page, words
from tests.tracker.making import make_commitment, make_theme

pytestmark = only_sqlite


def cards(shown) -> dict[str, str]:
    """Return what each card says, by its title."""
    return {words(next(card.iter("h2"))): words(card) for card in shown.all("article")}


def test_an_empty_tracker_says_what_to_do(client):
    shown = page(client, "/tracker")
    assert shown.h1 == "You said, we did"
    assert "Nothing was promised yet" in shown.text
    assert "/tracker/waiting" in shown.links()


def test_words_come_before_numbers(client):
    make_commitment(status=Status.DELIVERED)
    make_commitment(status=Status.DELIVERED, no=5)
    make_commitment(due_in=-2)
    make_commitment(status=Status.STOPPED)
    make_commitment(news=100)
    make_commitment()
    shown = page(client, "/tracker")
    assert "1 of 6 promises kept, 1 late, 1 without news, 1 disputed, 1 stopped." in shown.text
    counts = [words(found) for found in shown.all("span", class_="thread__count")]
    assert counts == ["0", "0", "0", "6", "2", "0"]
    assert {"/tracker?signal=late", "/tracker?signal=disputed"} <= set(shown.links())


def test_a_card_says_who_asked_who_answers_and_by_when(client):
    ward = make_place("Ward 3")
    asked = [make_idea(place=ward, support=2), make_idea(support=1)]
    asked[0].tally = 400
    theme = make_theme(ideas=asked)
    rosa = make_person("Rosa")
    make_commitment("A bench", place=ward, themes=[theme], owner_id=rosa.id)
    make_commitment("A tree", owner_name="Parks", due_in=None, news=100)
    make_commitment("A lamp", due_in=-3, status=Status.IN_PROGRESS)
    found = cards(page(client, "/tracker"))
    for said in ("Ward 3", "asked for by 3 people in 2 places", "400 votes counted elsewhere", "Rosa", "due on"):
        assert said in found["A bench"]
    for said in ("nobody known here asked for it", "Parks", "no date stated", "no news since", "No news"):
        assert said in found["A tree"]
    for said in ("owner not stated", "was due on", "Delivered, 3 days late", "Late"):
        assert said in found["A lamp"]
    assert "moved" not in found["A lamp"]


def test_a_moved_date_is_shown_as_moved(client):
    first = today() - timedelta(days=40)
    at = {"first_due_on": first, "first_due_at": end_of(first, now().tzinfo)}
    make_commitment("Once", moved_count=1, **at)
    make_commitment("Twice", moved_count=2, **at)
    found = cards(page(client, "/tracker"))
    assert f"first promised for {first.strftime('%B')} {first.day}, {first.year}, moved once" in found["Once"]
    assert f"{first.year}, moved 2 times" in found["Twice"]


def test_the_thread_of_a_card_says_how_each_station_stands(client):
    theme = make_theme()
    make_commitment("Gathered", themes=[theme])
    make_commitment("Stopped", status=Status.STOPPED)
    make_commitment("Confirmed", status=Status.DELIVERED, yes=9)
    make_commitment("Disputed", status=Status.DELIVERED, yes=2, no=7)
    shown = page(client, "/tracker")
    threads = {}
    for card in shown.all("article"):
        [line] = [found for found in card.iter("ol") if "thread" in found.get("class", "")]
        threads[words(next(card.iter("h2")))] = [one.get("class").split()[0].removeprefix("is-") for one in line]
    reached = ["reached", "reached", "reached", "reached"]
    assert threads["Gathered"] == [*reached, "next", "later"]
    passed = ["reached", "reached", "passed", "reached"]
    assert threads["Stopped"] == [*passed, "ended", "later"]
    assert threads["Confirmed"] == [*passed, "reached", "reached"]
    assert threads["Disputed"] == [*passed, "reached", "disputed"]
    assert "Confirmed, 2 of 9 say yes" in cards(shown)["Disputed"]


def test_filters_are_addresses_and_count_what_they_show(client):
    ward, rosa, theme = make_place("Ward 3"), make_person("Rosa"), make_theme("Safe streets")
    make_commitment("Inside", place=ward, owner_id=rosa.id, themes=[theme])
    make_commitment("Late inside", place=ward, due_in=-1)
    make_commitment("Elsewhere", status=Status.DELIVERED, owner_name="Parks")
    for address, titles in {
        f"place={ward.id}": {"Inside", "Late inside"},
        f"theme={theme.id}": {"Inside"},
        f"owner=person:{rosa.id}": {"Inside"},
        "owner=office:Parks": {"Elsewhere"},
        "owner=none": {"Late inside"},
        "status=delivered": {"Elsewhere"},
        "signal=late": {"Late inside"},
        f"place={ward.id}&owner=none&status=planned&signal=late": {"Late inside"},
        f"place={ward.id}&signal=stopped": set(),
    }.items():
        shown = page(client, f"/tracker?{address}&sort=newest")
        assert set(cards(shown)) == titles, address
    shown = page(client, f"/tracker?place={ward.id}")
    offered = {words(option) for option in shown.all("option")}
    assert {"Safe streets (1)", "Rosa (1)", "not stated (1)", "Planned (2)", "Late (1)", "Delivered (0)"} <= set(
        offered
    )
    assert "1 promise matches what you chose." in page(client, "/tracker?signal=late").text


def test_the_next_page_keeps_what_was_chosen(client):
    for number in range(25):
        make_commitment(f"Commitment {number:02}", owner_name="Parks")
    make_commitment("Other")
    shown = page(client, "/tracker?owner=office:Parks&sort=newest")
    [following] = [link for link in shown.links() if "page=" in link]
    second = page(client, following)
    assert len(cards(shown)) == 20
    assert len(cards(second)) == 5
    assert not set(cards(shown)) & set(cards(second))
    assert "Other" not in cards(second)


@pytest.mark.parametrize("address", ["sort=best", "signal=good", "status=done", "owner=12", "page=x", "place=999"])
def test_nonsense_in_an_address_is_said(client, address):
    answer = client.get(f"/tracker?{address}")
    assert answer.status_code in (400, 404)


def test_a_page_that_has_emptied_since_leads_to_the_first_one(client):
    make_commitment()
    shown = page(client, f"/tracker?sort=asked&page={Key(-1, 1)}")
    assert "This page is empty now" in shown.text


def test_many_rows_cost_as_many_statements_as_few(client):
    few = page(client, "/tracker?owner=none").statements
    for signal in Signal:
        for _number in range(4):
            make_commitment(ideas=[make_idea(support=1)], themes=[make_theme()], signal=signal)
    db.session.commit()
    assert len(page(client, "/tracker?owner=none").statements) == len(few)
