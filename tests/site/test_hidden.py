"""What is hidden, withdrawn or a draft, over every path of the site: who is shown its words, as a table.

Each thing has words that stand nowhere else. Every address that can be fetched is fetched by everybody, for
each thing in turn, and so is every table that can be exported; whoever sees the words is written down.
"""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from community.accounts.models import Person
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.ideas.models import Idea, Status
from community.ideas.operations import hide_idea, restore_idea, save_draft, set_status, withdraw_idea
from community.places.models import Place
from community.roles.queries import get_viewer
from tests.factories import make_idea
from tests.harness.databases import only_sqlite
from tests.site.scene import PERSONAS
from tests.site.towns import MORE, addresses

WORDS = {"public": "Pelargonium", "hidden": "Hyacinthus", "withdrawn": "Wisteria", "draft": "Delphinium"}
STAFF_HERE = {"moderator", "admin"}
"""A moderator of the district, and the admin; a weak moderator has shown no second factor and is none."""
MAY_SEE = {
    "public": set(PERSONAS),
    "hidden": {"author"} | STAFF_HERE,
    "withdrawn": {"author"} | STAFF_HERE,
    "draft": {"author"},
}


@pytest.fixture
def scene(scene):
    """The scene, with one idea in each state, written, edited and decided on before it came there."""
    author = get_viewer(token_hash(scene.tokens["author"]), second_factor=True)
    writer = db.session.get(Person, author.person_id)
    ward = db.session.get(Place, scene.names["ward"])
    for state in ("public", "hidden", "withdrawn"):
        word = WORDS[state]
        idea = make_idea(f"{word} title", body=f"{word} body", place=ward, author=writer, support=1)
        set_status(None, idea, Status.UNDER_REVIEW, f"{word} reason")
        db.session.flush()
        scene.names[state] = idea.id
    save_draft(author.person_id, "key", f"{WORDS['draft']} title", f"{WORDS['draft']} body")
    before = [scene.app.test_client().get(f"/ideas/{scene.names[state]}").location for state in ("hidden", "withdrawn")]
    scene.names["before"] = before
    hide_idea(scene.names["hidden"])
    withdraw_idea(author, scene.names["withdrawn"])
    db.session.commit()
    return scene


def paths(scene):
    """Every address, those with an idea in them once for each."""
    for pattern in (*addresses(scene.app), *MORE):
        for state in ("public", "hidden", "withdrawn"):
            idea = {"idea": scene.names[state], "idea_page": f"/ideas/{scene.names[state]}"}
            yield pattern.format(**{**scene.names, **idea})
    yield from scene.names["before"]


@only_sqlite
@pytest.mark.slow
def test_nobody_is_shown_what_is_not_theirs_to_see(scene):
    shown, where = defaultdict(set), defaultdict(list)
    for persona in PERSONAS:
        client = scene.client(persona)
        for path in dict.fromkeys(paths(scene)):
            answer = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
            said = answer.get_data(as_text=True) + str(answer.headers)
            for state, word in WORDS.items():
                if word.lower() in said.lower():
                    shown[state].add(persona)
                    where[state, persona].append(path)
    for state, may_see in MAY_SEE.items():
        assert shown[state] == may_see, {key: paths for key, paths in where.items() if key[0] == state}


@only_sqlite
def test_an_old_etag_shows_nothing_that_was_hidden_since(scene):
    client = scene.client("visitor")
    idea = make_idea("Gardenia")
    db.session.commit()
    path = client.get(f"/ideas/{idea.id}").location
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    hide_idea(idea.id)
    db.session.commit()
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 404


@only_sqlite
def test_public_exports_hold_what_is_public(scene, tmp_path):
    path = tmp_path / "ideas.csv"
    scene.app.test_cli_runner().invoke(args=["export", "ideas", str(path), "--public"])
    said = path.read_text(encoding="utf-8")
    assert len(list(csv.reader(said.splitlines()))) > 1
    assert WORDS["public"] in said
    assert [word for state, word in WORDS.items() if state != "public" and word in said] == []


@only_sqlite
def test_what_is_public_again_is_seen_again(scene):
    restore_idea(scene.names["hidden"])
    db.session.commit()
    assert db.session.get(Idea, scene.names["hidden"]).listed
    assert WORDS["hidden"] in scene.client("visitor").get("/ideas").text
