"""The thread of everything that stands in the chain: what each station says, and that one walks it from any end."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from community.extensions import db
from community.ideas.models import Status as IdeaStatus
from community.ideas.operations import hide_idea
from community.platform.clock import now
from community.themes.models import ThemeIdea
from community.tracker.chain import Mark, foremost, marks
from community.tracker.models import Signal, Status
from community.tracker.queries import led_to, promised_for
from tests.factories import make_idea, make_place
from tests.harness.databases import only_sqlite
from tests.harness.pages import page, words
from tests.tracker.making import make_commitment, make_theme

SHOWN = {mark[0] if mark != Mark.LATER else ".": mark for mark in (Mark.REACHED, Mark.NEXT, Mark.PASSED, Mark.LATER)}
SHOWN |= {"!": Mark.LATE, "x": Mark.ENDED, "?": Mark.DISPUTED}


def promise(status: Status, signal: Signal):
    return SimpleNamespace(id=1, status=status, signal=signal, due_on=None)


# Theme, what was promised, declined, over: said, idea, theme, promised, delivered, confirmed.
STANDS = [
    (False, None, {}, "rrn..."),
    (True, None, {}, "rrrn.."),
    (False, None, {"declined": True}, "rrpx.."),
    (True, None, {"declined": True}, "rrrx.."),
    (False, None, {"over": True}, "rr...."),
    (True, None, {"over": True}, "rrr..."),
    (False, promise(Status.PLANNED, Signal.ON_TRACK), {}, "rrprn."),
    (True, promise(Status.IN_PROGRESS, Signal.AT_RISK), {}, "rrrrn."),
    (True, promise(Status.IN_PROGRESS, Signal.SILENT), {}, "rrrrn."),
    (True, promise(Status.PLANNED, Signal.LATE), {}, "rrrr!."),
    (True, promise(Status.STOPPED, Signal.STOPPED), {}, "rrrrx."),
    (True, promise(Status.DELIVERED, Signal.DELIVERED), {}, "rrrrrn"),
    (False, promise(Status.DELIVERED, Signal.CONFIRMED), {}, "rrprrr"),
    (True, promise(Status.DELIVERED, Signal.DISPUTED), {}, "rrrrr?"),
    # What is promised for it counts, whatever was decided on the idea by itself.
    (True, promise(Status.PLANNED, Signal.ON_TRACK), {"declined": True}, "rrrrn."),
]


@pytest.mark.parametrize(("theme", "promised", "more", "line"), STANDS)
def test_how_the_six_stations_stand(theme, promised, more, line):
    assert marks(theme, promised, **more) == tuple(SHOWN[letter] for letter in line)


def test_of_several_promises_the_one_with_most_to_answer_for_comes_first():
    wanted = [Signal.LATE, Signal.SILENT, Signal.AT_RISK, Signal.ON_TRACK, Signal.DISPUTED, Signal.DELIVERED]
    wanted += [Signal.CONFIRMED, Signal.STOPPED]
    assert sorted(wanted) == sorted(Signal)
    found = foremost([promise(Status.PLANNED, signal) for signal in Signal])
    assert [one.signal for one in found] == wanted


@pytest.mark.usefixtures("app")
def test_one_statement_says_what_many_ideas_led_to():
    alone, named, gathered, both = (make_idea() for _ in range(4))
    theme, unlisted = make_theme(ideas=[gathered, both]), make_theme(ideas=[alone], listed=False)
    by_name = make_commitment(ideas=[named, both])
    by_theme = make_commitment(themes=[theme, unlisted], due_in=-1)
    led = led_to([idea.id for idea in (alone, named, gathered, both)])
    assert {key: ([one.id for one in each.themes], [one.id for one in each.promises]) for key, each in led.items()} == {
        alone.id: ([], []),
        named.id: ([], [by_name.id]),
        gathered.id: ([theme.id], [by_theme.id]),
        both.id: ([theme.id], [by_theme.id, by_name.id]),
    }
    assert led[both.id].promise.due_on == by_theme.due_on
    found = promised_for([theme.id, unlisted.id])
    assert {key: [one.id for one in each] for key, each in found.items()} == {
        theme.id: [by_theme.id],
        unlisted.id: [by_theme.id],
    }
    link = db.session.query(ThemeIdea).filter_by(theme_id=theme.id, idea_id=both.id).one()
    link.ended_at = now()
    by_theme.withdrawn_at, by_theme.listed = now(), False
    db.session.flush()
    led = led_to([gathered.id, both.id])
    assert [len(each.promises) for each in led.values()] == [0, 1]
    assert [len(each.themes) for each in led.values()] == [1, 0]


def small_threads(shown) -> dict[str, str]:
    """Return what the thread of each card says, by its title."""
    threads = {}
    for card in shown.all("article"):
        title = next(found for found in card.iter() if "card__title" in found.get("class", "").split())
        line = next(found for found in card.iter("ol") if "thread" in found.get("class", ""))
        threads[words(title)] = words(line)
    return threads


@only_sqlite
def test_cards_of_ideas_say_how_far_each_has_come(client):
    ideas = {name: make_idea(name) for name in ("Alone", "Gathered", "Late", "Confirmed", "Declined")}
    make_theme(ideas=[ideas["Gathered"]])
    make_commitment(ideas=[ideas["Late"]], due_in=-12)
    make_commitment(ideas=[ideas["Confirmed"]], status=Status.DELIVERED, yes=9)
    ideas["Declined"].status = IdeaStatus.DECLINED
    db.session.flush()
    for address in ("/ideas", "/"):
        found = small_threads(page(client, address))
        for name, said in {
            "Alone": "Theme, next",
            "Gathered": "Promised, no answer yet",
            "Late": "Delivered, 12 days late",
            "Confirmed": "Confirmed, reached",
            "Declined": "Promised, declined",
        }.items():
            assert name not in found or said in found[name], (address, name)
    assert len(small_threads(page(client, "/ideas"))) == 5


@only_sqlite
def test_many_cards_cost_as_many_statements_as_few(client):
    ward = make_place("Ward 3")
    make_idea(place=ward)
    addresses = ("/ideas", "/", f"/places/{ward.id}/ward-3")
    few = [len(page(client, address).statements) for address in addresses]
    for _number in range(20):
        idea = make_idea(place=ward, support=1)
        make_commitment(ideas=[idea], themes=[make_theme(ideas=[idea])], place=ward)
    assert [len(page(client, address).statements) for address in addresses] == few


@only_sqlite
def test_the_page_of_an_idea_says_what_it_led_to_and_what_comes_next(client):
    idea = make_idea("A bench")
    url = f"/ideas/{idea.id}/a-bench"

    def said() -> tuple[str, str]:
        shown = page(client, url)
        [following] = [one for one in shown.all("section") if "next" in one.get("class", "").split()]
        led = [words(one) for one in shown.all("section") if one.get("id") == "led"]
        return words(following.find("p")), " ".join(led)

    assert said() == (
        "Anybody may vote until it is decided what becomes of it. Moderators read it and gather it with others into "
        "a theme; no day is set for that yet.",
        "",
    )
    theme = make_theme("Places to rest", ideas=[idea])
    following, led = said()
    assert following.startswith("It stands in a theme with others")
    assert "Places to rest Theme · gathered on" in led
    made = make_commitment("Ten benches", themes=[theme], due_in=30)
    day = f"{made.due_on.strftime('%B')} {made.due_on.day}, {made.due_on.year}"
    following, led = said()
    assert following.startswith(f"It is promised for {day}.")
    assert f"Ten benches On track Promise · due on {day}" in led
    late = make_commitment("A tree", ideas=[idea], due_in=-5)
    assert said()[0].startswith("It was promised for")
    late.withdrawn_at, late.listed = now(), False
    made.status, made.signal, made.delivered_at = Status.DELIVERED, Signal.DISPUTED, now()
    db.session.flush()
    assert said()[0].startswith("It was reported as done, but those who asked for it say that it is not.")


@only_sqlite
def test_a_vote_and_the_promise_for_it_are_at_most_two_clicks_apart(client):
    idea = make_idea("A bench", body="For everybody who waits.", support=3)
    theme = make_theme("Places to rest", ideas=[idea])
    through = make_commitment("Ten benches", themes=[theme], status=Status.DELIVERED)
    named = make_commitment("A tree", ideas=[idea])
    address = f"/ideas/{idea.id}/a-bench"
    assert address in reached(client, "/ideas", 1)
    [promised] = [link for link in reached(client, address, 1) if link.endswith("/ten-benches")]
    assert promised
    assert address in page(client, f"/tracker/{named.id}/a-tree").links()
    gathered = f"/themes/{theme.id}/places-to-rest"
    assert gathered in page(client, f"/tracker/{through.id}/ten-benches").links()
    assert address in page(client, gathered).links()
    shown = page(client, address)
    assert "For everybody who waits." in shown.text
    assert "3 people voted" in shown.text
    hide_idea(idea.id)
    assert address not in page(client, f"/tracker/{named.id}/a-tree").links()


def reached(client, address: str, clicks: int) -> set[str]:
    """Return where so many clicks lead at the most, by links that people read."""
    found, edge = {address}, {address}
    for _click in range(clicks):
        edge = {link for url in edge for link in page(client, url).links() if link.startswith("/")} - found
        found |= edge
    return found


@only_sqlite
def test_home_and_places_say_what_stands_where_and_what_is_late(client):
    ward = make_place("Ward 3")
    idea = make_idea(place=ward)
    make_theme(ideas=[idea], place=ward)
    make_commitment("Late one", place=ward, ideas=[idea], due_in=-2)
    make_commitment("Older", place=ward, status=Status.DELIVERED, ended=30)
    make_commitment("Newer", place=ward, status=Status.DELIVERED, ended=2)
    make_commitment("Elsewhere")
    home, place = page(client, "/"), page(client, f"/places/{ward.id}/ward-3")
    for shown, counts in ((home, ["1", "1", "1", "4", "2", "0"]), (place, ["1", "1", "1", "3", "2", "0"])):
        assert [words(found) for found in shown.all("span", class_="thread__count")] == counts
        assert words(shown.all("span", class_="thread__late")[0]) == "1 late"
    assert "2 of 4 promises kept, 1 late." in home.text
    assert "2 of 3 promises kept, 1 late." in place.text
    assert f"/tracker?signal=late&place={ward.id}" in place.links()
    assert home.text.index("Newer") < home.text.index("Older")
    assert "Elsewhere" not in home.text
