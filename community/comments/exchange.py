"""Comments as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.operations import record_people
from community.comments.models import Comment, On, Side
from community.comments.operations.record import MENDED, record_comments
from community.comments.queries import external_id_of, is_shown
from community.comments.rules import COMMENT_LENGTH
from community.comments.things import KNOWN
from community.extensions import db
from community.platform.errors import Unclear
from community.platform.exchange import cells
from community.platform.exchange.bulk import bytewise, ids_of, snapshot
from community.platform.exchange.cells import as_instant, instant, language, name, prose, safe, to_instant, word
from community.platform.exchange.kinds import Exchange, Outcome
from community.platform.exchange.staging import BATCH, Staging
from community.platform.exchange.tables import Column, Problems
from community.platform.text import _

__all__ = ["COMMENTS"]

LANGUAGE = "en"
ON_LENGTH = 211
"""The longest name of a kind, a colon, and the longest external id."""


def _safe(text: str | None) -> str:
    return safe(text or "")


def _on(cell: str) -> str | None:
    """Read what a comment is said of, such as idea:17."""
    text = name(ON_LENGTH, needed=True)(cell)
    kind, _colon, external_id = text.partition(":")
    if kind not in list(On) or not external_id:
        known = ", ".join(f"{each}:…" for each in On)
        raise Unclear(_("%(cell)s is none of %(known)s.", cell=cells.shown(cell), known=known))
    return str(text)


def _words(cell: str) -> str:
    """Read what was said: something."""
    text = prose(COMMENT_LENGTH)(cell)
    if not text.strip():
        raise Unclear(_("This cell must not be empty."))
    return str(text)


COLUMNS = (
    Column("external_id", name(200, needed=True), safe, needed=True),
    Column("on", _on, safe, needed=True),
    Column("parent", name(200), _safe),
    Column("author", name(200), _safe),
    Column("body", _words, safe, needed=True),
    Column("created_at", instant, to_instant),
    Column("side", word(Side), str),
    Column("language", language, str),
    Column("withdrawn_at", instant, to_instant),
    Column("hidden_at", instant, to_instant),
)
NAMES = [column.name for column in COLUMNS]


def check(staging: Staging, problems: Problems) -> None:
    """Find things that do not exist, and replies to what is not there, is a reply itself or is said elsewhere."""
    with snapshot():
        staging.resolve("on", _things)
        staging.refuse_unresolved("on", problems, lambda text: _("There is no %(name)s.", name=cells.shown(text)))
        for batch in staging.batches("line", "on", "parent", "external_id"):
            named = sorted({parent for _line, _on, parent, _own in batch if parent})
            here = staging.rows_of("external_id", named, "on", "parent")
            known = _known([each for each in named if each not in here])
            for line, on, parent, own in batch:
                if parent:
                    _check_parent(line, on, parent, own, here.get(parent) or known.get(parent), problems)


def _check_parent(
    line: int, on: str, parent: str, own: str, found: Sequence[str | None] | None, problems: Problems
) -> None:
    if found is None or parent == own:
        problems.add(line, "parent", partial(_no_comment, parent))
    elif found[1]:
        problems.add(line, "parent", partial(_is_reply, parent))
    elif found[0] != on:
        problems.add(line, "parent", partial(_elsewhere, parent))


def _no_comment(text: str) -> str:
    return str(_("There is no comment %(name)s.", name=cells.shown(text)))


def _is_reply(text: str) -> str:
    return str(_("The comment %(name)s is a reply itself; name the one that it replies to.", name=cells.shown(text)))


def _elsewhere(text: str) -> str:
    return str(_("The comment %(name)s is said of something else.", name=cells.shown(text)))


def _things(texts: Sequence[str]) -> Mapping[str, int]:
    """Return the ids of what these texts name, as far as it is there."""
    found: dict[str, int] = {}
    for kind, known in KNOWN.items():
        names = [text.removeprefix(f"{kind}:") for text in texts if text.startswith(f"{kind}:")]
        found |= {f"{kind}:{external_id}": number for external_id, number in ids_of(known.table, names).items()}
    return found


def _known(external_ids: Sequence[str]) -> Mapping[str, tuple[str, str | None]]:
    """Return of what each of these comments is said, and to which it replies."""
    parent = aliased(Comment, name="parent")
    rows = select(Comment.external_id, _on_column(), parent.external_id)
    rows = rows.outerjoin(parent, parent.id == Comment.parent_id).where(Comment.external_id.in_(external_ids))
    return {external_id: (on, above) for external_id, on, above in db.session.execute(rows)}


def _on_column() -> Any:
    return cast(Comment.thing, String) + literal(":") + external_id_of(Comment)


def write(staging: Staging, step: Callable[[int], object]) -> Outcome:
    """Record the comments, those that reply to nothing first; authors become people without account."""
    staging.resolve("author", record_people)
    said = frozenset(column for column in MENDED if column.removesuffix("_id") in staging.given)
    batches = staging.batches(*NAMES, resolved=("on", "author"), first_without="parent")
    return record_comments(([_columns(row) for row in batch] for batch in batches), said, step)


def rows(*which: Any) -> Iterator[Any]:
    """Return all comments, or those for which these conditions hold, by external id."""
    parent = aliased(Comment, name="parent")
    columns = (
        Comment.external_id, _on_column(), parent.external_id, Person.external_id, Comment.body, Comment.created_at,
        Comment.side, Comment.language, Comment.withdrawn_at, Comment.hidden_at,
    )  # fmt: skip
    statement = (
        select(*columns)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .outerjoin(Person, Person.id == Comment.author_id)
        .where(*which)
        .order_by(bytewise(Comment.external_id))
    )
    return iter(db.session.execute(statement, execution_options={"yield_per": BATCH}))


def public_rows() -> Iterator[Any]:
    """Return the comments that everybody is shown."""
    return rows(is_shown(Comment))


def _columns(row: Sequence[Any]) -> dict[str, Any]:
    """Return what a row of the file says, as columns of a comment."""
    cell = dict(zip((*NAMES, "on_id", "author_id"), row, strict=True))
    return {
        "external_id": cell["external_id"],
        "thing": On(cell["on"].partition(":")[0]),
        "thing_id": cell["on_id"],
        "parent": cell["parent"],
        "author_id": cell["author_id"],
        "body": cell["body"].strip(),
        "created_at": as_instant(cell["created_at"]),
        "side": Side(cell["side"]) if cell["side"] else None,
        "language": cell["language"] or LANGUAGE,
        "withdrawn_at": as_instant(cell["withdrawn_at"]),
        "hidden_at": as_instant(cell["hidden_at"]),
    }


COMMENTS = Exchange("comments", COLUMNS, ("external_id",), check, write, rows, public_rows)
