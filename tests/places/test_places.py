"""The tree of places."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from community.extensions import db
from community.ideas.queries import count_under
from community.places import queries
from community.places.models import ROOT_ID, Place
from community.platform.errors import Missing
from tests.factories import make_idea, make_place, root
from tests.harness.pages import page

pytestmark = pytest.mark.usefixtures("app")


def test_a_place_knows_what_lies_above_it():
    ward = make_place("Ward", under=make_place("District", under=make_place("City")))
    place, above = queries.get_place(ward.id)
    assert place.name == "Ward"
    assert [row.name for row in above] == [root().name, "City", "District"]


def test_children_are_listed_by_name_as_people_count():
    city = make_place("City")
    for name in ("District 10", "district 9", "Älvsjö", "Zoo", "Beach"):
        make_place(name, under=city)
    assert [row.name for row in queries.list_children(city.id)[0]] == [
        "Älvsjö",
        "Beach",
        "district 9",
        "District 10",
        "Zoo",
    ]


def test_the_tree_is_walked_in_pages_each_parent_before_its_children():
    for city in ("B", "A"):
        above = make_place(city)
        for ward in ("2", "1"):
            make_place(f"{city}{ward}", under=above)
    names, key = [], None
    while True:
        page = queries.list_tree(key, size=2)
        names += [row.name for row in page.rows]
        if page.next is None:
            break
        key = page.next
    assert names == [root().name, "A", "A1", "A2", "B", "B1", "B2"]
    assert [row.name for row in queries.list_tree(page.previous, size=2).rows] == ["B", "B1"]


def test_namesakes_under_one_parent_are_two_places():
    city = make_place("City")
    assert make_place("Springfield", under=city).id != make_place("Springfield", under=city).id
    assert queries.list_children(city.id)[1] == 2


def test_there_is_only_one_root():
    db.session.add(Place(external_id="second", parent_id=None, name="Second", depth=0, tree_key="second"))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_no_such_place():
    with pytest.raises(Missing):
        queries.get_place(999_999)


def test_a_place_page_counts_and_lists_what_lies_under_it(client):
    city = make_place("City")
    make_idea("A lamp for the lane", place=make_place("Ward", under=city))
    shown = client.get(queries.get_place(city.id)[0].url).text
    assert "A lamp for the lane" in shown
    assert "Ward" in shown


def test_a_place_has_one_address(client):
    ward = make_place("Ward Nine")
    answer = client.get(f"/places/{ward.id}/old-name")
    assert (answer.status_code, answer.location) == (301, f"/places/{ward.id}/ward-nine")
    assert client.get(f"/places/{ROOT_ID}").status_code == 301


def test_places_beyond_those_shown_are_counted_and_can_be_reached(client, monkeypatch):
    city = make_place("City")
    for number in range(4):
        make_place(f"Ward {number}", under=city)
    make_place("Zoo")
    children, total = queries.list_children(city.id, 3)
    assert ([row.name for row in children], total) == (["Ward 0", "Ward 1", "Ward 2"], 4)
    following = queries.list_tree(queries.key_under(city.id))
    assert [row.name for row in following.rows] == ["Ward 0", "Ward 1", "Ward 2", "Ward 3", "Zoo"]
    whole = page(client, queries.get_place(city.id)[0].url)
    assert "These are the first" not in whole.text
    monkeypatch.setattr(count_under, "__defaults__", (3,))
    shown = page(client, queries.get_place(city.id)[0].url)
    assert "These are the first 3 of 4." in shown.text
    assert "Places under it4" in shown.text  # a term and what stands beside it
    [more] = [link for link in shown.links() if link.startswith("/places?page=")]
    assert "Ward 3" in page(client, more).text
