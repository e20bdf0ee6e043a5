"""Lists of commitments: three orders, five filters, pages by key."""

from __future__ import annotations

import base64
import random
from itertools import product

import pytest

from community.extensions import db
from community.places.models import ROOT_ID
from community.platform.errors import Unclear
from community.platform.paging import read_key
from community.tracker import queries
from community.tracker.models import Commitment, Signal, Status
from community.tracker.queries import Filter, Order, Owner, OwnerKind, read_owner
from tests.factories import make_idea, make_person, make_place
from tests.tracker.making import make_commitment, make_theme

pytestmark = pytest.mark.usefixtures("app")

SORT = {
    Order.SOONEST: lambda one: (one.sooner_at, one.id),
    Order.NEWEST: lambda one: (one.listed_at, one.id),
    Order.ASKED: lambda one: (one.people_count, one.id),
}


def walk(where: Filter, order: Order, *, size: int = 7, matching: int = 5) -> list[int]:
    """Follow the list to its end, by the addresses its pages would have."""
    ids: list[int] = []
    key = None
    while True:
        page = queries.list_commitments(where, order, matching=matching, of=60, key=key, size=size)
        ids += [row.id for row in page.rows]
        assert len(page.rows) <= size
        if page.next is None:
            return ids
        key = read_key(str(page.next), queries.parse_key(order))


@pytest.fixture
def many():
    """Sixty commitments in three places, of every owner and signal, with many ties in every order."""
    chance = random.Random(7)
    city = make_place("City")
    wards = [make_place("Ward 1", under=city), make_place("Ward 2", under=city)]
    rosa = make_person("Rosa")
    theme = make_theme(ideas=[make_idea(support=1)])
    ideas = [make_idea(support=number) for number in (0, 1, 1, 2)]
    made = []
    for number in range(60):
        owner = chance.choice([{"owner_id": rosa.id}, {"owner_name": "Parks"}, {"owner_name": "Roads"}, {}])
        shape = chance.choice([{"due_in": None}, {"due_in": -3}, {"due_in": 9}, {"due_in": 200}, {"news": 100}])
        status = chance.choice([*Status, Status.PLANNED])
        gathered = {"themes": [theme]} if number % 4 == 0 else {}
        place = chance.choice([*wards, None])
        made.append(
            make_commitment(place=place, status=status, ideas=[chance.choice(ideas)], **shape, **owner, **gathered)
        )
    db.session.expire_all()
    return city, wards, rosa, theme, [db.session.get_one(Commitment, one.id) for one in made]


@pytest.mark.parametrize("matching", [5, 10_000], ids=["gathered", "walked"])
@pytest.mark.parametrize("order", SORT)
def test_pages_follow_each_other_in_order(many, order, matching):
    city, wards, rosa, theme, made = many
    expected = sorted(made, key=SORT[order], reverse=order is not Order.SOONEST)
    in_theme = {one.id for number, one in enumerate(made) if number % 4 == 0}
    tried = {
        Filter(): lambda one: True,
        Filter(city.id): lambda one: one.place_id != ROOT_ID,
        Filter(wards[0].id): lambda one: one.place_id == wards[0].id,
        Filter(theme_id=theme.id): lambda one: one.id in in_theme,
        Filter(owner=Owner(OwnerKind.PERSON, person_id=rosa.id)): lambda one: one.owner_id == rosa.id,
        Filter(owner=Owner(OwnerKind.OFFICE, name="Parks")): lambda one: one.owner_name == "Parks",
        Filter(owner=Owner(OwnerKind.NONE)): lambda one: one.owner_id is None and one.owner_name is None,
        Filter(status=Status.DELIVERED): lambda one: one.status is Status.DELIVERED,
        Filter(signal=Signal.LATE): lambda one: one.signal is Signal.LATE,
        Filter(city.id, theme.id, Owner(OwnerKind.NONE), Status.PLANNED, Signal.LATE): lambda one: (
            one.place_id != ROOT_ID
            and one.id in in_theme
            and one.owner_id is None
            and one.owner_name is None
            and one.status is Status.PLANNED
            and one.signal is Signal.LATE
        ),
    }
    for where, matches in tried.items():
        assert walk(where, order, matching=matching) == [one.id for one in expected if matches(one)], where


@pytest.mark.parametrize("order", SORT)
def test_going_back_shows_the_same_pages(many, order):
    def pages(key=None):
        return queries.list_commitments(Filter(), order, matching=60, of=60, key=key, size=7)

    first, second = pages(), pages(pages().next)
    third = pages(second.next)
    assert first.previous is None
    assert pages(third.previous).rows == second.rows
    assert pages(pages(third.previous).previous).rows == first.rows


def test_what_is_counted_is_what_is_listed(many):
    city, wards, rosa, theme, _made = many
    places, themes = (ROOT_ID, city.id, wards[1].id), (None, theme.id)
    owners = (None, Owner(OwnerKind.OFFICE, name="Roads"), Owner(OwnerKind.PERSON, person_id=rosa.id))
    statuses, signals = (None, Status.PLANNED, Status.STOPPED), (None, Signal.LATE)
    for parts in product(places, themes, owners, statuses, signals):
        where = Filter(*parts)
        assert queries.count_standings(where).matching(where) == len(walk(where, Order.NEWEST)), where


def test_a_survey_counts_what_stands_where(many):
    city, _wards, rosa, theme, made = many
    survey, choices = queries.survey(ROOT_ID), queries.list_choices(ROOT_ID)
    assert survey.standings == queries.count_standings(Filter())
    assert survey.standings.total() == 60
    assert (survey.ideas, survey.themes) == (5, 1)
    assert [(one.value, one.name, one.has) for one in choices.themes] == [(str(theme.id), theme.title, 15)]
    named = {one.value: one.has for one in choices.owners}
    assert sum(named.values()) == 60
    assert list(named) == ["office:Parks", "office:Roads", f"person:{rosa.id}", "none"]
    inside = queries.survey(city.id)
    assert inside.standings.total() == sum(one.place_id != ROOT_ID for one in made)
    assert (inside.ideas, inside.themes) == (0, 0)
    assert sum(one.has for one in queries.list_choices(city.id).owners) == inside.standings.total()


def test_a_theme_waits_for_an_answer_until_somebody_promises_and_again_when_that_is_stopped():
    theme, silent = make_theme(), make_theme(listed=False)
    assert queries.survey(ROOT_ID).unanswered == 1
    made = make_commitment(themes=[theme, silent], status=Status.STOPPED)
    assert queries.survey(ROOT_ID).unanswered == 1
    made.status = Status.IN_PROGRESS
    db.session.flush()
    assert queries.survey(ROOT_ID).unanswered == 0
    assert [one.has for one in queries.list_choices(ROOT_ID).themes] == [1]


@pytest.mark.parametrize("text", ["person:", "person:0", "person:x", "person:99999999999", "office:", "nobody", "12"])
def test_an_owner_that_is_none_is_refused(text):
    with pytest.raises(Unclear):
        read_owner(text)


@pytest.mark.parametrize("text", ["person:12", "office:Parks: and roads", "none"])
def test_an_owner_comes_back_as_an_address_spells_it(text):
    assert str(read_owner(text)) == text


@pytest.mark.parametrize(("order", "value"), [(Order.ASKED, 2**31), (Order.NEWEST, "1"), (Order.SOONEST, "x")])
def test_a_page_key_of_another_order_is_refused(order, value):
    text = base64.urlsafe_b64encode(f">{value}~1".encode()).decode().rstrip("=")
    with pytest.raises(Unclear):
        read_key(text, queries.parse_key(order))
