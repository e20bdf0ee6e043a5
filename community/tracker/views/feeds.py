"""The list of commitments for programs: a feed of every step, and tables, with the filters of the page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from flask import Response, render_template

from community.platform.address import absolute, given, with_parameters
from community.platform.exchange.cells import safe, to_instant
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may
from community.platform.paging import Key, instant, read_key
from community.tracker import queries
from community.tracker.queries import CommitmentRecord
from community.tracker.signal import ENOUGH
from community.tracker.views.asked import asked_filter, asked_order, feeds
from community.tracker.views.blueprint import bp

NOT_XML = {0xFFFE: None, 0xFFFF: None}
"""The only characters that people can write and XML cannot hold."""


@bp.get("/tracker.atom")
@may(anyone)
def feed():
    """Give out the latest steps as an Atom feed (RFC 4287), with links to older ones (RFC 5005)."""
    where, page_key = asked_filter(), given("page")
    page = queries.list_news(where, key=read_key(page_key, instant) if page_key else None)
    show_if_changed()
    text = render_template(
        "tracker/feed.xml",
        rows=page.rows,
        updated=max((row.recorded_at for row in page.rows), default=datetime(2000, 1, 1, tzinfo=UTC)),
        here=absolute(with_parameters()),
        older=_following(page.next),
        html=absolute(feeds()["atom"].replace("/tracker.atom", "/tracker")),
        root=absolute(""),
    )
    return _given(text.translate(NOT_XML), "application/atom+xml", page.next)


@bp.get("/tracker.csv")
@may(anyone)
def table():
    """Give out the list as a table; a cell that a spreadsheet would run is text."""
    rows, following = _records()
    show_if_changed()
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    response = _given(lines.getvalue(), "text/csv", following)
    response.headers["Content-Disposition"] = 'inline; filename="tracker.csv"'
    return response


@bp.get("/tracker.json")
@may(anyone)
def data():
    """Give out the list as JSON, with the address of what follows."""
    rows, following = _records()
    show_if_changed()
    items = [{name: _plain(value) for name, value in row.items()} for row in rows]
    body = json.dumps({"next": _following(following), "commitments": items}, ensure_ascii=False)
    return _given(body, "application/json", following)


def _records() -> tuple[Sequence[Mapping[str, Any]], Key | None]:
    where, order = asked_filter(), asked_order()
    page_key = given("page")
    page = queries.list_records(where, order, key=read_key(page_key, queries.parse_key(order)) if page_key else None)
    return [{name: read(row) for name, read in COLUMNS.items()} for row in page.rows], page.next


COLUMNS: Mapping[str, Any] = {
    "external_id": lambda row: row.external_id,
    "address": lambda row: absolute(row.url),
    "title": lambda row: row.title,
    "body": lambda row: row.body,
    "language": lambda row: row.language,
    "place": lambda row: row.place_key,
    "place_name": lambda row: row.place_name,
    "owner": lambda row: row.owner_person or row.owner_name,
    "status": lambda row: row.status,
    "signal": lambda row: row.signal,
    "created_at": lambda row: row.made_at,
    "due_on": lambda row: row.due_on,
    "first_due_on": lambda row: row.first_due_on,
    "moved": lambda row: row.moved_count,
    "next_step": lambda row: row.next_step,
    "next_on": lambda row: row.next_on,
    "news_at": lambda row: row.news_at,
    "delivered_at": lambda row: row.delivered_at,
    "stopped_at": lambda row: row.stopped_at,
    "measure": lambda row: row.measure,
    "cost": lambda row: row.cost,
    "themes": lambda row: row.theme_count,
    "ideas": lambda row: row.idea_count,
    "places": lambda row: row.place_count,
    "people": lambda row: row.people_count,
    "votes_elsewhere": lambda row: row.tally,
    "asked": lambda row: row.asked_count,
    "answers": lambda row: row.answers,
    "yes": lambda row: _split(row, row.yes_count),
    "partly": lambda row: _split(row, row.partly_count),
    "no": lambda row: _split(row, row.no_count),
}
"""What the tables say of a commitment, and from where; described in docs/data-formats.md."""


def _split(row: CommitmentRecord, count: int) -> int | None:
    """How people answered is said only when so many have that nobody can be told from it."""
    return count if row.answers >= ENOUGH else None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_instant(value)
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Any) -> str:
    plain = _plain(value)
    return "" if plain is None else safe(plain) if isinstance(plain, str) else str(plain)


def _following(key: Key | None) -> str | None:
    return absolute(with_parameters(page=key)) if key else None


def _given(body: str, mimetype: str, following: Key | None) -> Response:
    response = Response(body, mimetype=mimetype)
    if following:
        response.headers["Link"] = f'<{_following(following)}>; rel="next"'
    return response
