"""How it is told what became of issues: what they are called, and what was answered or decided."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Date, Select, String, Text, func, literal, select

from community.accounts.counting import counts_as, same_as
from community.accounts.models import Account, Person
from community.issues.models import Issue, IssueStep, MeToo
from community.issues.queries.rows import address
from community.notifications.queries.telling import Teller
from community.platform.database import Instant

__all__ = ["TELLER"]


def named(issue_ids: Collection[int], person_id: int) -> Select[*tuple[Any, ...]]:
    """Select those of these issues that are listed, as news names them."""
    said_at = (
        select(func.max(MeToo.said_at))
        .where(MeToo.issue_id == Issue.id, MeToo.person_id.in_(same_as(person_id)))
        .scalar_subquery()
    )
    return (
        select(
            Issue.id,
            Issue.title,
            Issue.language,
            Issue.direction,
            Issue.created_at.label("said_at"),
            said_at.label("voted_at"),
            counts_as(Person).label("author_id"),
            Account.created_at.label("author_since"),
        )
        .outerjoin(Person, Person.id == Issue.author_id)
        .outerjoin(Account, Account.person_id == Issue.author_id)
        .where(Issue.id.in_(issue_ids), Issue.listed)
    )


def said(step_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Select what these steps say: the answer, or why it was closed or opened again."""
    none = literal(None, Text)
    return select(
        IssueStep.id,
        none.label("html"),
        IssueStep.said.label("text"),
        none.label("more"),
        literal(None, String).label("next_step"),
        literal(None, Date).label("next_on"),
        literal(None, Date).label("due_on"),
        literal(None, Date).label("due_before"),
        literal(None, Instant).label("author_since"),
    ).where(IssueStep.id.in_(step_ids))


TELLER = Teller(address, named, said)
