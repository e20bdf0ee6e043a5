"""A comment is flagged by anybody, hidden by a moderator of its place, and shown again on appeal."""

from __future__ import annotations

from community.extensions import db
from community.moderation.models import Act, Kind
from community.moderation.operations import Ruling, decide
from community.roles.models import Role
from tests.factories import make_comment, make_idea, make_person, make_place, make_staff


def test_a_flagged_comment_is_hidden_by_who_moderates_its_place_and_shown_again(app, client):
    place, elsewhere = make_place(), make_place()
    comment = make_comment(make_idea(place=place), "Rude words")
    reader, moderator, other = make_person(), make_staff(Role.MODERATOR, place), make_staff(Role.MODERATOR, elsewhere)
    db.session.commit()
    client.sign_in(reader.id)
    assert f"/comments/{comment.id}/flag" in client.get(f"/comments/idea/{comment.thing_id}").text
    assert client.post(f"/comments/{comment.id}/flag", data={"reason": "attack"}).status_code == 303
    client.sign_in(other.person_id)
    assert "Rude words" not in client.get("/moderation").text
    assert client.get(f"/moderation/comments/{comment.id}").status_code in (403, 404)
    client.sign_in(moderator.person_id)
    assert "Rude words" in client.get("/moderation").text
    assert client.get(f"/moderation/comments/{comment.id}").status_code == 200
    made = decide(moderator, {(Kind.COMMENT, comment.id): 0}, Ruling(Act.HIDE, 1, "It attacks somebody."))
    db.session.commit()
    visitor = app.test_client()
    assert visitor.get(f"/comments/{comment.id}").status_code == 404
    assert "Rude words" not in visitor.get(f"/comments/idea/{comment.thing_id}").text
    assert "Rude words" not in visitor.get("/decisions").text
    decide(moderator, {(Kind.COMMENT, comment.id): made[0].id}, Ruling(Act.RESTORE, None, "It was a quotation."))
    db.session.commit()
    assert "Rude words" in visitor.get(f"/comments/idea/{comment.thing_id}").text
