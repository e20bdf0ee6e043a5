"""Who may propose where, and whether votes are taken there."""

from __future__ import annotations

import pytest

from community.admin.operations import add_place, move_place, set_policies
from community.extensions import db
from community.ideas.models import Choice
from community.ideas.operations import cast_vote, propose_idea
from community.places.models import ROOT_ID, Place, Posting
from community.platform.errors import Denied, Refused
from community.roles.models import Role
from community.roles.operations import grant_role, join_place, make_first_admin
from tests.factories import make_idea, make_person, make_place
from tests.harness.pages import page
from tests.roles.test_roles import line, viewer


@pytest.fixture
def admin(app):
    person = make_person("Admin")
    make_first_admin(person.id)
    return person


@pytest.fixture
def town(app):
    """A district with a ward, which has a street."""
    district = make_place("District")
    ward = make_place("Ward", under=district)
    return district, ward, make_place("Street", under=ward)


def held(*places):
    db.session.expire_all()
    return [(place.posting, place.voting) for place in places]


def propose(person, place, title="An idea"):
    return propose_idea(viewer(person), place.id, title, "", language="en", key=f"{person.id} {title}")


def test_a_place_hands_down_what_it_says_until_one_below_says_something_else(admin, town):
    open_to_all, closed = (Posting.EVERYBODY, True), (Posting.MEMBERS, False)
    assert held(*town) == [open_to_all] * 3
    set_policies(admin.id, town[0].id, Posting.MEMBERS, False)
    assert held(*town) == [closed] * 3
    set_policies(admin.id, town[1].id, Posting.STAFF, None)
    assert held(*town) == [closed, (Posting.STAFF, False), (Posting.STAFF, False)]
    set_policies(admin.id, town[0].id, None, None)
    assert held(*town) == [open_to_all, (Posting.STAFF, True), (Posting.STAFF, True)]
    assert not set_policies(admin.id, town[0].id, None, None)


def test_new_and_moved_places_take_what_holds_where_they_come_to(admin, town):
    set_policies(admin.id, town[0].id, Posting.MEMBERS, False)
    added = add_place(admin.id, town[2].id, name="Yard")
    assert held(added) == [(Posting.MEMBERS, False)]
    move_place(admin.id, town[1].id, ROOT_ID)
    assert held(*town, added) == [(Posting.MEMBERS, False), *[(Posting.EVERYBODY, True)] * 3]


def test_only_members_propose_where_only_members_may(admin, town):
    set_policies(admin.id, town[1].id, Posting.MEMBERS, None)
    stranger, neighbour, host = make_person(), make_person(), make_person()
    join_place(viewer(neighbour), town[0].id)
    grant_role(viewer(admin), host.id, Role.HOST, line(town[2].id))
    for person, place in ((stranger, town[1]), (stranger, town[2]), (host, town[1])):
        with pytest.raises(Denied):
            propose(person, place)
    for person, place in ((stranger, town[0]), (neighbour, town[2]), (host, town[2]), (admin, town[1])):
        assert propose(person, place).place_id == place.id


def test_only_who_answers_proposes_where_only_staff_may(admin, town):
    set_policies(admin.id, town[0].id, Posting.STAFF, None)
    member, moderator = make_person(), make_person()
    join_place(viewer(member), town[2].id)
    grant_role(viewer(admin), moderator.id, Role.MODERATOR, line(town[1].id))
    with pytest.raises(Denied):
        propose(member, town[2])
    assert propose(moderator, town[2]).place_id == town[2].id


def test_nobody_votes_where_voting_is_closed_and_the_page_says_so(admin, town, client):
    idea = make_idea(place=town[2], support=2)
    person = make_person()
    set_policies(admin.id, town[0].id, None, False)
    with pytest.raises(Refused):
        cast_vote(person.id, idea.id, Choice.SUPPORT)
    assert "Voting is closed" in page(client, f"/ideas/{idea.id}/vote").text
    assert not page(client, "/ideas").all("button", data_choice="support")
    set_policies(admin.id, town[0].id, None, True)
    assert cast_vote(person.id, idea.id, Choice.SUPPORT).support == 3


def test_an_admin_sets_them_on_the_page_of_the_place(admin, town, client):
    client.sign_in(admin.id)
    path = f"/admin/places/{town[1].id}"
    assert client.post(f"{path}/policies", data={"posting": "staff", "voting": "closed"}).status_code == 303
    db.session.expire_all()
    place = db.session.get(Place, town[1].id)
    assert (place.posting_said, place.voting_said) == (Posting.STAFF, False)
    assert client.post(f"{path}/policies", data={"posting": "nobody at all", "voting": ""}).status_code == 400
    chosen = [each.get("value") for each in page(client, path, queries=None).all("option", selected="")]
    assert {"staff", "closed"} <= set(chosen)
