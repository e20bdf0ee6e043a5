"""How it is told what became of ideas: what they are called, and when this person wrote them or voted on them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select

from community.accounts.counting import counts_as, same_as
from community.accounts.models import Account, Person
from community.ideas.models import Idea, Vote
from community.ideas.queries.rows import address
from community.notifications.queries.telling import Teller

__all__ = ["TELLER", "named"]


def named(idea_ids: Collection[int], person_id: int) -> Select[*tuple[Any, ...]]:
    """Select those of these ideas that are listed, as news names them."""
    voted_at = (
        select(func.max(func.coalesce(Vote.changed_at, Vote.created_at)))
        .where(Vote.idea_id == Idea.id, Vote.person_id.in_(same_as(person_id)))
        .scalar_subquery()
    )
    return (
        select(
            Idea.id,
            Idea.title,
            Idea.language,
            Idea.direction,
            Idea.created_at.label("said_at"),
            voted_at.label("voted_at"),
            counts_as(Person).label("author_id"),
            Account.created_at.label("author_since"),
        )
        .outerjoin(Person, Person.id == Idea.author_id)
        .outerjoin(Account, Account.person_id == Idea.author_id)
        .where(Idea.id.in_(idea_ids), Idea.listed)
    )


TELLER = Teller(address, named)
