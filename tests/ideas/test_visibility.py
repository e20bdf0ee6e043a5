"""What is withdrawn or hidden is out of everybody's sight, on every path, and comes back whole."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from community.extensions import db
from community.ideas import queries
from community.ideas.models import Choice, Status
from community.ideas.operations import (
    bring_back,
    cast_vote,
    hide_idea,
    restore_idea,
    set_status,
    withdraw_idea,
    withdraw_vote,
)
from community.ideas.operations.recount import wrong_place_counts
from community.ideas.queries import Filter, Order
from community.places.models import ROOT_ID, Place
from community.platform.clock import now
from community.platform.errors import Denied, Missing, Refused
from community.roles.models import Grant, Role
from community.roles.queries import Viewer
from tests.factories import make_idea, make_person, make_place

pytestmark = pytest.mark.usefixtures("app")


def viewer(person, *held) -> Viewer:
    return Viewer(person.id, person.name, 0, 0, None, None, None, now(), frozenset(held), False)


def granted(person, role, place):
    db.session.add(Grant(person_id=person.id, role=role, place_id=place.id, granted_at=now()))
    db.session.commit()
    return person


@pytest.fixture
def ward():
    return make_place("Ward 3", under=make_place("District"))


@pytest.fixture
def author():
    return make_person("Rosa")


@pytest.fixture
def idea(ward, author):
    return make_idea("A bench by the stop", place=ward, author=author, support=2)


def take_away(how, idea, author):
    if how == "hidden":
        return hide_idea(idea.id)
    return withdraw_idea(viewer(author), idea.id)


def put_back(how, idea, author):
    if how == "hidden":
        return restore_idea(idea.id)
    return bring_back(viewer(author), idea.id)


both = pytest.mark.parametrize("how", ["hidden", "withdrawn"])


@both
def test_it_leaves_every_list_and_count_and_comes_back(how, idea, author, ward):
    other = make_idea("Another idea", place=ward)
    take_away(how, idea, author)
    for order in Order:
        for where in (Filter(), Filter(ward.id), Filter(status=Status.OPEN), Filter(ward.id, Status.OPEN)):
            for matching in (1, 10_000):
                assert [row.id for row in queries.list_ideas(where, order, matching).rows] == [other.id]
    assert queries.count_by_status(ward.id) == queries.count_by_status(ROOT_ID) == {Status.OPEN: 1}
    assert queries.count_ideas([ward.id, ROOT_ID]) == {ward.id: 1, ROOT_ID: 1}
    put_back(how, idea, author)
    assert {row.id for row in queries.list_ideas(Filter(), Order.NEWEST, 2).rows} == {idea.id, other.id}
    assert queries.count_by_status(ROOT_ID) == {Status.OPEN: 2}
    db.session.refresh(idea)
    assert idea.support_count == 2
    assert list(wrong_place_counts()) == []


@both
def test_twice_is_once(how, idea, author):
    first = take_away(how, idea, author)
    at = (first.hidden_at, first.withdrawn_at)
    assert take_away(how, idea, author) is first
    assert (first.hidden_at, first.withdrawn_at) == at
    put_back(how, idea, author)
    put_back(how, idea, author)
    assert queries.count_by_status(ROOT_ID) == {Status.OPEN: 1}


def test_hidden_and_withdrawn_are_apart(idea, author):
    hide_idea(idea.id)
    withdraw_idea(viewer(author), idea.id)
    restore_idea(idea.id)
    assert (idea.listed, idea.hidden_at) == (False, None)
    hide_idea(idea.id)
    bring_back(viewer(author), idea.id)
    assert (idea.listed, idea.withdrawn_at) == (False, None)
    assert queries.count_by_status(ROOT_ID) == {}
    restore_idea(idea.id)
    assert idea.listed
    assert queries.count_by_status(ROOT_ID) == {Status.OPEN: 1}


@both
def test_a_status_that_changes_out_of_sight_is_counted_when_it_is_back(how, idea, author):
    take_away(how, idea, author)
    set_status(None, idea, Status.UNDER_REVIEW, "We look at it.")
    assert queries.count_by_status(ROOT_ID) == {}
    put_back(how, idea, author)
    assert queries.count_by_status(ROOT_ID) == {Status.UNDER_REVIEW: 1}
    assert list(wrong_place_counts()) == []


def test_only_its_author_withdraws_it_and_brings_it_back(idea, author):
    other = viewer(make_person(), (Role.ADMIN, ROOT_ID))
    with pytest.raises(Denied):
        withdraw_idea(other, idea.id)
    withdraw_idea(viewer(author), idea.id)
    with pytest.raises(Denied):
        bring_back(other, idea.id)
    hide_idea(idea.id)
    with pytest.raises(Missing):
        bring_back(viewer(make_person()), idea.id)


def test_an_imported_idea_of_nobody_known_is_nobodys():
    idea = make_idea()
    with pytest.raises(Denied):
        withdraw_idea(viewer(make_person()), idea.id)


def test_what_is_decided_is_not_withdrawn(idea, author):
    set_status(None, idea, Status.PLANNED, "In the budget.")
    with pytest.raises(Refused, match="decided"):
        withdraw_idea(viewer(author), idea.id)
    assert idea.listed


@pytest.mark.parametrize("act", [hide_idea, restore_idea])
def test_there_must_be_such_an_idea(act):
    with pytest.raises(Missing):
        act(999_999)


def test_nobody_votes_on_what_is_withdrawn(idea, author):
    voter = make_person()
    cast_vote(voter.id, idea.id, Choice.SUPPORT)
    withdraw_idea(viewer(author), idea.id)
    for act in (lambda: cast_vote(voter.id, idea.id, Choice.OPPOSE), lambda: withdraw_vote(voter.id, idea.id)):
        with pytest.raises(Refused, match="withdrawn"):
            act()
    bring_back(viewer(author), idea.id)
    assert cast_vote(voter.id, idea.id, Choice.OPPOSE).oppose == 1


def test_nobody_votes_on_what_is_hidden_and_only_its_author_hears_why(idea, author):
    hide_idea(idea.id)
    with pytest.raises(Missing):
        cast_vote(make_person().id, idea.id, Choice.SUPPORT)
    with pytest.raises(Refused, match="hidden"):
        cast_vote(author.id, idea.id, Choice.SUPPORT)


# Pages


def statuses(client, idea):
    urls = (f"/ideas/{idea.id}", f"/ideas/{idea.id}/a-bench-by-the-stop", f"/ideas/{idea.id}/vote")
    return {client.get(url, follow_redirects=True).status_code for url in urls}


def elsewhere(client, ward):
    """The pages on which it would stand."""
    urls = ("/", "/ideas", f"/places/{ward.id}", "/ideas?sort=share", f"/ideas?place={ward.id}&status=open")
    return [url for url in urls if "A bench by the stop" in client.get(url, follow_redirects=True).text]


@pytest.mark.parametrize(("how", "status"), [("hidden", 404), ("withdrawn", 410)])
@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("visitor", False),
        ("member", False),
        ("moderator elsewhere", False),
        ("host here", False),
        ("author", True),
        ("moderator here", True),
        ("moderator above", True),
        ("admin", True),
    ],
)
def test_who_still_sees_it(client, idea, author, ward, how, status, who, seen):
    district, root = (db.session.get_one(Place, number) for number in (ward.parent_id, ROOT_ID))
    person = author if who == "author" else make_person()
    grant = {
        "moderator elsewhere": (Role.MODERATOR, make_place("Beside")),
        "host here": (Role.HOST, ward),
        "moderator here": (Role.MODERATOR, ward),
        "moderator above": (Role.MODERATOR, district),
        "admin": (Role.ADMIN, root),
    }.get(who)
    if grant:
        granted(person, *grant)
    take_away(how, idea, author)
    db.session.commit()
    if who != "visitor":
        client.sign_in(person.id)
    assert statuses(client, idea) == ({200} if seen else {status})
    assert elsewhere(client, ward) == []
    page = client.get(f"/ideas/{idea.id}", follow_redirects=True).text
    assert ("A bench by the stop" in page) is seen
    assert (("A moderator has hidden" if how == "hidden" else "has withdrawn it") in page) is (
        seen or how == "withdrawn"
    )


@pytest.mark.parametrize(("how", "status"), [("hidden", 404), ("withdrawn", 410)])
def test_an_old_etag_shows_nothing(client, idea, author, how, status):
    url = f"/ideas/{idea.id}/a-bench-by-the-stop"
    tags = {at: client.get(at).headers["ETag"] for at in (url, "/ideas", "/")}
    assert client.get(url, headers={"If-None-Match": tags[url]}).status_code == 304
    take_away(how, idea, author)
    for match in (tags[url], "*"):
        assert client.get(url, headers={"If-None-Match": match}).status_code == status
    for at in ("/ideas", "/"):
        again = client.get(at, headers={"If-None-Match": tags[at]})
        assert again.status_code == 200
        assert "A bench by the stop" not in again.text


def test_programs_are_told_the_same(client, idea, author):
    withdraw_idea(viewer(author), idea.id)
    answer = client.get(f"/ideas/{idea.id}", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["detail"]) == (410, "Whoever wrote this idea has withdrawn it.")


def test_the_database_itself_knows_what_listed_means(idea):
    idea.hidden_at = now()
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
