"""Ten thousand comments and five hundred tags cost no more statements than a few, and no page grows with them."""

from __future__ import annotations

from sqlalchemy import insert, select

from community.comments.models import Comment, On, Side
from community.comments.operations.say import worded
from community.extensions import db
from community.platform.clock import now
from community.tags.models import Tag, Tagged, Tagging
from community.writing.operations import dated
from tests.factories import make_comment, make_idea, make_person
from tests.harness.pages import page

MANY, TAGS = 10_000, 500


def test_much_costs_no_more_statements_and_few_bytes(app, client):
    few, much = make_idea("Few"), make_idea("Much")
    for idea in (few, much):
        top = make_comment(idea, "Words that are said", side=Side.FOR)
        make_comment(idea, reply_to=top)
        _tag(idea, 1)
    author_id, at = make_person().id, now()
    said = {"thing": On.IDEA, "thing_id": much.id, "author_id": author_id, "recorded_at": at, **dated(at)}
    said |= {"listed": True, "version": 1, "reply_count": 0, **worded("Words that are said. " * 20, "en")}
    rows = [
        {**said, "external_id": f"{number}", "side": list(Side)[number % 3], "parent_id": None}
        for number in range(MANY // 2)
    ]
    under = [
        {**said, "external_id": f"r{number}", "side": Side.NEUTRAL, "parent_id": top.id} for number in range(MANY // 2)
    ]
    db.session.execute(insert(Comment.__table__), rows + under)
    _tag(much, TAGS)
    db.session.commit()
    for address in ("/ideas/{}", "/comments/idea/{}", "/comments/idea/{}?sort=oldest&side=for"):
        shown = [_fetched(client, address.format(idea.id)) for idea in (few, much)]
        assert len(shown[0].statements) == len(shown[1].statements), address
        assert len(shown[1].text.encode()) < 200_000
    assert "10,002" in shown[1].text
    thread = client.get(f"/comments/{top.id}/thread")
    assert thread.status_code == 200 and len(thread.data) < 200_000


def _fetched(client, url):
    answer = client.get(url)
    return page(client, answer.location or url)


def _tag(idea, number):
    at, before = now(), f"{idea.id}-{number}"
    names = [
        {"slug": f"tag-{before}-{each}", "name": f"Tag {before} {each}", "created_at": at} for each in range(number)
    ]
    db.session.execute(insert(Tag.__table__), names)
    ids = db.session.scalars(select(Tag.id).where(Tag.slug.startswith(f"tag-{before}-")))
    rows = [{"thing": Tagged.IDEA, "thing_id": idea.id, "tag_id": each, "added_at": at} for each in ids]
    db.session.execute(insert(Tagging.__table__), rows)
