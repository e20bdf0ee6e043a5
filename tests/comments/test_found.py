"""Comments are found by their words, as long as everybody may read them and what they are said of."""

from __future__ import annotations

from community.comments.operations import edit_comment, hide_comment, restore_comment, withdraw_comment
from community.extensions import db
from community.ideas.operations import hide_idea
from community.search.operations import learn
from tests.factories import make_comment, make_idea, make_issue, make_person, make_viewer


def found(app, client, word) -> list[str]:
    db.session.commit()
    while learn(app.config["DATA"] / "search"):
        db.session.commit()
    db.session.commit()
    return [item["url"] for item in client.get(f"/api/v1/search?q={word}&kind=comment").json["items"]]


def test_a_comment_is_found_while_it_and_its_idea_are_shown(app, client):
    idea, author = make_idea("Benches"), make_person("Ada")
    comment = make_comment(idea, "Rhododendron along the path", author=author)
    other = make_comment(make_issue("Noise"), "Rhododendron at night")
    urls = [f"{app.config['ADDRESS']}/comments/{each.id}" for each in (comment, other)]
    assert sorted(found(app, client, "rhododendron")) == sorted(urls)
    hide_comment(other.id)
    assert found(app, client, "rhododendron") == urls[:1]
    restore_comment(other.id)
    assert len(found(app, client, "rhododendron")) == 2
    hide_idea(idea.id)
    assert found(app, client, "rhododendron") == urls[1:]


def test_what_an_author_changes_is_found_as_it_says_now(app, client):
    author = make_person("Ada")
    comment = make_comment(make_idea(), "Rhododendron", author=author)
    edit_comment(make_viewer(author), comment.id, 1, "Forsythia")
    assert (found(app, client, "rhododendron"), len(found(app, client, "forsythia"))) == ([], 1)
    withdraw_comment(make_viewer(author), comment.id)
    assert found(app, client, "forsythia") == []
