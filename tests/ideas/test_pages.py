"""The pages of ideas as a person uses them."""

from __future__ import annotations

import pytest

from community.extensions import db
from community.ideas.models import Idea, Status
from tests.factories import make_idea, make_person, make_place

JSON = {"Accept": "application/json"}


def address(idea: Idea) -> str:
    return f"/ideas/{idea.id}/{idea.title.lower().replace(' ', '-')}"


@pytest.fixture
def voter(client):
    person = make_person("Rosa")
    db.session.commit()
    client.sign_in(person.id)
    return person


def test_an_idea_has_one_address(client):
    idea = make_idea("A bench")
    for old in (f"/ideas/{idea.id}", f"/ideas/{idea.id}/", f"/ideas/{idea.id}/old-title"):
        answer = client.get(old)
        assert (answer.status_code, answer.location) == (301, f"/ideas/{idea.id}/a-bench")
    assert client.get(f"/ideas/{idea.id}/a-bench").status_code == 200


def test_a_title_without_letters_still_has_an_address(client):
    idea = make_idea("!!!")
    answer = client.get(f"/ideas/{idea.id}", follow_redirects=True)
    assert answer.status_code == 200
    assert "!!!" in answer.text


def test_a_random_order_gets_a_seed_in_its_address(client):
    answer = client.get("/ideas?sort=random&status=open")
    assert answer.status_code == 302
    assert answer.location.startswith("/ideas?sort=random&status=open&seed=")
    assert client.get(answer.location).status_code == 200


def test_a_list_is_filtered_by_place_and_status(client):
    ward = make_place("Ward 3")
    make_idea("Inside and open", place=ward)
    make_idea("Inside and done", place=ward, status=Status.DONE)
    make_idea("Elsewhere")
    page = client.get(f"/ideas?place={ward.id}&status=done").text
    assert "Inside and done" in page
    assert "Inside and open" not in page
    assert "Elsewhere" not in page


def test_the_next_page_keeps_the_filter(client):
    for number in range(25):
        make_idea(f"Idea {number}", support=1 if number == 24 else 0)
    first = client.get("/ideas?sort=supported&status=open").text
    start = first.index("/ideas?sort=supported&amp;status=open&amp;page=")
    following = first[start : first.index('"', start)].replace("&amp;", "&")
    second = client.get(following).text
    assert "Idea 24" in first
    assert "Idea 0<" in second
    assert "Idea 24" not in second


def test_a_vote_by_form_leads_back_to_the_idea(client, voter):
    idea = make_idea("A bench", support=2)
    answer = client.post(f"/ideas/{idea.id}/vote", data={"choice": "support"})
    assert (answer.status_code, answer.location) == (303, address(idea) + "#vote")
    db.session.refresh(idea)
    assert idea.support_count == 3
    assert "Your vote is counted." in client.get(address(idea)).text


def test_a_vote_by_script_answers_the_counts(client, voter):
    idea = make_idea(support=2, oppose=1)
    answer = client.post(f"/ideas/{idea.id}/vote", data={"choice": "pass"}, headers=JSON)
    assert answer.json == {"choice": "pass", "support": 2, "oppose": 1, "passed": 1}
    answer = client.post(f"/ideas/{idea.id}/vote", data={"choice": "withdraw"}, headers=JSON)
    assert answer.json == {"choice": "withdraw", "support": 2, "oppose": 1, "passed": 0}


@pytest.mark.parametrize("choice", ["", "love", "SUPPORT", "support\0"])
def test_a_vote_is_one_of_three(client, voter, choice):
    idea = make_idea()
    answer = client.post(f"/ideas/{idea.id}/vote", data={"choice": choice})
    assert answer.status_code == 400
    assert "Choose support, oppose or pass." in answer.text


def test_a_vote_on_what_is_decided_is_refused_with_the_reason(client, voter):
    idea = make_idea(status=Status.DONE)
    answer = client.post(f"/ideas/{idea.id}/vote", data={"choice": "support"}, headers=JSON)
    assert answer.status_code == 409
    assert answer.json["detail"] == "Voting on this idea has ended: it has been decided."


def test_a_visitor_is_asked_to_sign_in_before_voting(client):
    idea = make_idea()
    answer = client.post(f"/ideas/{idea.id}/vote", data={"choice": "support"})
    assert answer.status_code == 403
    assert f"/sign-in?back=/ideas/{idea.id}/vote" in answer.text
    db.session.refresh(idea)
    assert idea.support_count == 0


def test_who_voted_is_private(client):
    idea = make_idea("A bench", support=1)
    page = client.get(address(idea)).text
    assert "Person" not in page
