"""Searching, for programs."""

from __future__ import annotations

from typing import Any

from flask import current_app, jsonify, request

from community.places.models import ROOT_ID
from community.places.queries import get_place
from community.platform.address import absolute, number
from community.platform.database import only_read_from_now
from community.platform.errors import Unclear
from community.platform.guards import anyone, may
from community.platform.text import _, language_name
from community.search import queries
from community.search.sources import sources
from community.search.views.asking import asked, key_of
from community.search.views.blueprint import bp
from community.search.views.spending import spending

MOST_ITEMS = 100
TITLE_LENGTH, BODY_LENGTH = 300, 50_000


@bp.get("/api/v1/search")
@may(anyone)
def find():
    """Answer with a page of results, their total and their facets."""
    wanted = asked()
    size = number("limit", MOST_ITEMS) or 20
    get_place(wanted.place_id)
    key = key_of("cursor")
    with spending():
        found = queries.find(current_app.config["DATA"] / "search", wanted, key=key, size=size)
    return jsonify(
        items=[
            {
                "kind": row.kind,
                "external_id": row.external_id,
                "title": row.plain_title,
                "url": absolute(row.url),
                "score": row.score,
                "highlight": str(row.extract),
            }
            for row in found.rows
        ],
        total=found.total,
        more=found.more,
        facets={
            name: [
                {"value": value, "name": language_name(value) if name == "language" else said, "count": count}
                for value, said, count in counts
            ]
            for name, counts in found.facets.items()
        },
        did_you_mean=found.did_you_mean,
        next=str(found.next) if found.next else None,
    )


@bp.post("/api/v1/similar")
@may(anyone)
def similar():
    """Answer with what is most like a text that somebody is writing."""
    only_read_from_now()
    said = _said()
    if not isinstance(said, dict) or not (said.get("title") or said.get("body")):
        raise Unclear(_("Send a JSON object with “title” and “body”."))
    title, body, kind = said.get("title", ""), said.get("body", ""), said.get("kind")
    place_id, limit = said.get("place") or ROOT_ID, said.get("limit", 5)
    if not isinstance(title, str) or not isinstance(body, str) or not (kind is None or kind in list(sources)):
        raise Unclear(_("“title” and “body” are texts, and “kind” is one of: %(known)s.", known=", ".join(sources)))
    if len(title) > TITLE_LENGTH or len(body) > BODY_LENGTH:
        raise Unclear(_("The text is too long: at most %(most)s letters.", most=BODY_LENGTH))
    if type(place_id) is not int or not 0 < place_id < 2**31 or type(limit) is not int or not 0 < limit <= 20:
        raise Unclear(_("“place” is the number of a place, and “limit” one from 1 to 20."))
    get_place(place_id)
    folder, kinds = current_app.config["DATA"] / "search", [kind] if kind else list(sources)
    with spending():
        rows = queries.similar(folder, title, body, kinds, place_id, limit=limit)
    return jsonify(
        items=[
            {
                "kind": row.kind,
                "external_id": row.external_id,
                "title": row.title,
                "url": absolute(row.url),
                "score": row.score,
                "status": row.status,
                "why": list(row.why),
            }
            for row in rows
        ]
    )


def _said() -> Any:
    """Return what was sent; what cannot be read is nothing."""
    if not request.is_json:
        return request.form.to_dict()
    try:
        return request.get_json(silent=True)
    except RecursionError:  # one list in another, ten thousand deep
        return None
