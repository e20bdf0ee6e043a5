"""Tags are written where ideas and issues are written, and moderators change them where they are read."""

from __future__ import annotations

import pytest

from community.extensions import db
from community.ideas.models import Idea
from community.issues.models import Issue
from community.roles.models import Role
from community.tags.models import Tagged
from community.tags.queries import tags_of
from tests.factories import make_idea, make_person, make_staff, root


def names(kind, number) -> list[str]:
    return [tag.name for tag in tags_of(kind, [number]).get(number, ())]


@pytest.mark.parametrize(("path", "model", "tagged"), [("ideas", Idea, Tagged.IDEA), ("issues", Issue, Tagged.ISSUE)])
def test_what_one_writes_has_the_tags_that_one_types(client, path, model, tagged):
    person = make_person("Rosa")
    db.session.commit()
    client.sign_in(person.id)
    form = {
        "title": "Lamps",
        "body": "",
        "place": root().id,
        "language": "en",
        "key": "k",
        "tags": "Light, path; light",
    }
    answer = client.post(f"/{path}/new", data=form)
    assert answer.status_code == 303
    made = db.session.query(model).one()
    assert (names(tagged, made.id), made.tags) == (["Light", "path"], "Light; path")
    shown = client.get(f"/{path}/{made.id}/edit").text
    assert "Light" in shown
    seen = {"author": person.id, "had": "Light, path"}
    mended = {"title": "Lamps", "body": "", "version": 1, "tags": "path", **seen}
    assert client.post(f"/{path}/{made.id}/edit", data=mended).status_code == 303
    assert names(tagged, made.id) == ["path"]
    too_many = {**form, "key": "other", "tags": ",".join(f"tag {number}" for number in range(11))}
    refused = client.post(f"/{path}/new", data=too_many)
    assert refused.status_code == 400
    assert "tag 10" in refused.text


def test_moderators_change_the_tags_of_others_and_nobody_else_does(client):
    idea, moderator, other = make_idea(), make_staff(Role.MODERATOR), make_person()
    db.session.commit()
    client.sign_in(other.id)
    assert client.post(f"/tags/of/idea/{idea.id}", data={"tags": "Light"}).status_code == 403
    client.sign_in(moderator.person_id)
    assert client.post(f"/tags/of/idea/{idea.id}", data={"tags": "Light, path"}).status_code == 303
    assert names(Tagged.IDEA, idea.id) == ["Light", "path"]
    assert "Light" in client.get("/tags/suggest.json?q=li").text
