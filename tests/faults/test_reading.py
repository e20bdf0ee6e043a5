"""Reading changes nothing: after every page was read, the database is what it was, to the byte."""

from __future__ import annotations

import re
from collections import deque

import pytest

from community.extensions import Base, db
from community.ideas.models import Status
from tests.factories import make_idea, make_person, make_place


def dump(app):
    """Every row of every table, and on SQLite the very bytes of the file."""
    with app.app_context():
        rows = {
            table.name: sorted(map(repr, db.session.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
        }
        assert rows["idea"]
        assert rows["vote"]
        if db.engine.dialect.name == "sqlite":
            db.session.rollback()
            connection = db.engine.raw_connection()
            rows["bytes"] = connection.driver_connection.serialize()
            connection.close()
    return rows


def crawl(client, site, most=160):
    """Read every GET route and own links on those pages, `most` in all; return what was read."""
    rules = [rule.rule for rule in site.url_map.iter_rules() if "GET" in rule.methods]
    waiting = deque(re.sub(r"<(\w+:)?\w+>", lambda part: "1" if part[1] == "id:" else "x", rule) for rule in rules)
    waiting.append("/ideas?sort=random")
    seen = set()
    while waiting and len(seen) < most:
        path = waiting.popleft()
        if path in seen:
            continue
        seen.add(path)
        client.head(path).close()
        with client.get(path) as answer:
            found = re.findall(r'(?:href|src|action)="(/[^"#]*)', answer.text)
            links = [link.replace("&amp;", "&") for link in found if not link.startswith("/static")]
            waiting += links
            waiting.extendleft(link for link in links if "page=" in link)  # few, and else behind very many
            if answer.location and answer.location.startswith("/"):
                waiting.append(answer.location)
    return seen


@pytest.mark.slow
def test_reading_everything_writes_nothing(own_app):
    with own_app.app_context():
        rosa, lane = make_person("Rosa"), make_place("Mill Lane")
        for number in range(25):
            make_idea(f"Idea {number}", place=lane, author=rosa, support=number % 2)
        make_idea("Decided", status=Status.DONE, oppose=1)
        db.session.commit()
    visitor, member = own_app.test_client(), own_app.test_client()
    member.sign_in(1)
    before = dump(own_app)
    for client in (visitor, member):
        read = crawl(client, own_app)
        assert any("page=" in path for path in read)
        assert any("sort=random" in path for path in read)
        assert any(path.startswith("/ideas/1/") for path in read)
        assert len(read) > 60
    assert dump(own_app) == before
    assert member.post("/ideas/1/vote", data={"choice": "support"}).status_code == 303
    assert dump(own_app) != before
