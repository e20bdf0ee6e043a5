"""All that the site knows of somebody, for them alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select

from community.accounts.counting import people_of, same_as
from community.comments.models import Comment
from community.extensions import db
from community.ideas.models import Idea
from community.issues.models import Issue
from community.leaving.queries.account import select_account, select_mails
from community.leaving.queries.discussed import select_discussed
from community.leaving.queries.promised import select_promised
from community.leaving.queries.raised import select_raised
from community.leaving.queries.said import select_sent, select_written
from community.leaving.queries.told import select_told
from community.roles.queries import Viewer

__all__ = ["Part", "count_words", "parts_of"]

BATCH = 500

Part = tuple[str, bool, Iterator[Mapping[str, Any]]]
"""A name, whether there can be many of it, and the rows."""


def parts_of(viewer: Viewer) -> Iterator[Part]:
    """Return what the site knows of the viewer, part by part, its columns named as in the files it gives out.

    No part holds a password, a code or a key in any form.
    """
    people = people_of(viewer.person_id)
    parts = {
        **select_account(viewer.person_id, people, viewer.account_id),
        **select_written(people),
        **select_raised(people),
        **select_discussed(people),
        **select_promised(people),
        **select_sent(people),
        **select_told(people),
        **select_mails(viewer.person_id, viewer.account_id),
    }
    for name, (many, statement) in parts.items():
        yield name, many, _rows(statement)


def count_words(person_id: int) -> int:
    """Return how many ideas, issues and comments this person wrote, by whatever door."""
    written = select(func.count()).where(Idea.author_id.in_(same_as(person_id))).scalar_subquery()
    raised = select(func.count()).where(Issue.author_id.in_(same_as(person_id))).scalar_subquery()
    said = select(func.count()).where(Comment.author_id.in_(same_as(person_id))).scalar_subquery()
    return db.session.scalar(select(written + raised + said)) or 0


def _rows(statement: Select[Any]) -> Iterator[Mapping[str, Any]]:
    found = db.session.execute(statement, execution_options={"yield_per": BATCH})
    names = list(found.keys())
    for row in found:
        yield {name: _plain(value) for name, value in zip(names, row, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # an instant is one, too
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value
