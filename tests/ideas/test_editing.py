"""Authors mend what they wrote; every version stays readable, and nobody writes over what they have not seen."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from community.extensions import db
from community.ideas import queries
from community.ideas.models import Choice, Idea, IdeaVersion, Status
from community.ideas.operations import cast_vote, edit_idea, hide_idea, set_status
from community.places.models import ROOT_ID
from community.platform.differences import differences
from community.platform.errors import Denied, Missing, Refused
from community.roles.models import Role
from community.writing.operations import Outdated
from tests.factories import make_idea, make_person
from tests.harness.pages import page
from tests.ideas.test_visibility import viewer


@pytest.fixture
def rosa(app, client):
    person = make_person("Rosa")
    client.sign_in(person.id)
    return person


@pytest.fixture
def idea(rosa):
    return make_idea("A bench", body="By the stop.", author=rosa)


def stored(idea) -> list[tuple]:
    version = IdeaVersion
    rows = select(version.number, version.title, version.body, version.person_id, version.vote_count)
    return [tuple(row) for row in db.session.execute(rows.where(version.idea_id == idea.id).order_by("number"))]


def url_of(idea) -> str:
    return queries.address_of(idea.id)


def test_an_edit_keeps_what_it_said_before(client, rosa, idea):
    answer = client.post(f"/ideas/{idea.id}/edit", data={"version": "1", "title": "Two benches", "body": "*Here*."})
    assert (answer.status_code, answer.location) == (303, f"/ideas/{idea.id}/two-benches")
    shown = queries.get_idea(idea.id)
    assert (shown.title, shown.body_html, shown.lead, shown.version) == (
        "Two benches",
        "<p><em>Here</em>.</p>\n",
        "Here.",
        2,
    )
    assert stored(idea) == [
        (1, "A bench", "By the stop.", rosa.id, 0),
        (2, "Two benches", "*Here*.", rosa.id, 0),
    ]
    [row] = queries.list_ideas(queries.Filter(), queries.Order.NEWEST, 1).rows
    assert (row.title, row.lead) == ("Two benches", "Here.")


def test_the_same_words_again_are_no_new_version(client, rosa, idea):
    for _ in range(2):
        answer = client.post(f"/ideas/{idea.id}/edit", data={"version": "1", "title": "Two", "body": ""})
        assert answer.status_code == 303
    assert [number for number, *_ in stored(idea)] == [1, 2]


def test_the_second_editor_sees_both_texts_and_decides(client, rosa, idea):
    client.post(f"/ideas/{idea.id}/edit", data={"version": "1", "title": "A bench", "body": "By the north stop."})
    mine = {"version": "1", "title": "A bench", "body": "By the south stop."}
    answer = client.post(f"/ideas/{idea.id}/edit", data=mine)
    assert answer.status_code == 409
    assert "changed while you were writing" in answer.text
    assert "<del>" in answer.text
    assert "north" in answer.text
    assert "By the south stop.</textarea>" in answer.text
    assert queries.get_words(idea.id).body == "By the north stop."
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert client.post(f"/ideas/{idea.id}/edit", data=mine | {"version": "2"}).status_code == 303
    assert [body for _number, _title, body, *_ in stored(idea)] == [
        "By the stop.",
        "By the north stop.",
        "By the south stop.",
    ]


def test_of_many_editors_at_once_each_wins_or_is_told(own_app):
    with own_app.app_context():
        author = make_person()
        person, idea_id = viewer(author), make_idea(author=author).id
        db.session.commit()

    def edit(number):
        with own_app.app_context():
            try:
                edit_idea(person, idea_id, 1, f"Title {number}", "")
                db.session.commit()
            except Outdated:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(edit, range(16))) == [False] * 15 + [True]
    with own_app.app_context():
        assert db.session.scalar(select(Idea.version)) == 2
        assert db.session.scalar(select(func.count()).select_from(IdeaVersion)) == 2


def test_an_edit_after_votes_is_shown(client, rosa, idea):
    for _ in range(3):
        cast_vote(make_person().id, idea.id, Choice.SUPPORT)
    client.post(f"/ideas/{idea.id}/edit", data={"version": "1", "title": "Two benches", "body": ""})
    cast_vote(make_person().id, idea.id, Choice.OPPOSE)
    shown = page(client, url_of(idea), queries=9)
    assert "Edited after 3 votes" in shown.text
    assert f"/ideas/{idea.id}/history" in shown.links()
    assert "after 3 votes" in page(client, f"/ideas/{idea.id}/history").text


def test_an_idea_that_was_never_edited_says_so(client, idea):
    assert "Edited" not in page(client, url_of(idea), queries=9).text
    shown = page(client, f"/ideas/{idea.id}/history")
    assert "It was never edited" in shown.text
    assert "By the stop." in shown.text


def test_everybody_reads_every_version_and_what_changed(client, app, rosa, idea):
    for version, body in ((1, "By the north stop."), (2, "By the north stop, in the shade.")):
        edit_idea(viewer(rosa), idea.id, version, "A bench", body)
    visitor = app.test_client()
    shown = page(visitor, f"/ideas/{idea.id}/history?version=2")
    assert ["".join(found.itertext()) for found in shown.all("ins")] == ["added: north "]
    assert shown.all("del") == []
    shown = page(visitor, f"/ideas/{idea.id}/history")
    assert "What changed with version 3" in shown.text
    assert "What it said at first" in page(visitor, f"/ideas/{idea.id}/history?version=1").text
    assert visitor.get(f"/ideas/{idea.id}/history?version=4").status_code == 404
    assert visitor.get(f"/ideas/{idea.id}/history?version=0").status_code == 404


def test_versions_of_what_is_hidden_are_hidden(client, app, rosa, idea):
    edit_idea(viewer(rosa), idea.id, 1, "A bench", "")
    hide_idea(idea.id)
    for path in ("history", "history?version=1", "edit"):
        assert client.get(f"/ideas/{idea.id}/{path}").status_code == 200
        assert app.test_client().get(f"/ideas/{idea.id}/{path}").status_code == (404 if "history" in path else 403)


@pytest.mark.usefixtures("app")
def test_only_its_author_edits_it():
    author, admin = make_person(), viewer(make_person(), (Role.ADMIN, ROOT_ID))
    idea = make_idea(author=author)
    with pytest.raises(Denied):
        edit_idea(admin, idea.id, 1, "Other", "")
    with pytest.raises(Denied):
        edit_idea(admin, make_idea().id, 1, "Other", "")
    hide_idea(idea.id)
    with pytest.raises(Missing):
        edit_idea(viewer(make_person()), idea.id, 1, "Other", "")


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.OPEN])
def test_what_is_looked_into_or_decided_is_not_edited(client, rosa, idea, status):
    set_status(None, idea, status, "We look at it.")
    with pytest.raises(Refused):
        edit_idea(viewer(rosa), idea.id, 1, "Other", "")
    assert client.get(f"/ideas/{idea.id}/edit").status_code == 409
    # To an author it also says what moderators decided on it, and of a declined one why: ten in all.
    assert f"/ideas/{idea.id}/edit" not in page(client, url_of(idea), queries=10).links()


def test_others_are_not_offered_to_edit(client, idea):
    assert f"/ideas/{idea.id}/edit" in page(client, url_of(idea), queries=9).links()
    client.sign_in(make_person().id)
    assert f"/ideas/{idea.id}/edit" not in page(client, url_of(idea), queries=9).links()
    assert client.get(f"/ideas/{idea.id}/edit").status_code == 403


def test_a_preview_and_a_mistake_keep_what_was_typed(client, idea):
    typed = {"version": "1", "title": "", "body": "**There**"}
    answer = client.post(f"/ideas/{idea.id}/edit", data=typed | {"step": "preview"})
    assert (answer.status_code, "<strong>There</strong>" in answer.text) == (200, True)
    answer = client.post(f"/ideas/{idea.id}/edit", data=typed)
    assert (answer.status_code, "**There**" in answer.text) == (400, True)
    assert stored(idea) == []


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_made_up_version_is_an_old_one(client, idea, version):
    answer = client.post(f"/ideas/{idea.id}/edit", data={"version": version, "title": "Other", "body": ""})
    assert answer.status_code in (400, 409)
    assert stored(idea) == []


def test_it_is_withdrawn_and_brought_back_from_its_page(client, app, idea):
    answer = client.post(f"/ideas/{idea.id}/withdraw")
    assert answer.status_code == 303
    assert "Your idea is withdrawn." in client.get(answer.location).text
    assert app.test_client().get(url_of(idea)).status_code == 410
    answer = client.post(f"/ideas/{idea.id}/bring-back")
    assert "Your idea is back" in client.get(answer.location).text
    assert app.test_client().get(url_of(idea)).status_code == 200


@pytest.mark.parametrize("title", ["Vote", "Edit", "History", "Withdraw", "Bring back"])
def test_a_title_like_the_name_of_a_page_has_an_address_of_its_own(client, title):
    idea = make_idea(title)
    assert title in client.get(f"/ideas/{idea.id}", follow_redirects=True).text
    assert page(client, url_of(idea), queries=9).h1 == title


# Differences

TEXTS = ["", "one two three\n", "one 2 three\nfour\n", "four", "हर गली में\nरोशनी हो\n", "  \n\n x", "a b c d e f g h"]


@pytest.mark.parametrize("old", TEXTS)
@pytest.mark.parametrize("new", TEXTS)
def test_both_texts_are_in_their_differences(old, new):
    found = differences(old, new)
    assert "".join(piece.text for piece in found if piece.change != "added") == old
    assert "".join(piece.text for piece in found if piece.change != "removed") == new


def test_words_that_changed_are_told_together():
    found = differences("The old bench by the road is low.", "The new seat by the road is low.")
    assert [tuple(piece) for piece in found] == [
        ("kept", "The "),
        ("removed", "old bench"),
        ("added", "new seat"),
        ("kept", " by the road is low."),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n" * 25_000, "b\n" * 25_000),
        ("a b " * 12_500, "b a " * 12_500),
        ("".join(f"{n % 97}\n" for n in range(16_000)), "".join(f"{n % 89}\n" for n in range(16_000))),
        ("".join(f"{n % 97} " for n in range(740)), "".join(f"{n % 89} " for n in range(740))),
        ("".join(f"{n} x\n" for n in range(6_000)), "".join(f"{n} y\n" for n in range(6_000))),
    ],
)
def test_texts_made_to_be_slow_are_not(old, new):
    began = time.process_time()
    found = differences(old, new)
    assert time.process_time() - began < 2
    assert "".join(piece.text for piece in found if piece.change != "removed") == new
