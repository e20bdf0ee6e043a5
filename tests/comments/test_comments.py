"""People talk under a thing on two levels; nothing they say is lost, and what is hidden stays hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from community.comments import operations as comments
from community.comments.models import Comment, CommentVersion, On, Side
from community.comments.queries import Order, get_comment, list_comments, list_replies, list_versions, talk_of
from community.extensions import db
from community.ideas.operations import hide_idea
from community.places.models import Posting
from community.platform.clock import now
from community.platform.errors import Denied, Gone, Missing, Refused, Unclear
from community.roles.models import Role
from community.writing.operations import Outdated, TooSoon
from tests.factories import make_comment, make_idea, make_issue, make_person, make_place, make_staff, make_viewer


def fresh(comment: Comment) -> Comment:
    db.session.refresh(comment)
    return comment


def say(who, thing, body="Well said", side=Side.NEUTRAL, parent_id=None):
    said = {"side": side, "parent_id": parent_id, "language": "en", "key": "one form"}
    return comments.say_comment(who, On(thing.__tablename__), thing.id, body, **said)


def test_there_are_two_levels_and_a_side_only_on_ideas(app):
    idea, issue = make_idea(), make_issue()
    first = make_comment(idea, side=Side.FOR)
    reply = make_comment(idea, reply_to=first, side=Side.AGAINST)
    deeper = make_comment(idea, reply_to=reply)
    assert (first.side, reply.side, deeper.parent_id) == (Side.FOR, Side.NEUTRAL, first.id)
    assert fresh(first).reply_count == 2
    assert make_comment(issue, side=Side.FOR).side is Side.NEUTRAL
    talk = talk_of(On.IDEA, idea.id)
    (thread,) = talk.of("for")
    assert [row.id for row in thread.replies] == [reply.id, deeper.id]
    assert (talk.total, talk.for_count, talk.against_count, talk.neutral_count) == (3, 1, 0, 0)
    with pytest.raises(Missing):
        make_comment(issue, reply_to=first)


def test_both_sides_show_as_much_however_much_there_is(app):
    idea = make_idea()
    for number in range(9):
        make_comment(idea, side=Side.FOR if number else Side.AGAINST)
    talk = talk_of(On.IDEA, idea.id)
    assert (len(talk.of("for")), len(talk.of("against"))) == (3, 1)
    assert [talk.for_count, talk.against_count] == [8, 1]


def test_the_same_said_twice_is_one_comment(app):
    idea, who = make_idea(), make_viewer(make_person())
    first = say(who, idea)
    assert (say(who, idea).id, say(who, idea, parent_id=first.id).id == first.id) == (first.id, False)
    assert (say(who, idea, parent_id=first.id).parent_id, fresh(first).reply_count) == (first.id, 1)


@pytest.mark.parametrize("body", ["", " \n", "a" * 5001, "a\0b"])
def test_what_is_no_comment_is_refused(app, body):
    with pytest.raises(Unclear):
        say(make_viewer(make_person()), make_idea(), body)


def test_who_may_say_something_and_where(app):
    idea, who = make_idea(), make_viewer(make_person())
    with pytest.raises(Denied):
        say(replace(who, paused_until=now() + timedelta(days=1)), idea)
    place = make_place()
    place.posting = Posting.MEMBERS
    db.session.flush()
    inside = make_idea(place=place)
    with pytest.raises(Denied):
        say(who, inside)
    assert say(make_staff(Role.HOST, place), inside).id
    hide_idea(idea.id)
    with pytest.raises(Refused):
        say(who, idea)


def test_a_new_account_says_so_much_a_day(app):
    idea, who = make_idea(), make_viewer(make_person())
    for number in range(15):
        say(who, idea, str(number))
    with pytest.raises(TooSoon):
        say(who, idea, "More")
    assert say(who, idea, "3").id
    with pytest.raises(TooSoon):
        say(make_viewer(make_person()), idea, "http://a.example http://b.example http://c.example")


def test_what_it_said_before_stays_and_nobody_else_writes_it(app):
    author = make_person()
    comment, other = make_comment(make_idea(), "First", author=author), make_viewer(make_person())
    who = make_viewer(author)
    comments.edit_comment(who, comment.id, 1, "Second")
    comments.edit_comment(who, comment.id, 1, "Second")
    with pytest.raises(Outdated):
        comments.edit_comment(who, comment.id, 1, "Third")
    with pytest.raises(Denied):
        comments.edit_comment(other, comment.id, 2, "Theirs")
    with pytest.raises(Denied):
        comments.edit_comment(replace(who, paused_until=now() + timedelta(days=1)), comment.id, 2, "Paused")
    assert [row.number for row in list_versions(comment.id)] == [2, 1]
    bodies = select(CommentVersion.body).order_by(CommentVersion.number)
    assert db.session.scalars(bodies).all() == ["First", "Second"]


def test_what_is_out_of_sight_keeps_its_place_without_its_words(app, client):
    idea, author = make_idea(), make_person()
    first = make_comment(idea, "Secret", author=author)
    reply = make_comment(idea, reply_to=first)
    alone = make_comment(idea, "Alone")
    db.session.commit()
    who, other, moderator = make_viewer(author), make_viewer(make_person()), make_staff(Role.MODERATOR)
    with pytest.raises(Denied):
        comments.withdraw_comment(other, first.id)
    comments.withdraw_comment(who, first.id)
    with pytest.raises(Gone):
        get_comment(first.id, other)
    assert get_comment(first.id, who).id == first.id
    comments.bring_back(who, first.id)
    assert get_comment(first.id).listed
    for comment in (first, alone):
        comments.hide_comment(comment.id)
    for nobody in (None, other):
        with pytest.raises(Missing):
            get_comment(first.id, nobody)
    with pytest.raises(Missing):
        comments.withdraw_comment(other, first.id)
    assert get_comment(first.id, moderator).hidden_at
    (thread,) = list_comments(On.IDEA, idea.id, Order.NEWEST).rows
    assert (thread.comment.id, thread.comment.body_html, thread.comment.author_name) == (first.id, "", None)
    assert [row.id for row in thread.replies] == [reply.id]
    db.session.commit()
    assert "Secret" not in client.get(f"/comments/{first.id}/thread").text
    assert client.get(f"/comments/{first.id}").status_code == client.get(f"/comments/{first.id}/history").status_code
    assert client.get(f"/comments/{first.id}").status_code == 404
    assert say(other, idea, parent_id=first.id).parent_id == first.id
    with pytest.raises(Refused):
        say(other, idea, parent_id=alone.id)
    comments.restore_comment(first.id)
    assert (fresh(first).reply_count, talk_of(On.IDEA, idea.id).total) == (2, 3)
    hide_idea(idea.id)
    db.session.commit()
    assert {client.get(f"/comments/{part}").status_code for part in (first.id, f"idea/{idea.id}")} == {404}


def test_every_comment_stands_on_one_page_each_way_and_its_address_leads_there(app, client):
    idea = make_idea()
    made = [make_comment(idea, side=side) for side in (Side.FOR, Side.AGAINST) for _ in range(12)]
    replies = [make_comment(idea, reply_to=made[0]) for _ in range(24)]
    db.session.commit()
    for order in Order:
        key, seen = None, []
        while True:
            page = list_comments(On.IDEA, idea.id, order, key=key, size=7)
            seen += [thread.comment.id for thread in page.rows]
            key = page.next
            if key is None:
                break
        assert seen == sorted((each.id for each in made), reverse=order is Order.NEWEST)
    first = list_replies(made[0].id)
    assert len(first.rows) + len(list_replies(made[0].id, key=first.next).rows) == 24
    for each in (made[0], made[-1], replies[0], replies[-1]):
        address = client.get(f"/comments/{each.id}").location
        assert address.endswith(f"#comment-{each.id}")
        assert f'id="comment-{each.id}"' in client.get(address.partition("#")[0]).text


def test_whoever_is_signed_out_writes_first_and_finds_it_said(app, client):
    idea = make_idea()
    db.session.commit()
    form = {"body": "Said by a visitor", "side": "against", "language": "de", "key": "", "author": ""}
    assert client.post(f"/comments/idea/{idea.id}", data=form).location == "/waiting"
    assert "Said by a visitor" in client.get("/waiting").text
