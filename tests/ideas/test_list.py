"""Lists of ideas: five orders, two filters, pages by key."""

from __future__ import annotations

import base64
import random
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from community.extensions import db
from community.ideas import queries
from community.ideas.models import Idea, Status
from community.ideas.queries import Filter, Order
from community.ideas.ranking import LOTS, contested, share_low
from community.places.models import ROOT_ID
from community.platform.clock import now
from community.platform.errors import Unclear
from community.platform.paging import read_key
from community.writing.operations import dated
from tests.factories import make_idea, make_person, make_place

pytestmark = pytest.mark.usefixtures("app")


def walk(where: Filter, order: Order, *, size: int = 7, matching: int = 10, seed: int = 1) -> list[int]:
    """Follow the list to its end, by the addresses its pages would have."""
    ids: list[int] = []
    key = None
    while True:
        page = queries.list_ideas(where, order, matching, key=key, seed=seed, size=size)
        ids += [row.id for row in page.rows]
        assert len(page.rows) <= size
        if page.next is None:
            return ids
        key = read_key(str(page.next), queries.parse_key(order))


def spelled(raw: str) -> str:
    """The page key of these characters."""
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


@pytest.fixture
def many():
    """Sixty ideas in three places, with many ties in every score."""
    chance = random.Random(7)
    city = make_place("City")
    wards = [make_place("Ward 1", under=city), make_place("Ward 2", under=city)]
    ideas = [make_idea(place=chance.choice([*wards, None])) for _ in range(60)]
    for idea in ideas:
        support, oppose = chance.randrange(3), chance.randrange(3)
        day = now().replace(year=2020, day=chance.randrange(1, 4))
        values = {
            "support_count": support,
            "oppose_count": oppose,
            "contested": contested(support, oppose),
            "share_low": share_low(support, support + oppose),
            "lot": chance.randrange(20) * (LOTS // 20),
            **dated(chance.choice([day, None])),
        }
        db.session.execute(update(Idea).where(Idea.id == idea.id).values(values))
    db.session.expire_all()
    return city, wards, [db.session.get_one(Idea, idea.id) for idea in ideas]


SORT_VALUE = {
    Order.NEWEST: lambda idea: idea.listed_at,
    Order.SUPPORTED: lambda idea: idea.support_count,
    Order.CONTESTED: lambda idea: idea.contested,
    Order.SHARE: lambda idea: idea.share_low,
}


@pytest.mark.parametrize("matching", [10, 10_000], ids=["gathered", "walked"])
@pytest.mark.parametrize("order", SORT_VALUE)
def test_pages_follow_each_other_in_order(many, order, matching):
    city, wards, ideas = many
    expected = sorted(ideas, key=lambda idea: (SORT_VALUE[order](idea), idea.id), reverse=True)
    for where, inside in (
        (Filter(ROOT_ID), lambda idea: True),
        (Filter(city.id), lambda idea: idea.place_id != ROOT_ID),
        (Filter(wards[0].id), lambda idea: idea.place_id == wards[0].id),
    ):
        assert walk(where, order, matching=matching) == [idea.id for idea in expected if inside(idea)]


@pytest.mark.parametrize("order", SORT_VALUE)
def test_going_back_shows_the_same_pages(many, order):
    first = queries.list_ideas(Filter(), order, 60, size=7)
    second = queries.list_ideas(Filter(), order, 60, key=first.next, size=7)
    third = queries.list_ideas(Filter(), order, 60, key=second.next, size=7)
    assert first.previous is None
    again = queries.list_ideas(Filter(), order, 60, key=third.previous, size=7)
    assert again.rows == second.rows
    assert queries.list_ideas(Filter(), order, 60, key=again.previous, size=7).rows == first.rows
    assert queries.list_ideas(Filter(), order, 60, key=again.previous, size=7).previous is None


@pytest.mark.parametrize("matching", [10, 10_000], ids=["gathered", "walked"])
def test_random_order_shows_everything_once(many, matching):
    for seed in range(8):
        assert sorted(walk(Filter(), Order.RANDOM, seed=seed, matching=matching)) == sorted(i.id for i in many[2])


def test_a_seed_always_gives_the_same_order_and_another_one_another(many):
    walks = [tuple(walk(Filter(), Order.RANDOM, seed=seed)) for seed in (1, 1, 2, 3, 4)]
    assert walks[0] == walks[1]
    assert len(set(walks)) > 1


def test_status_filter_shows_that_status_only(many):
    open_ids = set(walk(Filter(), Order.NEWEST))
    done = make_idea(status=Status.DONE)
    assert walk(Filter(status=Status.DONE), Order.NEWEST) == [done.id]
    assert walk(Filter(status=Status.DONE), Order.NEWEST, matching=10_000) == [done.id]
    assert set(walk(Filter(status=Status.OPEN), Order.NEWEST)) == open_ids


def test_an_idea_whose_time_is_unknown_comes_last():
    unknown, known = make_idea("unknown"), make_idea("known")
    db.session.execute(update(Idea).where(Idea.id == unknown.id).values(**dated(None)))
    assert walk(Filter(), Order.NEWEST) == [known.id, unknown.id]


def test_a_list_knows_how_the_viewer_voted():
    from community.ideas.models import Choice
    from community.ideas.operations import cast_vote

    idea, voter = make_idea(support=1), make_person()
    cast_vote(voter.id, idea.id, Choice.OPPOSE)
    mine = queries.list_ideas(Filter(), Order.NEWEST, 1, viewer_id=voter.id).rows[0]
    theirs = queries.list_ideas(Filter(), Order.NEWEST, 1, viewer_id=make_person().id).rows[0]
    nobodys = queries.list_ideas(Filter(), Order.NEWEST, 1).rows[0]
    assert (mine.my_choice, theirs.my_choice, nobodys.my_choice) == (Choice.OPPOSE, None, None)


def test_counts_include_what_lies_under_a_place():
    city = make_place("City")
    ward = make_place("Ward", under=city)
    make_idea(place=ward)
    make_idea(place=ward, status=Status.DONE)
    make_idea(place=city)
    make_idea()
    assert queries.count_by_status(ward.id) == {Status.OPEN: 1, Status.DONE: 1}
    assert queries.count_by_status(city.id) == {Status.OPEN: 2, Status.DONE: 1}
    assert queries.count_ideas([ROOT_ID, city.id, ward.id]) == {ROOT_ID: 4, city.id: 3, ward.id: 2}


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "!!!!", "ÿ", "PjF-LTE"),  # the last is >1~-1
        pytest.param(spelled(">1"), id="no number"),
        pytest.param(spelled("=1~1"), id="neither forward nor back"),
        pytest.param(spelled(">nan~1"), id="no value"),
        pytest.param(spelled(f">1~{2**31}"), id="a number beyond all numbers"),
        pytest.param(spelled(f">1~{10**30}"), id="a number beyond all sense"),
    ],
)
def test_a_made_up_page_key_is_refused(order, text):
    with pytest.raises(Unclear):
        read_key(text, queries.parse_key(order))


