"""The tree of places comes in and goes out whole."""

from __future__ import annotations

import pytest

from community.places.models import Ancestry, Place

TREE = """external_id,parent,name,kind,population,latitude,longitude
ward,town,Ward 9,ward,,,
town,,Town,town,1200,36.99,-86.4436
root,,Everywhere and more,country,,,
other,,=Other,,,,
"""


def lineage(desk):
    """Each place with those above it, nearest first."""
    names = dict(desk.rows(Place.id, Place.external_id))
    lines = sorted(desk.rows(Ancestry.place_id, Ancestry.distance, Ancestry.ancestor_id))
    return {
        names[place]: [names[above] for where, distance, above in lines if where == place and distance]
        for place in names
    }


def test_parents_may_come_after_their_children(desk):
    assert "3 new, 1 changed" in desk.must_bring_in("places", TREE)
    assert lineage(desk) == {"root": [], "town": ["root"], "ward": ["town", "root"], "other": ["root"]}
    assert sorted(desk.rows(Place.external_id, Place.depth)) == [("other", 1), ("root", 0), ("town", 1), ("ward", 2)]


def test_the_root_can_be_named(desk):
    desk.must_bring_in("places", TREE)
    assert ("root", "Everywhere and more", "country") in desk.rows(Place.external_id, Place.name, Place.kind)


def test_the_same_file_again_changes_nothing(desk):
    desk.must_bring_in("places", TREE)
    before = desk.rows(*Place.__table__.columns)
    assert "0 new, 0 changed, 4 as they were" in desk.must_bring_in("places", TREE)
    assert desk.rows(*Place.__table__.columns) == before


def test_a_place_with_another_name_takes_what_is_under_it_along(desk):
    desk.must_bring_in("places", TREE)
    renamed = TREE.replace(",Town,", ",Zzz,").replace("Ward 9", "Ward 10")
    assert "0 new, 2 changed, 2 as they were" in desk.must_bring_in("places", renamed)
    fresh = [key for (key,) in desk.rows(Place.tree_key)]
    assert fresh == ["", "\x1f=other\x1eother", "\x1fzzz\x1etown", "\x1fzzz\x1etown\x1fward 000000010\x1eward"]


def test_a_column_that_is_missing_says_nothing(desk):
    desk.must_bring_in("places", TREE)
    assert "1 changed" in desk.must_bring_in("places", "external_id,name\nward,Ward IX\n")
    assert ("ward", "Ward IX", "ward") in desk.rows(Place.external_id, Place.name, Place.kind)
    assert lineage(desk)["ward"] == ["town", "root"]


def test_an_empty_cell_takes_the_value_away(desk):
    desk.must_bring_in("places", TREE)
    desk.must_bring_in("places", "external_id,name,population\ntown,Town,\n")
    assert ("town", None) in desk.rows(Place.external_id, Place.population)


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ("a,nowhere,A,,,,", [(2, "parent")]),
        ("a,a,A,,,,", [(2, "parent")]),
        ("a,b,A,,,,\nb,c,B,,,,\nc,a,C,,,,\nd,a,D,,,,", [(2, "parent"), (3, "parent"), (4, "parent")]),
        ("root,a,Root,,,,\na,,A,,,,", [(2, "parent")]),
        ("a,,A,,,,\na,,B,,,,", [(3, "external_id")]),
        ("a,,A,,,36.9,", [(2, "latitude, longitude")]),
        ("a,,A,,,91,0\nb,,B,,-1,,\nc,,,,,,", [(2, "latitude"), (3, "population"), (4, "name")]),
        ("a,,A,,2147483648,,", [(2, "population")]),
        ("a," + "x" * 201 + ",A,,,,", [(2, "parent")]),
    ],
    ids=["unknown", "itself", "circle", "root", "twice", "half", "values", "large", "long"],
)
def test_a_tree_that_makes_no_sense_is_refused_as_a_whole(desk, rows, problems):
    result = desk.bring_in("places", TREE.splitlines()[0] + "\n" + rows + "\nz,,Good,,,,\n")
    assert result.status == 1
    assert desk.problems == problems
    assert [external_id for (external_id,) in desk.rows(Place.external_id)] == ["root"]


def test_an_import_does_not_move_a_place(desk):
    desk.must_bring_in("places", TREE)
    assert desk.bring_in("places", TREE.replace("ward,town", "ward,other")).status == 1
    assert desk.problems == [(2, "parent")]
    assert lineage(desk)["ward"] == ["town", "root"]


def test_names_too_long_together_for_the_tree_are_refused(desk):
    rows = "".join(f"{number},{number - 1 or ''},{'शहर' * 60},,,,\n" for number in range(1, 9))
    result = desk.bring_in("places", TREE.splitlines()[0] + "\n" + rows)
    assert result.status == 1
    assert [column for _line, column in desk.problems] == ["name"]
    assert [external_id for (external_id,) in desk.rows(Place.external_id)] == ["root"]


def test_what_goes_out_comes_in_as_it_was(desk):
    desk.must_bring_in("places", TREE)
    out = desk.give_out("places")
    assert out.decode().splitlines() == [
        "external_id,parent,name,kind,population,latitude,longitude",
        "root,,Everywhere and more,country,,,",
        "other,root,'=Other,,,,",
        "town,root,Town,town,1200,36.99,-86.4436",
        "ward,town,Ward 9,ward,,,",
    ]
    assert "0 new, 0 changed, 4 as they were" in desk.must_bring_in("places", out)


def test_a_thousand_places_deep_and_wide(desk):
    rows = "".join(f"{number},{number // 3 or ''},Place {number}\n" for number in range(1100, 0, -1))
    desk.must_bring_in("places", "external_id,parent,name\n" + rows)
    assert len(desk.rows(Place.id)) == 1101
    assert lineage(desk)["1100"] == ["366", "122", "40", "13", "4", "1", "root"]
