"""How ideas are moderated."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from community.extensions import db
from community.ideas.models import Idea
from community.ideas.operations import hide_idea, restore_idea
from community.ideas.queries import get_idea
from community.ideas.queries.rows import address
from community.platform.moderated import Columns, Moderated, Wording
from community.platform.text import lazy

__all__ = ["MODERATED"]


def _lock(idea_ids: Collection[int]) -> Sequence[Idea]:
    rows = select(Idea).where(Idea.id.in_(idea_ids)).order_by(Idea.id).with_for_update(key_share=True)
    return db.session.scalars(rows, execution_options={"populate_existing": True}).all()


MODERATED = Moderated(
    folder="ideas",
    columns=Columns(
        Idea, Idea.id, Idea.external_id, Idea.title, Idea.lead, Idea.language, Idea.direction, Idea.place_id,
        Idea.author_id,
    ),
    get=get_idea,
    lock=_lock,
    hide=hide_idea,
    restore=restore_idea,
    address=address,
    words=Wording(
        flag=lazy("Flag an idea"),
        decide=lazy("Decide on an idea"),
        all_about=lazy("All about this idea"),
        read_whole=lazy("Read the whole idea"),
        to_disagree=lazy("Say that it breaks the rules of this site. To disagree with it, vote on it instead."),
        was_hidden=lazy("Your idea was hidden"),
        shown_again=lazy("Your idea is shown again"),
    ),
)  # fmt: skip
