"""How issues are moderated."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from community.extensions import db
from community.issues.models import Issue
from community.issues.operations import hide_issue, restore_issue
from community.issues.queries import get_issue
from community.issues.queries.rows import address
from community.platform.moderated import Columns, Moderated, Wording
from community.platform.text import lazy

__all__ = ["MODERATED"]


def _lock(issue_ids: Collection[int]) -> Sequence[Issue]:
    rows = select(Issue).where(Issue.id.in_(issue_ids)).order_by(Issue.id).with_for_update(key_share=True)
    return db.session.scalars(rows, execution_options={"populate_existing": True}).all()


MODERATED = Moderated(
    folder="issues",
    columns=Columns(
        Issue, Issue.id, Issue.external_id, Issue.title, Issue.lead, Issue.language, Issue.direction, Issue.place_id,
        Issue.author_id,
    ),
    get=get_issue,
    lock=_lock,
    hide=hide_issue,
    restore=restore_issue,
    address=address,
    words=Wording(
        flag=lazy("Flag an issue"),
        decide=lazy("Decide on an issue"),
        all_about=lazy("All about this issue"),
        read_whole=lazy("Read the whole issue"),
        to_disagree=lazy("Say that it breaks the rules of this site. To see it otherwise is no reason to flag it."),
        was_hidden=lazy("Your issue was hidden"),
        shown_again=lazy("Your issue is shown again"),
    ),
)  # fmt: skip