@pytest.mark.parametrize(("order", "value"), [(Order.SUPPORTED, 2**31), (Order.NEWEST, "1"), (Order.SHARE, "inf")])
def test_a_page_key_of_another_order_is_refused(order, value):
    with pytest.raises(Unclear):
        read_key(spelled(f">{value}~1"), queries.parse_key(order))


@pytest.mark.parametrize("way", ["<", ">"])
@pytest.mark.parametrize(
    ("order", "value"),
    [
        (Order.NEWEST, "0001-01-02T00:00:00+00:00"),
        (Order.NEWEST, "9999-12-30T00:00:00+00:00"),
        (Order.SUPPORTED, 2**31 - 1),
        (Order.SUPPORTED, 1 - 2**31),
        (Order.CONTESTED, -1e300),
        (Order.SHARE, 1e300),
        (Order.RANDOM, 2**31 - 1),
    ],
)
def test_a_page_key_beyond_every_idea_is_answered(order, value, way):
    make_idea(support=1)
    key = read_key(spelled(f"{way}{value}~{2**31 - 1}"), queries.parse_key(order))
    assert len(queries.list_ideas(Filter(), order, 10, key=key).rows) <= 1


def test_an_idea_of_long_ago_stands_before_those_of_unknown_times():
    ideas = [make_idea(), make_idea(), make_idea()]
    for idea, at in zip(ideas, (datetime(1900, 1, 1, tzinfo=UTC), None, datetime(1950, 1, 1, tzinfo=UTC)), strict=True):
        db.session.execute(update(Idea).where(Idea.id == idea.id).values(dated(at)))
    oldest, unknown, old = (idea.id for idea in ideas)
    assert walk(Filter(), Order.NEWEST, size=1) == [old, oldest, unknown]
