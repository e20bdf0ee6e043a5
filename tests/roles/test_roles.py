"""Roles: dated, by place and what lies under it, granted by who holds them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from community.accounts.operations import begin_sign_in, open_account
from community.accounts.operations.sign_ins import token_hash
from community.accounts.queries import account_of
from community.extensions import db
from community.places.models import ROOT_ID
from community.places.queries import get_place
from community.platform.clock import now
from community.platform.errors import Denied, Missing, Refused, Unclear
from community.roles.models import Grant, Role
from community.roles.operations import end_role, grant_role, join_place, leave_place, make_first_admin
from community.roles.queries import get_viewer, list_grants, list_here
from community.roles.rules import holds, holds_somewhere, staff
from tests.factories import make_person, make_place


def viewer(person, *, second_factor=True, asked=False):
    account_id = account_of(person.id) or open_account(person.id, f"{person.id}@example.org").id
    return get_viewer(token_hash(begin_sign_in(account_id, "", second_factor=second_factor)), asked)


def line(place_id):
    place, above = get_place(place_id)
    return [each.id for each in (*above, place)]


@pytest.fixture
def admin(app):
    person = make_person("Admin")
    make_first_admin(person.id)
    return person


@pytest.fixture
def town(app):
    """A district with two wards."""
    district = make_place("District")
    return district, make_place("East", under=district), make_place("West", under=district)


def test_a_role_is_held_for_the_place_and_what_lies_under_it_only(admin, town):
    district, east, west = town
    somebody = make_person()
    grant_role(viewer(admin), somebody.id, Role.MODERATOR, line(east.id))
    held = viewer(somebody).held
    below = make_place(under=east)
    assert holds(held, Role.MODERATOR, line(east.id))
    assert holds(held, Role.MODERATOR, line(below.id))
    assert not holds(held, Role.MODERATOR, line(west.id))
    assert not holds(held, Role.MODERATOR, line(district.id))
    assert not holds(held, Role.LEADER, line(east.id))


def test_an_admin_holds_every_role_everywhere(admin, town):
    assert all(holds(viewer(admin).held, role, line(place.id)) for role in Role for place in town)


def test_a_role_ends_by_itself_on_its_day(admin, town):
    somebody = make_person()
    grant = grant_role(viewer(admin), somebody.id, Role.HOST, line(town[0].id), until=now() + timedelta(days=1))
    assert viewer(somebody).held
    db.session.execute(update(Grant).where(Grant.id == grant.id).values(until=now() - timedelta(seconds=1)))
    assert not viewer(somebody).held
    assert list_grants(somebody.id) == []
    assert list_here(town[0].id)[0].role is Role.ADMIN


def test_a_role_that_would_have_ended_already_is_not_given(admin, town):
    with pytest.raises(Unclear):
        grant_role(viewer(admin), make_person().id, Role.HOST, line(town[0].id), until=now())


def test_nobody_grants_what_they_do_not_hold(admin, town):
    district, east, west = town
    moderator, somebody = make_person(), make_person()
    grant_role(viewer(admin), moderator.id, Role.MODERATOR, line(east.id))
    grant_role(viewer(moderator), somebody.id, Role.MODERATOR, line(east.id))
    for role, place in (
        (Role.MODERATOR, west),
        (Role.MODERATOR, district),
        (Role.LEADER, east),
        (Role.ADMIN, east),
        (Role.MEMBER, east),
    ):
        with pytest.raises(Denied):
            grant_role(viewer(moderator), somebody.id, role, line(place.id))
    with pytest.raises(Denied):
        grant_role(viewer(somebody), somebody.id, Role.ADMIN, [ROOT_ID])
    with pytest.raises(Denied):
        grant_role(viewer(admin), somebody.id, Role.ADMIN, line(east.id))


def test_the_same_role_is_not_given_twice(admin, town):
    somebody = make_person()
    grant_role(viewer(admin), somebody.id, Role.HOST, line(town[0].id))
    with pytest.raises(Refused):
        grant_role(viewer(admin), somebody.id, Role.HOST, line(town[0].id))


def test_a_role_taken_away_signs_its_holder_out_at_once(admin, town):
    somebody = make_person()
    grant = grant_role(viewer(admin), somebody.id, Role.MODERATOR, line(town[1].id))
    token = begin_sign_in(account_of(somebody.id) or open_account(somebody.id, "m@example.org").id, "")
    assert get_viewer(token_hash(token), False)
    end_role(viewer(admin), grant.id, line(town[1].id), "Moved away")
    assert get_viewer(token_hash(token), False) is None
    with pytest.raises(Missing):
        end_role(viewer(admin), grant.id, line(town[1].id))


def test_a_role_is_ended_by_who_may_grant_it_or_who_holds_it(admin, town):
    moderator, other, somebody = make_person(), make_person(), make_person()
    grant_role(viewer(admin), moderator.id, Role.MODERATOR, line(town[1].id))
    grant_role(viewer(admin), other.id, Role.MODERATOR, line(town[2].id))
    grant = grant_role(viewer(admin), somebody.id, Role.MODERATOR, line(town[1].id))
    with pytest.raises(Denied):
        end_role(viewer(other), grant.id, line(town[1].id))
    end_role(viewer(somebody), grant.id, line(town[1].id))
    again = grant_role(viewer(admin), somebody.id, Role.MODERATOR, line(town[1].id))
    end_role(viewer(moderator), again.id, line(town[1].id))
    assert list_grants(somebody.id) == []


def test_the_last_admin_stays(admin):
    (grant,) = list_grants(admin.id)
    open_account(admin.id, "admin@example.org")
    with pytest.raises(Refused):
        end_role(viewer(admin), grant.id, [ROOT_ID])
    second = make_person()
    open_account(second.id, "second@example.org")
    grant_role(viewer(admin), second.id, Role.ADMIN, [ROOT_ID])
    end_role(viewer(admin), grant.id, [ROOT_ID])
    assert list_grants(admin.id) == []


def test_anybody_joins_a_place_once_and_leaves_it(app, town):
    person = make_person()
    join_place(viewer(person), town[1].id)
    join_place(viewer(person), town[1].id)
    assert [(grant.role, grant.place_id) for grant in list_grants(person.id)] == [(Role.MEMBER, town[1].id)]
    leave_place(viewer(person), town[1].id)
    assert list_grants(person.id) == []


def test_strong_roles_wait_for_the_second_factor_where_the_site_asks_for_one(admin, town):
    somebody = make_person()
    for role in (Role.HOST, Role.MODERATOR):
        grant_role(viewer(admin), somebody.id, role, line(town[1].id))
    weak = viewer(somebody, second_factor=False, asked=True)
    assert weak.weak
    assert weak.held == {(Role.HOST, town[1].id)}
    strong = viewer(somebody, second_factor=True, asked=True)
    assert not strong.weak
    assert (Role.MODERATOR, town[1].id) in strong.held


def test_staff_is_who_holds_a_role_that_is_granted(admin, town):
    member, host = make_person(), make_person()
    join_place(viewer(member), town[1].id)
    grant_role(viewer(admin), host.id, Role.HOST, line(town[1].id))
    assert not staff(viewer(member).held)
    assert staff(viewer(host).held)
    assert holds_somewhere(viewer(host).held, Role.HOST)
    assert not holds_somewhere(viewer(host).held, Role.MODERATOR)
    assert holds_somewhere(viewer(admin).held, Role.MODERATOR)


def test_who_answers_here_names_the_nearest_first(admin, town):
    near, far = make_person("Near"), make_person("Far")
    grant_role(viewer(admin), far.id, Role.LEADER, line(town[0].id))
    grant_role(viewer(admin), near.id, Role.LEADER, line(town[1].id))
    join_place(viewer(make_person("Member")), town[1].id)
    assert [row.person_name for row in list_here(town[1].id)] == ["Near", "Far", "Admin"]
    assert [row.person_name for row in list_here(town[2].id)] == ["Far", "Admin"]
