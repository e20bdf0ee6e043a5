"""What visitors send waits until they sign in on the same device, and is then done once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.models import Account, Person
from community.accounts.operations import open_account
from community.accounts.passwords import hash_password
from community.extensions import db
from community.ideas.models import Choice, Idea, PendingKind, Status, Vote
from community.ideas.operations import edit_idea, hide_idea, set_status
from community.platform.clock import now
from community.platform.errors import Refused
from community.writing import device
from community.writing.jobs import JOBS
from community.writing.models import Draft, Pending
from community.writing.operations import keep_pending, perform_pending
from community.writing.rules import MOST_WAITING, WAITS
from tests.accounts.mailbox import last_mail
from tests.factories import make_idea, make_person, make_place
from tests.harness.pages import page
from tests.ideas.test_visibility import viewer

TYPED = {
    "kind": "idea",
    "title": "A bench at the stop",
    "body": "For *everybody*.",
    "place": "1",
    "language": "en",
    "key": "",
}
JSON = {"Accept": "application/json"}


@pytest.fixture
def rosa(app):
    person = make_person("Rosa")
    db.session.commit()
    return person


def sign_in(client, person):
    """Sign in by the page itself, as a browser does."""
    return client.post("/sign-in/as", data={"person": person.id, "back": "/ideas"})


def pending() -> int:
    return db.session.scalar(select(func.count()).select_from(Pending))


def ideas():
    return db.session.scalars(select(Idea).order_by(Idea.id)).all()


def test_a_visitors_idea_is_posted_when_they_sign_in(client, rosa):
    ward = make_place("Ward 3")
    answer = client.post("/ideas/new", data=TYPED | {"place": str(ward.id)})
    assert (answer.status_code, answer.location) == (303, "/waiting")
    assert ideas() == []
    shown = page(client, "/waiting", queries=None)
    assert "A bench at the stop" in shown.text
    assert "/sign-in?back=/ideas" in shown.links()
    answer = sign_in(client, rosa)
    [idea] = ideas()
    assert (idea.title, idea.author_id, idea.place_id) == ("A bench at the stop", rosa.id, ward.id)
    shown = page(client, answer.location, queries=None)
    assert "Your idea is public." in shown.text
    assert f"/ideas/{idea.id}/a-bench-at-the-stop" in shown.links()
    assert pending() == 0
    assert client.get_cookie("pending") is None
    assert page(client, "/waiting", queries=None).h1 == "Nothing is waiting"


def test_a_visitors_votes_are_counted_when_they_sign_in(client, rosa):
    first, second = make_idea("First"), make_idea("Second")
    client.post(f"/ideas/{first.id}/vote", data={"choice": "support"})
    client.post(f"/ideas/{second.id}/vote", data={"choice": "oppose"})
    client.post(f"/ideas/{second.id}/vote", data={"choice": "pass"})
    shown = page(client, "/waiting", queries=None)
    assert f"/sign-in?back=/ideas/{second.id}/second" in shown.links()
    sign_in(client, rosa)
    votes = db.session.execute(select(Vote.idea_id, Vote.choice).where(Vote.person_id == rosa.id).order_by("idea_id"))
    assert [tuple(vote) for vote in votes] == [(first.id, Choice.SUPPORT), (second.id, Choice.PASS)]
    assert pending() == 0


def test_whoever_joins_finds_it_done(client, app):
    client.post("/ideas/new", data=TYPED)
    joining = {"name": "Rosa", "email": "rosa@example.org", "password": "eleven green benches", "back": "/ideas"}
    path = client.post("/join", data=joining).location
    assert ideas() == []
    answer = client.post(path, data={"code": last_mail().code})
    [idea] = ideas()
    assert db.session.get(Person, idea.author_id).name == "Rosa"
    assert "Your idea is public." in client.get(answer.location).text


@pytest.mark.parametrize("way", ["password", "code"])
def test_however_they_sign_in_it_is_done(client, rosa, way):
    open_account(rosa.id, "rosa@example.org", password_hash=hash_password("eleven green benches"))
    client.post("/ideas/new", data=TYPED)
    if way == "password":
        known = {"email": "rosa@example.org", "password": "eleven green benches", "back": "/ideas"}
        assert client.post("/sign-in", data=known).status_code == 303
    else:
        path = client.post("/sign-in/code", data={"email": "rosa@example.org", "back": "/ideas"}).location
        assert client.post(path, data={"code": last_mail().code}).status_code == 303
    assert [idea.author_id for idea in ideas()] == [rosa.id]


def test_when_a_sign_in_fails_it_waits_on_and_nothing_is_claimed(client, rosa, monkeypatch):
    client.post("/ideas/new", data=TYPED)
    with monkeypatch.context() as broken:
        broken.setattr("community.accounts.views.sign_in.flash", lambda _text: 1 / 0)
        assert sign_in(client, rosa).status_code == 500
    assert client.get_cookie("pending") is not None
    assert "is public" not in client.get("/ideas").text


def test_a_password_that_is_wrong_does_nothing(client, rosa):
    open_account(rosa.id, "rosa@example.org", password_hash=hash_password("eleven green benches"))
    client.post("/ideas/new", data=TYPED)
    assert client.post("/sign-in", data={"email": "rosa@example.org", "password": "guessed"}).status_code == 400
    assert ideas() == []
    assert pending() == 1


def test_signing_in_twice_does_it_once(client, app, rosa):
    client.post("/ideas/new", data=TYPED)
    token = client.get_cookie("pending").value
    sign_in(client, rosa)
    client.set_cookie("pending", token)
    sign_in(client, rosa)
    assert len(ideas()) == 1


def test_the_same_form_sent_twice_waits_once(client, rosa):
    for _ in range(2):
        client.post("/ideas/new", data=TYPED)
    assert pending() == 1


def test_signing_in_at_once_does_it_once(own_app):
    with own_app.app_context():
        idea = make_idea()
        who = viewer(make_person())
        keep_pending("token", PendingKind.IDEA, dict(title="A", body="", place_id=1, language="en", key=""))
        keep_pending("token", PendingKind.VOTE, dict(idea_id=idea.id, choice="support"))
        db.session.commit()

    def perform(_number):
        with own_app.app_context():
            done = len(perform_pending(who, "token"))
            db.session.commit()
            return done

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(perform, range(12))) == 2
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Idea)) == 2
        assert db.session.scalar(select(func.count()).select_from(Vote)) == 1
        assert pending() == 0


def test_it_waits_on_the_device_that_sent_it(client, app, rosa):
    client.post("/ideas/new", data=TYPED)
    other = app.test_client()
    assert "A bench" not in other.get("/waiting").text
    sign_in(other, rosa)
    assert ideas() == []
    assert pending() == 1


def test_the_cookie_is_set_by_sending_alone_and_no_script_reads_it(client, app):
    assert "Set-Cookie" not in client.get("/ideas/new").headers
    assert "Set-Cookie" not in client.get("/waiting").headers
    sent = client.post("/ideas/new", data=TYPED).headers["Set-Cookie"]
    assert "HttpOnly" in sent
    assert "SameSite=Lax" in sent
    assert "Max-Age=604800" in sent


def test_after_a_week_it_waits_no_more(client, rosa):
    client.post("/ideas/new", data=TYPED)
    db.session.execute(update(Pending).values(kept_at=now() - WAITS - timedelta(seconds=1)))
    assert "A bench" not in client.get("/waiting").text
    sign_in(client, rosa)
    assert ideas() == []
    assert pending() == 1
    [job] = JOBS
    job.work()
    assert pending() == 0


def test_what_waits_can_be_discarded_there(client, app):
    client.post("/ideas/new", data=TYPED)
    number = db.session.scalar(select(Pending.id))
    assert app.test_client().post("/waiting", data={"id": number}).status_code == 404
    assert client.post("/waiting", data={"id": "x"}).status_code == 400
    assert client.post("/waiting", data={"id": number}).status_code == 303
    assert pending() == 0
    assert client.post("/waiting", data={"id": number}).status_code == 404


def test_words_that_cannot_be_posted_become_a_draft(client, rosa):
    sign_in(client, rosa)
    until = now() + timedelta(days=1)
    db.session.execute(update(Account).where(Account.person_id == rosa.id).values(paused_until=until))
    client.post("/sign-out")
    client.post("/ideas/new", data=TYPED)
    answer = sign_in(client, rosa)
    shown = page(client, answer.location, queries=None)
    assert "not public yet" in shown.text
    assert "/drafts" in shown.links()
    assert ideas() == []
    assert "A bench at the stop" in client.get("/drafts").text


def test_a_vote_that_came_too_late_says_so(client, rosa):
    idea, hidden = make_idea(), make_idea()
    for each in (idea, hidden):
        client.post(f"/ideas/{each.id}/vote", data={"choice": "support"})
    set_status(None, idea, Status.DONE, "It is built.")
    hide_idea(hidden.id)
    assert client.get("/waiting").status_code == 200
    answer = sign_in(client, rosa)
    text = page(client, answer.location, queries=None).text
    assert "Your vote was not counted. Voting on this idea has ended" in text
    assert "There is no such idea." in text
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 0


@pytest.mark.parametrize("status", [Status.DONE, Status.MERGED])
def test_visitors_do_not_wait_for_what_cannot_be(client, app, status):
    assert client.post(f"/ideas/{make_idea(status=status).id}/vote", data={"choice": "support"}).status_code == 409
    assert client.post("/ideas/999999/vote", data={"choice": "support"}).status_code == 404
    assert client.post("/ideas/new", data=TYPED | {"title": ""}).status_code == 400
    assert pending() == 0


def test_a_script_is_told_to_sign_in(client, app):
    idea = make_idea()
    assert client.post(f"/ideas/{idea.id}/vote", data={"choice": "support"}, headers=JSON).status_code == 403
    assert pending() == 0


def test_so_much_waits_and_no_more(app):
    for number in range(MOST_WAITING):
        keep_pending("token", PendingKind.VOTE, {"idea_id": number, "choice": "support"})
    with pytest.raises(Refused):
        keep_pending("token", PendingKind.VOTE, {"idea_id": 0, "choice": "pass"})
    keep_pending("another", PendingKind.VOTE, {"idea_id": 0, "choice": "pass"})


def test_so_much_is_sent_from_one_address_and_no_more(client, app, monkeypatch):
    monkeypatch.setattr(device, "MOST", 2)
    idea = make_idea()
    answers = [app.test_client().post(f"/ideas/{idea.id}/vote", data={"choice": "pass"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 429, 429]
    assert pending() == 2
    client.sign_in(make_person().id)
    assert client.post(f"/ideas/{idea.id}/vote", data={"choice": "pass"}).status_code == 303


# A sign-in that ended while somebody was writing


def test_an_ended_sign_in_loses_nothing_and_gives_it_to_nobody_else(client, rosa):
    client.sign_in(rosa.id)
    [author] = page(client, "/ideas/new").all("input", name="author")
    assert author.get("value") == str(rosa.id)
    client.post("/sign-out")
    client.post("/ideas/new", data=TYPED | {"key": "k", "author": str(rosa.id)})
    sign_in(client, make_person("Sam"))
    assert ideas() == []
    client.post("/sign-out")


def test_what_was_sent_after_a_sign_in_ended_waits_for_that_person(app, client, rosa):
    client.post("/ideas/new", data=TYPED | {"key": "k", "author": str(rosa.id)})
    token = client.get_cookie("pending").value
    sign_in(client, make_person("Sam"))
    assert ideas() == []
    client.set_cookie("pending", token)
    sign_in(client, rosa)
    assert [idea.author_id for idea in ideas()] == [rosa.id]


def test_a_form_opened_by_somebody_else_is_asked_about(client, rosa):
    client.sign_in(make_person("Sam").id)
    answer = client.post("/ideas/new", data=TYPED | {"key": "k", "author": str(rosa.id)})
    assert answer.status_code == 409
    assert "signed in as somebody else" in answer.text
    assert "For *everybody*." in answer.text
    assert ideas() == []


def test_an_edit_after_the_sign_in_ended_waits_too(client, rosa):
    idea = make_idea("A bench", author=rosa)
    words = {"title": "Two benches", "body": "", "version": "1", "author": str(rosa.id)}
    assert client.post(f"/ideas/{idea.id}/edit", data=words).location == "/waiting"
    sign_in(client, rosa)
    db.session.refresh(idea)
    assert (idea.title, idea.version) == ("Two benches", 2)


def test_an_edit_of_somebody_elses_idea_does_not_wait(client, rosa):
    idea = make_idea("A bench", author=make_person())
    assert client.post(f"/ideas/{idea.id}/edit", data={"title": "Mine", "version": "1"}).status_code == 403
    client.post(f"/ideas/{idea.id}/edit", data={"title": "Mine", "version": "1", "author": str(rosa.id)})
    sign_in(client, rosa)
    db.session.refresh(idea)
    assert idea.title == "A bench"
    assert "/ideas/new?draft=" in client.get("/drafts").text


def test_an_edit_that_came_second_becomes_a_draft_of_the_next_version(client, rosa):
    idea = make_idea("A bench", author=rosa)
    words = {"title": "Two benches", "body": "", "version": "1", "author": str(rosa.id)}
    client.post(f"/ideas/{idea.id}/edit", data=words)
    edit_idea(viewer(rosa), idea.id, 1, "Three benches", "")
    sign_in(client, rosa)
    answer = client.get(f"/ideas/{idea.id}/edit?draft=idea-{idea.id}")
    assert 'value="Two benches"' in answer.text
    answer = client.post(f"/ideas/{idea.id}/edit", data={"title": "Two benches", "body": "", "version": "1"})
    assert answer.status_code == 409


@pytest.mark.parametrize("author", ["999999", "x", "-1", "9" * 40])
def test_a_made_up_author_breaks_nothing(client, app, author):
    assert client.post("/ideas/new", data=TYPED | {"author": author}).status_code in (303, 400)


# Drafts


def test_a_draft_is_saved_found_and_gone_when_posted(client, rosa):
    client.sign_in(rosa.id)
    typed = TYPED | {"key": "k", "title": "A ben"}
    assert client.post("/drafts", data=typed).location == "/drafts"
    saved = client.post("/drafts", data=typed | {"title": "A bench"}, headers=JSON)
    assert saved.json["key"] == "k"
    shown = page(client, "/drafts")
    assert shown.links().count("/ideas/new?draft=k") == 2
    again = page(client, "/ideas/new?draft=k", queries=None)
    assert [field.get("value") for field in again.all("input", name="title")] == ["A bench"]
    assert [field.get("value") for field in again.all("input", name="key")] == ["k"]
    client.post("/ideas/new", data=TYPED | {"key": "k"})
    assert "No drafts" in page(client, "/drafts").text
    assert len(ideas()) == 1


def test_a_draft_of_an_edit_is_gone_when_saved(client, rosa):
    client.sign_in(rosa.id)
    idea = make_idea("A bench", author=rosa)
    client.post("/drafts", data={"title": "Two", "body": "", "kind": "idea", "thing": str(idea.id), "version": "1"})
    draft = f"/ideas/{idea.id}/edit?draft=idea-{idea.id}"
    assert draft in page(client, "/drafts").links()
    assert [field.get("value") for field in page(client, draft, queries=None).all("input", name="title")] == ["Two"]
    client.post(f"/ideas/{idea.id}/edit", data={"title": "Two benches", "body": "", "version": "1"})
    assert "No drafts" in page(client, "/drafts").text


def test_nobody_else_sees_a_draft(client, rosa):
    client.sign_in(rosa.id)
    client.post("/drafts", data=TYPED | {"key": "k"})
    client.sign_in(make_person().id)
    assert "A bench" not in client.get("/drafts").text
    assert client.get("/ideas/new?draft=k").status_code == 404
    client.post("/drafts", data={"key": "k", "step": "discard"})
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 1


def test_a_draft_is_discarded(client, rosa):
    client.sign_in(rosa.id)
    client.post("/drafts", data=TYPED | {"key": "k"})
    client.post("/drafts", data={"key": "k", "step": "discard"})
    assert "No drafts" in page(client, "/drafts").text


def test_nothing_written_is_no_draft_and_there_are_not_endless_ones(client, rosa):
    client.sign_in(rosa.id)
    client.post("/drafts", data=TYPED | {"title": " ", "body": "", "key": "k"})
    assert "No drafts" in client.get("/drafts").text
    for number in range(50):
        assert client.post("/drafts", data=TYPED | {"key": str(number)}, headers=JSON).status_code == 200
    assert client.post("/drafts", data=TYPED | {"key": "one more"}, headers=JSON).status_code == 409
    assert client.post("/drafts", data=TYPED | {"key": "7"}, headers=JSON).status_code == 200


@pytest.mark.parametrize("wrong", [{"title": "x" * 100_001}, {"body": "a\x00"}, {"key": "k" * 65}])
def test_what_no_draft_can_hold_is_said(client, rosa, wrong):
    client.sign_in(rosa.id)
    assert client.post("/drafts", data=TYPED | {"key": "k"} | wrong).status_code == 400


def test_drafts_are_for_members(client, app):
    assert client.get("/drafts").status_code == 403
    assert client.post("/drafts", data=TYPED, headers=JSON).status_code == 403
