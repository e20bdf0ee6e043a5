"""The pages of ideas as a person uses them."""

from __future__ import annotations

import re

import pytest

from community.extensions import db
from community.ideas.models import Idea, Status
from community.ideas.operations import set_status
from community.ideas.operations.status import record_statuses
from community.platform.paging import Key
from tests.factories import make_idea, make_person, make_place
from tests.harness.pages import page, words

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
    shown = client.get(f"/ideas?place={ward.id}&status=done").text
    assert "Inside and done" in shown
    assert "Inside and open" not in shown
    assert "Elsewhere" not in shown


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


def test_a_visitor_is_asked_to_sign_in_before_their_vote_counts(client):
    idea = make_idea()
    answer = client.post(f"/ideas/{idea.id}/vote", data={"choice": "support"})
    assert (answer.status_code, answer.location) == (303, "/waiting")
    db.session.refresh(idea)
    assert idea.support_count == 0


def test_who_voted_is_private(client):
    idea = make_idea("A bench", support=1)
    assert "Person" not in client.get(address(idea)).text


def test_a_page_that_has_emptied_since_leads_to_the_first_one(client):
    make_idea("The only idea")
    key = Key(0, 1)
    shown = page(client, f"/ideas?sort=supported&status=open&page={key}")
    assert "This page is empty now" in shown.text
    assert "Nobody has proposed anything" not in shown.text
    assert "/ideas?sort=supported&status=open" in shown.links()
    shown = page(client, f"/places?page={Key(0, 999_999)}")
    assert "This page is empty now" in shown.text
    assert "/places" in shown.links()


def test_only_what_has_support_is_called_most_agreed(client):
    ward = make_place("Ward 3")
    make_idea("Nobody voted", place=ward)
    make_idea("All against", place=ward, oppose=2)
    for url in ("/", f"/places/{ward.id}/ward-3"):
        assert "Most agreed" not in page(client, url).text
        assert "Nobody voted" in page(client, url).text
    make_idea("Well liked", place=ward, support=1)
    shown = page(client, f"/places/{ward.id}/ward-3")
    assert "Most agreed" in shown.text
    assert "Well liked" in shown.text
    assert "Nobody voted" not in shown.text


def test_the_buttons_of_a_vote_are_named_by_the_title_alone(client, voter):
    idea = make_idea("A bench", body="For everybody who waits.")
    for url in (address(idea), f"/ideas/{idea.id}/vote"):
        shown = page(client, url, queries=None)
        [group] = shown.all("div", role="group")
        [label] = [found for found in shown.tree.iter() if found.get("id") == group.get("aria-labelledby")]
        assert words(label) == "A bench"


def test_names_and_reasons_have_the_direction_of_their_letters(client):
    idea = make_idea("A bench", place=make_place("حي الشمال"), author=make_person("ليلى"))
    set_status(None, idea, Status.PLANNED, "سنفعل ذلك.")
    shown = page(client, address(idea))
    assert {"حي الشمال", "ليلى"} <= {words(found) for found in shown.all("bdi")}
    assert "سنفعل ذلك." in [words(found) for found in shown.all("p", dir="auto")]


def test_a_status_that_was_imported_says_so_in_the_readers_language(client):
    idea = make_idea("A bench")
    record_statuses({idea.id: Status.PLANNED})
    said = "It came here from elsewhere with this status"
    assert said in client.get(address(idea)).text
    client.post("/language", data={"language": "ar-XB"})
    assert f"⟦{said}" in client.get(address(idea)).text


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_word_a_sign_and_a_what_next(client, status):
    idea = make_idea("A bench", status=status)
    shown = page(client, address(idea), queries=None)
    pills = {words(found) for found in shown.all("span") if "pill" in found.get("class", "").split()}
    assert [pill for pill in pills if pill]
    [following] = [found for found in shown.all("section") if "next" in found.get("class", "").split()]
    assert words(following.find("p"))
    assert re.search(rf'<option value="{status}"[^>]*>\w[\w ]* \(1\)', client.get("/ideas").text)


def test_a_chosen_status_that_no_idea_has_is_offered_too(client):
    make_idea("A bench")
    offered = re.findall(r'<option value="(\w+)"( selected)?>[\w ]+ \((\d)\)', client.get("/ideas?status=merged").text)
    assert offered == [("open", "", "1"), ("merged", " selected", "0")]


def test_nothing_is_called_promised_before_somebody_promises(client):
    idea = make_idea("A bench", status=Status.PLANNED)
    page = client.get(address(idea)).text
    thread = page[page.index('<ol class="thread') :]
    assert thread[: thread.index("</ol>")].count("is-reached") == 2
    assert "Planned" in page
