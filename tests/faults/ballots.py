"""What must be true of votes and counts whatever happened."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import text

from community.accounts.operations import record_person
from community.extensions import db
from community.ideas.operations import post_idea
from community.places.models import ROOT_ID, Place

CHOICES = ("support", "oppose", "pass")

_ROWS = text("SELECT person_id, idea_id, choice FROM vote")
_COUNTS = text("SELECT id, support_count, oppose_count, pass_count FROM idea")
_BY_STATUS = text("""
    SELECT a.ancestor_id AS place, i.status AS status, count(*) AS n
    FROM idea i JOIN place_ancestry a ON a.place_id = i.place_id GROUP BY a.ancestor_id, i.status
""")
_KEPT = text("SELECT place_id AS place, status, count AS n FROM idea_count WHERE count <> 0")


def some_ideas(app: Flask, ideas: int = 1, people: int = 1) -> tuple[list[int], list[int]]:
    """Put ideas and people on the site; return their ids."""
    with app.app_context():
        place = db.session.get(Place, ROOT_ID)
        voters = [record_person(f"Person {number}").id for number in range(people)]
        posted = [post_idea(None, place, f"Idea {number}").id for number in range(ideas)]
        db.session.commit()
    return posted, voters


def votes(app: Flask) -> dict[tuple[int, int], str]:
    """Return each person's choice on each idea, having checked that everything counts once."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":  # one moment for all three statements; on SQLite it always is
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        rows = db.session.execute(_ROWS).all()
        cast = {(row.person_id, row.idea_id): row.choice for row in rows}
        assert len(cast) == len(rows), "somebody has more than one vote on an idea"
        for idea in db.session.execute(_COUNTS):
            counted = [sum(c == choice for (_, i), c in cast.items() if i == idea.id) for choice in CHOICES]
            assert [idea.support_count, idea.oppose_count, idea.pass_count] == counted, f"idea {idea.id} miscounts"
        assert _as_dict(_KEPT) == _as_dict(_BY_STATUS), "a place miscounts its ideas"
    return cast


def _as_dict(statement: text) -> dict[tuple[int, str], int]:
    return {(row.place, row.status): row.n for row in db.session.execute(statement)}


def mixed(number: int) -> Sequence[str]:
    """Return `number` choices, all three in turn, with a withdrawal now and then."""
    return [("support", "oppose", "pass", "support", "oppose", "withdraw")[turn % 6] for turn in range(number)]
