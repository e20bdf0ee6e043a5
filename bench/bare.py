"""The limits: what Flask and SQLite cost when an application does nothing else.

`app` answers a 20 KB page made of one query, and writes a vote with the same rows, indexes and durability
as the site. `bytes_app` answers 20 KB from memory below Flask, to see what server and generator can do.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from threading import local

from flask import Flask, render_template, request

from community.ideas.ranking import contested, share_low, unsure

app = Flask(__name__)
_kept = local()

CARDS = """
    SELECT idea.id, title, lead, place.name AS place, status, support_count, oppose_count, pass_count
    FROM idea JOIN place ON place.id = idea.place_id ORDER BY listed_at DESC, idea.id DESC LIMIT 20
"""
PAGE = b"x" * 20_000


def database() -> sqlite3.Connection:
    """Return this thread's connection, set like the site's."""
    if not hasattr(_kept, "connection"):
        connection = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None, timeout=5)
        connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            connection.execute(f"PRAGMA {pragma}")
        _kept.connection = connection
    return _kept.connection


@app.get("/")
def page() -> str:
    """Show 20 ideas."""
    return render_template("bare.html", ideas=database().execute(CARDS).fetchall())


@app.post("/vote/<int:idea_id>")
def vote(idea_id: int) -> tuple[str, int, dict[str, str]]:
    """Count one vote: the vote's row and the idea's row with its scores, on the disk before the answer."""
    person, choice = int(request.form["person"]), request.form["choice"]
    at = datetime.now(UTC).isoformat(" ")
    connection = database()
    connection.execute("BEGIN IMMEDIATE")
    before = connection.execute(
        "SELECT choice FROM vote WHERE person_id = ? AND idea_id = ?", (person, idea_id)
    ).fetchone()
    idea = connection.execute(
        "SELECT support_count AS support, oppose_count AS oppose, pass_count AS pass FROM idea WHERE id = ?",
        (idea_id,),
    ).fetchone()
    counts = dict(idea)
    if before:
        counts[before["choice"]] -= 1
    counts[choice] += 1
    support, oppose = counts["support"], counts["oppose"]
    connection.execute(
        "INSERT INTO vote (person_id, idea_id, choice, created_at, changed_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (person_id, idea_id) DO UPDATE SET choice = excluded.choice, changed_at = excluded.changed_at",
        (person, idea_id, choice, at, at),
    )
    connection.execute(
        "UPDATE idea SET support_count = ?, oppose_count = ?, pass_count = ?, contested = ?, share_low = ?,"
        " unsure = ?"
        " WHERE id = ?",
        (
            support,
            oppose,
            counts["pass"],
            contested(support, oppose),
            share_low(support, support + oppose),
            unsure(support, oppose, counts["pass"]),
            idea_id,
        ),
    )
    connection.execute("COMMIT")
    return "", 303, {"Location": f"/ideas/{idea_id}"}


def bytes_app(_environ, start_response):  # type: ignore[no-untyped-def]
    """Answer 20 KB without any framework."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]
