"""What is typed never runs while it is written, compared, kept as a draft or waiting: in a real browser."""

from __future__ import annotations

import pytest

from community.extensions import db
from community.ideas.models import PendingKind
from community.ideas.operations import edit_idea, post_idea
from community.writing.operations import keep_pending, save_draft
from tests.factories import make_person, root
from tests.faults.test_scripts import ALL, _in, blank, payload_number, ran
from tests.harness.databases import only_sqlite
from tests.ideas.test_visibility import viewer

__all__ = ["blank"]
EACH = 40


@only_sqlite
@pytest.mark.slow
def test_nothing_runs_on_the_pages_of_writing(app, blank):
    sources = [*previews(app), *histories(app), *kept(app)]
    assert sum(map(payload_number, sources)) > 4 * len(ALL)
    for some in _in(sources):
        hits, leading = ran(blank, some)
        assert hits == set(), [ALL[number] for number in sorted(hits)]
        assert leading == []


def previews(app):
    client = app.test_client()
    for payload in ALL:
        typed = {"title": payload, "body": payload, "place": "1", "language": "en", "step": "preview"}
        yield client.post("/ideas/new", data=typed).text


def histories(app):
    author, client = make_person(), app.test_client()
    ideas = [post_idea(author, root(), f"Idea {number}", "Words") for number in range(len(ALL))]
    for idea, payload in zip(ideas, ALL, strict=True):
        title = " ".join(payload.split())
        edit_idea(viewer(author), idea.id, 1, title, payload)
        edit_idea(viewer(author), idea.id, 2, f"Other {title}", f"Other words {payload}")
    db.session.commit()
    for idea in ideas:
        yield client.get(f"/ideas/{idea.id}/history").text
    client.sign_in(author.id)
    for idea, payload in zip(ideas[::8], ALL[::8], strict=True):
        typed = {"version": "1", "title": f"{payload} mine", "body": payload}
        yield client.post(f"/ideas/{idea.id}/edit", data=typed).text


def kept(app):
    for start in range(0, len(ALL), EACH):
        person, client, token = make_person(), app.test_client(), f"token {start}"
        for number, payload in enumerate(ALL[start : start + EACH]):
            save_draft(person.id, f"key {number}", payload, payload, kind="idea")
            said = dict(title=payload, body=payload, place_id=1, language=payload[:35], key="")
            keep_pending(token, PendingKind.IDEA, said)
        db.session.commit()
        client.set_cookie("pending", token)
        yield client.get("/waiting").text
        client.sign_in(person.id)
        yield client.get("/drafts").text
