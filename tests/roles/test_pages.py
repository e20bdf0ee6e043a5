"""The pages on which people join a place, and roles are given, shown and ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.accounts.operations import open_account
from community.extensions import db
from community.places.models import ROOT_ID
from community.platform.clock import now
from community.roles.models import Grant, Role
from community.roles.operations import make_first_admin
from community.roles.queries import list_grants
from tests.factories import make_person, make_place
from tests.harness.pages import page


def staff(role, place_id=ROOT_ID, name=None):
    person = make_person(name)
    db.session.add(Grant(person_id=person.id, role=role, place_id=place_id, granted_at=now()))
    db.session.flush()
    return person


def as_(app, person):
    client = app.test_client()
    client.sign_in(person.id)
    return client


@pytest.fixture
def town(app):
    """A district with two wards."""
    district = make_place("District")
    return district, make_place("East", under=district), make_place("West", under=district)


def held(person):
    return [(grant.role, grant.place_id) for grant in list_grants(person.id)]


def test_the_page_of_a_place_says_who_answers_there_the_nearest_first(client, town):
    staff(Role.LEADER, town[0].id, "Far")
    staff(Role.MODERATOR, town[1].id, "Near")
    staff(Role.MODERATOR, town[2].id, "Neighbour")
    shown = page(client, f"/places/{town[1].id}/east").text
    assert shown.index("Near Moderator since") < shown.index("Far Leader since")
    assert "for District" in shown
    assert "Neighbour" not in shown


def test_nobody_yet(client, town):
    assert "Nobody has been named yet." in page(client, f"/places/{town[1].id}/east").text
    assert "Nobody has been named to answer" in page(client, f"/places/{town[1].id}/people").text


def test_members_are_counted_and_never_named(app, client, town):
    for name in ("Rosa", "Luz"):
        as_(app, make_person(name)).post(f"/places/{town[1].id}/join")
    shown = page(client, f"/places/{town[1].id}/people").text
    assert "2 people have joined this place." in shown
    assert "Rosa" not in shown


def test_one_joins_a_place_and_leaves_it_again(app, town):
    rosa = make_person("Rosa")
    client = as_(app, rosa)
    address = f"/places/{town[1].id}/east"
    assert page(client, address, queries=9).all("form", action=f"/places/{town[1].id}/join")
    for _twice in range(2):
        assert client.post(f"/places/{town[1].id}/join").location == address
    assert held(rosa) == [(Role.MEMBER, town[1].id)]
    assert "You have joined East." in page(client, address, queries=9).text
    for _twice in range(2):
        client.post(f"/places/{town[1].id}/leave")
    assert held(rosa) == []


def test_a_visitor_who_wants_to_join_is_led_to_sign_in_and_back(client, town):
    shown = page(client, f"/places/{town[1].id}/east")
    assert f"/places/{town[1].id}/join" in shown.links()
    asked = page(client, f"/places/{town[1].id}/join")
    assert f"/sign-in?back=/places/{town[1].id}/join" in asked.links()
    assert client.post(f"/places/{town[1].id}/join").status_code == 403


@pytest.mark.parametrize("by", ["Luz Marin", "  LUZ@example.org "])
def test_a_role_is_given_by_name_or_address_kept_with_its_reason_and_ended(app, town, by):
    luz = make_person("Luz Marin")
    open_account(luz.id, "luz@example.org")
    client = as_(app, staff(Role.MODERATOR, town[0].id, "Mo"))
    address = f"/places/{town[1].id}/people"
    day = (now() + timedelta(days=30)).date().isoformat()
    form = {"person": by, "role": "moderator", "until": day, "reason": "Elected in May"}
    assert client.post(address, data=form).location == address
    (grant,) = list_grants(luz.id)
    assert (grant.role, grant.place_id, grant.granted_by_name) == (Role.MODERATOR, town[1].id, "Mo")
    assert grant.until.isoformat() > f"{day}T23:00"
    shown = page(app.test_client(), address)
    assert "Luz Marin" in shown.text
    assert day in [element.get("datetime", "")[:10] for element in shown.all("time")]
    assert client.post(f"{address}/{grant.id}/end", data={"reason": "Moved away"}).status_code == 303
    assert held(luz) == []
    past = page(client, f"{address}/history").text
    for words in ("Luz Marin", "given by Mo", "Elected in May", "by Mo", "Moved away"):
        assert words in past


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"person": ""}, "Enter a name or an e-mail address."),
        ({"person": "Nobody"}, "Nobody with an account has exactly this name"),
        ({"person": "Twin"}, "Several people with an account have this name"),
        ({"person": "Without"}, "Nobody with an account"),
        ({"person": "a\x00b"}, "cannot be seen"),
        ({"person": "x" * 300}, "Enter a name or an e-mail address."),
        ({"role": "leader"}, "Choose one of the roles"),
        ({"role": "admin"}, "Choose one of the roles"),
        ({"role": "king"}, "Choose one of the roles"),
        ({"role": ""}, "Choose one of the roles"),
        ({"until": "yesterday"}, "Enter a day such as"),
        ({"until": "2020-01-01"}, "within the next ten years"),
        ({"until": "9999-12-31"}, "within the next ten years"),
        ({"reason": "x" * 501}, "at most 500 letters"),
        ({"reason": "a\x00b"}, "cannot be seen"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_and_nothing_is_lost(app, town, form, says):
    open_account(make_person("Luz").id, "luz@example.org")
    for number in range(3):
        open_account(make_person("Twin").id, f"twin{number}@example.org")
    make_person("Without")
    client = as_(app, staff(Role.MODERATOR, town[1].id))
    sent = {"person": "Luz", "role": "moderator", "reason": "Kept words", **form}
    answer = client.post(f"/places/{town[1].id}/people", data=sent)
    assert answer.status_code == 400
    assert says in answer.text.replace("&#39;", "'")
    assert "reason" in form or "Kept words" in answer.text


def test_namesakes_are_told_apart_by_their_address(app, town):
    for number in range(2):
        twin = make_person("Twin")
        open_account(twin.id, f"twin{number}@example.org")
    client = as_(app, staff(Role.MODERATOR, town[1].id))
    client.post(f"/places/{town[1].id}/people", data={"person": "twin1@example.org", "role": "moderator"})
    assert held(twin) == [(Role.MODERATOR, town[1].id)]


def test_staff_of_one_place_are_nobody_in_the_next(app, town):
    district, east, west = town
    grant = Grant(person_id=make_person("Wes").id, role=Role.MODERATOR, place_id=west.id, granted_at=now())
    db.session.add(grant)
    open_account(make_person("Luz").id, "luz@example.org")
    client = as_(app, staff(Role.MODERATOR, east.id))
    form = {"person": "Luz", "role": "moderator"}
    for place in (west, district):
        assert client.post(f"/places/{place.id}/people", data=form).status_code == 404
        assert client.get(f"/places/{place.id}/people/history").status_code == 404
        assert "Give somebody a role" not in client.get(f"/places/{place.id}/people").text
    # by an id in the address: the other's grant under one's own place, and under its own
    for place in (east, west):
        assert client.get(f"/places/{place.id}/people/{grant.id}/end").status_code == 404
        assert client.post(f"/places/{place.id}/people/{grant.id}/end").status_code == 404
    assert grant.ended_at is None


def test_a_host_gives_no_moderator_and_a_member_nothing(app, town):
    luz = make_person("Luz")
    open_account(luz.id, "luz@example.org")
    address, form = f"/places/{town[1].id}/people", {"person": "Luz", "role": "moderator"}
    assert as_(app, staff(Role.HOST, town[1].id)).post(address, data=form).status_code == 400
    member = make_person()
    client = as_(app, member)
    client.post(f"/places/{town[1].id}/join")
    assert client.post(address, data=form).status_code == 403
    assert client.get(f"{address}/history").status_code == 403
    assert held(luz) == []


def test_admins_are_made_at_the_root_only(app, town):
    admin, luz = make_person("Admin"), make_person("Luz")
    make_first_admin(admin.id)
    open_account(luz.id, "luz@example.org")
    client, form = as_(app, admin), {"person": "Luz", "role": "admin"}
    assert client.post(f"/places/{town[1].id}/people", data=form).status_code == 400
    assert client.post(f"/places/{ROOT_ID}/people", data=form).status_code == 303
    assert held(luz) == [(Role.ADMIN, ROOT_ID)]


def test_whoever_holds_a_role_may_lay_it_down(app, town):
    rosa = staff(Role.HOST, town[1].id)
    (grant,) = list_grants(rosa.id)
    client = as_(app, rosa)
    assert f"/places/{town[1].id}/people/{grant.id}/end" in page(client, f"/places/{town[1].id}/people").links()
    assert client.post(f"/places/{town[1].id}/people/{grant.id}/end").status_code == 303
    assert held(rosa) == []


def test_the_last_admin_stays(app):
    admin = make_person("Admin")
    grant = make_first_admin(admin.id)
    client = as_(app, admin)
    answer = client.post(f"/places/{ROOT_ID}/people/{grant.id}/end")
    assert answer.status_code == 409
    assert "The last admin stays" in answer.text


def test_a_place_named_like_a_page_about_places_has_a_page(client):
    place = make_place("People")
    shown = client.get(f"/places/{place.id}", follow_redirects=True)
    assert shown.status_code == 200
    assert "<h1" in shown.text
    assert "Who answers here" in shown.text
    assert "Most agreed" in shown.text or "Ideas" in page(client, shown.request.path).text


def test_the_history_is_shown_in_pages(app, town):
    mo = staff(Role.MODERATOR, town[1].id, "Mo")
    for number in range(60):
        db.session.add(
            Grant(
                person_id=mo.id,
                role=Role.HOST,
                place_id=town[1].id,
                granted_at=now(),
                ended_at=now(),
                reason=f"N{number}.",
            )
        )
    db.session.flush()
    client = as_(app, mo)
    first = page(client, f"/places/{town[1].id}/people/history")
    assert "N59." in first.text
    assert "N1." not in first.text
    (following,) = [link.get("href") for link in first.all("a", rel="next")]
    assert "N1." in page(client, following).text
