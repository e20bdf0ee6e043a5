"""What can go on the record, and what each kind of entry says."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["IMPORTED", "Kind"]

IMPORTED = "imported_"
"""How a kind begins that tells what happened elsewhere, before this site knew of it."""


class Kind(StrEnum):
    """What happened. Before each stands which facts its entry has, and after a semicolon which texts.

    An entry is about the thing that its facts name as `idea`, `theme` or `commitment`, by its external id; `place` is
    such an id, `ideas` and `themes` are lists of them. A day is written as 2026-05-31; what is not stated is none.
    A kind needs its words in templates/record/_kinds.html.
    """

    # where, seed: of what this is the record, and a number that no other one has.
    RECORD_BEGAN = "record_began"
    # table, rows: which table came in, and how long it was. What it told stands behind this mark, as imported.
    IMPORT_BEGAN = "import_began"

    # idea, before, status, perhaps the commitment from which it follows; reason
    STATUS = "status"
    # idea, before, review_on; reason, change_mind
    DECLINED = "declined"

    # theme, place, version, ideas; title, body
    THEME_PUBLISHED = "theme_published"
    # theme, version; title, body
    THEME_EDITED = "theme_edited"
    # theme
    THEME_WITHDRAWN = "theme_withdrawn"
    # theme, ideas
    IDEAS_GATHERED = "ideas_gathered"
    IDEAS_REMOVED = "ideas_removed"

    # commitment, place, status, due_on, ideas, themes; title, body
    PROMISED = "promised"
    # commitment, place, status, due_on; body
    UPDATED = "updated"
    MOVED = "moved"
    DELIVERED = "delivered"
    STOPPED = "stopped"
    # commitment, place, status, due_on, ideas, themes: what it answers as well
    ANSWERS = "answers"
    # commitment, asked, yes, partly, no
    ANSWERED = "answered"

    # issue, status; answer
    ISSUE_ANSWERED = "issue_answered"
    # issue, status; reason
    ISSUE_CLOSED = "issue_closed"
    ISSUE_REOPENED = "issue_reopened"

    # idea, status: nobody said why
    IMPORTED_STATUS = "imported_status"
    # As above, as an import tells it.
    IMPORTED_THEME_PUBLISHED = "imported_theme_published"
    IMPORTED_PROMISED = "imported_promised"
    IMPORTED_UPDATED = "imported_updated"
    IMPORTED_MOVED = "imported_moved"
    IMPORTED_DELIVERED = "imported_delivered"
    IMPORTED_STOPPED = "imported_stopped"
    IMPORTED_DECLINED = "imported_declined"
