"""Comments come in and go out; replies find what they reply to, and the same file again changes nothing."""

from __future__ import annotations

import pytest

from community.comments.models import Comment, CommentVersion, Side
from community.comments.operations import hide_comment
from community.extensions import db
from tests.factories import make_idea, make_issue

HEAD = "external_id,on,parent,author,body,created_at\n"


@pytest.fixture
def desk(desk):
    with desk.app.app_context():
        make_idea("Benches").external_id = "17"
        make_issue("Noise").external_id = "a:b"
        db.session.commit()
    return desk


GOOD = HEAD + (
    'late,idea:17,early,bob,"A reply, which comes first",2018-02-14T05:58:16Z\n'
    "early,idea:17,,ann,Said *first*,2018-02-13T05:58:16Z\n"
    "other,issue:a:b,,,=Loud,\n"
)


def test_comments_come_in_once_are_mended_and_go_out_as_they_came(desk):
    desk.must_bring_in("comments", GOOD)
    ids = {row[0]: row for row in desk.rows(Comment.external_id, Comment.id, Comment.parent_id, Comment.reply_count)}
    assert ids["late"][2:] == (ids["early"][1], 0)
    assert (ids["early"][2:], ids["other"][2:]) == ((None, 1), (None, 0))
    assert {row[0] for row in desk.rows(Comment.side)} == {Side.NEUTRAL}
    desk.must_bring_in("comments", GOOD)
    assert desk.rows(CommentVersion.body) == []
    desk.must_bring_in("comments", GOOD.replace("Said", "Meant"))
    assert desk.rows(CommentVersion.number, CommentVersion.body) == [(1, "Said *first*"), (2, "Meant *first*")]
    given = desk.give_out("comments")
    desk.must_bring_in("comments", given)
    assert desk.give_out("comments") == given
    desk.must_bring_in("comments", HEAD + "another,idea:17,early,,One more,\n")
    with desk.app.app_context():
        hide_comment(ids["early"][1])
        db.session.commit()
    assert b"Meant" not in desk.give_out("comments", "--public")
    assert b"Meant" in desk.give_out("comments")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,idea:18,,,Words,", "on"),
        ("x,town:17,,,Words,", "on"),
        ("x,17,,,Words,", "on"),
        ("x,idea:17,nowhere,,Words,", "parent"),
        ("x,idea:17,x,,Words,", "parent"),
        ("x,idea:17,late,,Words,", "parent"),
        ("x,issue:a:b,early,,Words,", "parent"),
        ("x,idea:17,,,  ,", "body"),
        (f"x,idea:17,,,{'a' * 5001},", "body"),
        ("x,idea:17,,,Words,yesterday", "created_at"),
    ],
)
def test_a_row_that_makes_no_sense_is_named_and_nothing_is_written(desk, row, column):
    assert desk.bring_in("comments", GOOD + row + "\n").status != 0
    assert desk.problems == [(5, column)]
    assert desk.rows(Comment.id) == []
