"""Somebody proposes an idea: what they typed is kept until it is right, and is one idea however often it is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.models import Account
from community.accounts.rules import may_speak
from community.extensions import db
from community.ideas import queries
from community.ideas.models import Idea, Status
from community.ideas.operations import propose_idea
from community.places.models import ROOT_ID, Place
from community.places.operations import add_place, rename_place
from community.places.queries import find_places
from community.platform.clock import now
from community.platform.errors import Denied, Missing, Unclear
from community.roles.queries import Viewer
from tests.factories import make_person, make_place, root
from tests.harness.pages import page

TYPED = {"title": "A bench at the stop", "body": "For *everybody*.", "place": "1", "language": "en", "key": "k"}


@pytest.fixture
def rosa(app, client):
    person = make_person("Rosa")
    client.sign_in(person.id)
    return person


def viewer(person, **changes) -> Viewer:
    known = dict(account_id=0, sign_in_id=0, language=None, home_place_id=None, paused_until=None)
    known |= {"seen_at": now(), "weak": False}
    return Viewer(person_id=person.id, name=person.name, held=frozenset(), **{**known, **changes})


def ideas():
    return db.session.scalars(select(Idea).order_by(Idea.id)).all()


def test_what_is_typed_becomes_an_idea(client, rosa):
    ward = make_place("Ward 3")
    answer = client.post("/ideas/new", data=TYPED | {"place": str(ward.id)})
    [idea] = ideas()
    assert (answer.status_code, answer.location) == (303, f"/ideas/{idea.id}/a-bench-at-the-stop")
    assert (idea.title, idea.body, idea.place_id, idea.author_id) == (TYPED["title"], TYPED["body"], ward.id, rosa.id)
    assert "Your idea is public." in client.get(answer.location).text
    assert queries.count_by_status(ward.id) == {Status.OPEN: 1}


def test_a_form_that_is_sent_twice_makes_one_idea(client, rosa):
    first, second = (client.post("/ideas/new", data=TYPED) for _ in range(2))
    assert first.location == second.location
    assert len(ideas()) == 1
    assert queries.count_by_status(ROOT_ID) == {Status.OPEN: 1}


def test_the_same_words_in_a_new_form_are_another_idea(client, rosa):
    client.post("/ideas/new", data=TYPED)
    client.post("/ideas/new", data=TYPED | {"key": "another"})
    assert len(ideas()) == 2


def test_other_words_after_going_back_are_not_lost(client, rosa):
    client.post("/ideas/new", data=TYPED)
    client.post("/ideas/new", data=TYPED | {"body": "For everybody, and lit."})
    assert [idea.body for idea in ideas()] == ["For *everybody*.", "For everybody, and lit."]


def test_the_same_key_of_two_people_makes_two_ideas(client, rosa):
    client.post("/ideas/new", data=TYPED)
    client.sign_in(make_person().id)
    client.post("/ideas/new", data=TYPED)
    assert len(ideas()) == 2


def test_forms_sent_at_once_make_one_idea(own_app):
    with own_app.app_context():
        person = viewer(make_person())
        db.session.commit()

    def send(_number):
        with own_app.app_context():
            idea = propose_idea(person, ROOT_ID, "A bench", "", language="en", key="k")
            found = idea.id
            db.session.commit()
            return found

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(16)))) == 1
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Idea)) == 1
        assert queries.count_by_status(ROOT_ID) == {Status.OPEN: 1}


def test_each_form_for_members_has_a_key_and_those_for_visitors_are_all_alike(client, app):
    first, second = (client.get("/ideas/new") for _ in range(2))
    assert first.text == second.text
    assert client.get("/ideas/new", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    client.sign_in(make_person().id)
    keys = {page(client, "/ideas/new").all("input", name="key")[0].get("value") for _ in range(2)}
    assert len(keys) == 2
    assert "" not in keys


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Enter a title of at most 300 letters."),
        ({"title": "x" * 301}, "Enter a title of at most 300 letters."),
        ({"title": "a\x00b"}, "cannot be seen"),
        ({"title": "\u200b"}, "Nothing of this text can be seen."),
        ({"body": "x" * 50_001}, "The text is too long: at most 50000 letters."),
        ({"body": "\u202e"}, "cannot be seen"),
        ({"place": "999999"}, "There is no such place."),
        ({"place": "\u0663"}, "There is no such place."),
        ({"place": ""}, "There is no such place."),
        ({"place": "9" * 30}, "There is no such place."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, rosa, wrong, said):
    answer = client.post("/ideas/new", data=TYPED | {"title": "Something I typed"} | wrong)
    assert answer.status_code == 400
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert "For *everybody*." in answer.text or "body" in wrong
    assert "Something I typed" in answer.text or "title" in wrong
    assert ideas() == []


def test_a_line_counts_once_however_the_browser_ends_it(client, rosa):
    body = ("x" * 4_999 + "\r\n") * 10
    assert client.post("/ideas/new", data=TYPED | {"body": body}).status_code == 303
    assert len(ideas()[0].body) == 50_000


def test_a_language_nobody_offers_is_that_of_the_page(client, rosa):
    client.post("/ideas/new", data=TYPED | {"language": "tlh"})
    assert [idea.language for idea in ideas()] == ["en"]


def test_a_preview_shows_the_text_and_keeps_what_was_typed(client, rosa):
    answer = client.post("/ideas/new", data=TYPED | {"step": "preview", "title": ""})
    assert answer.status_code == 200
    assert "<p>For <em>everybody</em>.</p>" in answer.text
    assert "For *everybody*." in answer.text
    assert ideas() == []


def test_visitors_may_look_at_a_preview(client, app):
    answer = client.post("/ideas/new", data=TYPED | {"step": "preview", "body": "<script>x</script> **b**"})
    assert "<strong>b</strong>" in answer.text
    assert "<script>x" not in answer.text


def offered(shown) -> list[str]:
    return ["".join(option.itertext()).strip() for option in shown.all("option") if option.get("value", "").isdigit()]


def test_a_place_is_chosen_by_steps(client, rosa):
    district = make_place("North district")
    ward = make_place("Ward 3", under=district)
    root_name, *children = offered(page(client, "/ideas/new"))
    assert children == ["North district"]
    stepped = client.post("/ideas/new", data=TYPED | {"step": "inside", "place": str(district.id)})
    assert "Ward 3" in stepped.text
    assert "For *everybody*." in stepped.text
    shown = page(client, f"/ideas/new?place={ward.id}")
    assert offered(shown) == [root_name, "North district", "Ward 3"]
    [chosen] = [option for option in shown.all("option", selected="") if option.get("value") == str(ward.id)]
    assert "".join(chosen.itertext()).strip() == "Ward 3"


def test_a_place_among_many_is_found_by_its_name(client, rosa):
    district = make_place("Öst district")
    make_place("Mühle_1", under=district)
    make_place("Mill", under=district)
    assert [found.place.name for found in find_places("MUHLE_")] == ["Mühle_1"]
    assert [found.parent_name for found in find_places("mill")] == ["Öst district"]
    assert next(found.place.name for found in find_places("ost")) == "Öst district"
    add_place(root(), "Harbour", external_id="0mill0")  # what nobody reads is no name
    assert [found.place.name for found in find_places("mill")] == ["Mill"]
    rename_place(db.session.get(Place, district.id), "West")
    assert [found.place.name for found in find_places("west")] == ["West", "Mill", "Mühle_1"]
    assert list(find_places("%")) == list(find_places("  ")) == []
    answer = client.post("/ideas/new", data=TYPED | {"step": "find", "find": "mühle"})
    assert "Mühle_1" in answer.text
    assert "1 place found" in answer.text
    assert "No place of that name" in client.post("/ideas/new", data=TYPED | {"step": "find", "find": "xyz"}).text


def test_a_paused_account_reads_and_does_not_write(client, rosa):
    until = now() + timedelta(days=1)
    db.session.execute(update(Account).where(Account.person_id == rosa.id).values(paused_until=until))
    answer = client.post("/ideas/new", data=TYPED)
    assert answer.status_code == 403
    assert "paused" in answer.text
    assert ideas() == []


def test_a_pause_ends_by_itself():
    at = now()
    assert may_speak(None, at)
    assert may_speak(at, at)
    assert not may_speak(at + timedelta(seconds=1), at)


@pytest.mark.usefixtures("app")
def test_the_operation_keeps_the_rules_too():
    person = make_person()
    with pytest.raises(Denied):
        propose_idea(viewer(person, paused_until=now() + timedelta(1)), ROOT_ID, "A bench", "", language="en", key="")
    with pytest.raises(Missing):
        propose_idea(viewer(person), 999_999, "A bench", "", language="en", key="")
    with pytest.raises(Unclear):
        propose_idea(viewer(person), ROOT_ID, "", "", language="en", key="")


def test_every_way_in_is_on_the_pages(client, app):
    ward = make_place("Ward 3")
    assert "/ideas/new" in page(client, "/").links()
    assert "/ideas/new" in page(client, "/ideas").links()
    assert f"/ideas/new?place={ward.id}" in page(client, f"/ideas?place={ward.id}").links()
    assert f"/ideas/new?place={ward.id}" in page(client, f"/places/{ward.id}/ward-3").links()
