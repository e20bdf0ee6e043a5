"""Themes as a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select

from community.extensions import db
from community.ideas.exchange.ideas import LANGUAGE
from community.ideas.models import Idea
from community.places.models import ROOT_ID, Ancestry, Place
from community.platform.errors import Unclear
from community.platform.exchange import cells
from community.platform.exchange.bulk import bytewise, ids_of, snapshot
from community.platform.exchange.cells import (
    as_instant,
    instant,
    language,
    name,
    prose,
    restored,
    safe,
    to_instant,
    word,
)
from community.platform.exchange.kinds import Exchange, Outcome
from community.platform.exchange.staging import Staging
from community.platform.exchange.tables import Column, Problems
from community.platform.text import _, legible
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.themes.operations.record import record_themes
from community.themes.queries import Hand
from community.themes.rules import MOST_IN_THEME
from community.writing.rules import BODY_LENGTH, TITLE_LENGTH

__all__ = ["THEMES"]

NAME_LENGTH = 200
CHUNK = 500
PARTED = re.compile(r"((?:[^;\\]|\\.)*)(?:;|$)")
"""A name up to the next semicolon; a backslash takes what follows it as it is."""


def parted(text: str) -> list[str]:
    """Return the external ids that `text` names, each once: separated by semicolons, blanks around them dropped."""
    raw = [part.strip() for part in PARTED.findall(text)]
    return list(dict.fromkeys(re.sub(r"\\(.)", r"\1", part) for part in raw if part))


def joined(names: Sequence[str]) -> str:
    """Return a text of which `parted` makes these names again."""
    return ";".join(re.sub(r"([;\\])", r"\\\1", each) for each in names)


def ideas(cell: str) -> str | None:
    """Read external ids of ideas, at most as many as a theme holds; empty is None."""
    text = restored(cell.strip())
    names = parted(legible(text))
    if len(names) > MOST_IN_THEME:
        raise Unclear(_("%(count)s ideas; a theme has at most %(most)s.", count=len(names), most=MOST_IN_THEME))
    for each in names:
        if len(each) > NAME_LENGTH:
            raise Unclear(_("%(cell)s is longer than a name of an idea can be.", cell=cells.shown(each)))
    return joined(names) or None


COLUMNS = (
    Column("external_id", name(NAME_LENGTH, needed=True), safe, needed=True),
    Column("title", name(TITLE_LENGTH, needed=True), safe, needed=True),
    Column("body", prose(BODY_LENGTH), safe),
    Column("place", name(NAME_LENGTH), lambda text: safe(text or "")),
    Column("ideas", ideas, lambda text: safe(text or "")),
    Column("status", word(Hand), str),
    Column("created_at", instant, to_instant),
    Column("published_at", instant, to_instant),
    Column("language", language, str),
)
NAMES = [column.name for column in COLUMNS]


def check(staging: Staging, problems: Problems) -> None:
    """Find places and ideas that do not exist, ideas that lie elsewhere, and themes that would move."""
    with snapshot():
        staging.resolve("place", lambda texts: ids_of(Place, texts))
        for batch in staging.batches("line", "external_id", "ideas", "place", resolved=("place",)):
            here = dict(_places_of([row[1] for row in batch]))
            for line, external_id, named, place, place_id in batch:
                if place and not place_id:
                    problems.add(line, "place", partial(_no_place, place))
                    continue
                stands = here.get(external_id, place_id or ROOT_ID)
                if "place" in staging.given and stands != (place_id or ROOT_ID):
                    problems.add(line, "place", _("An import does not move a theme to another place."))
                _check_ideas(line, parted(named or ""), stands, problems)


def _check_ideas(line: int, names: Sequence[str], place_id: int, problems: Problems) -> None:
    for start in range(0, len(names), CHUNK):
        some = names[start : start + CHUNK]
        rows = (
            select(Idea.external_id, Ancestry.distance)
            .outerjoin(Ancestry, (Ancestry.place_id == Idea.place_id) & (Ancestry.ancestor_id == place_id))
            .where(Idea.external_id.in_(some))
        )
        found = {external_id: distance for external_id, distance in db.session.execute(rows)}
        for each in some:
            if each not in found:
                problems.add(line, "ideas", partial(_no_idea, each))
            elif found[each] is None:
                problems.add(line, "ideas", partial(_elsewhere, each))


def _no_place(text: str) -> str:
    return str(_("There is no place %(name)s.", name=cells.shown(text)))


def _no_idea(text: str) -> str:
    return str(_("There is no idea %(name)s.", name=cells.shown(text)))


def _elsewhere(text: str) -> str:
    return str(_("The idea %(name)s does not lie in the place of the theme.", name=cells.shown(text)))


def _places_of(external_ids: Sequence[str]) -> Iterator[tuple[str, int]]:
    rows = select(Theme.external_id, Theme.place_id).where(Theme.external_id.in_(external_ids))
    return ((external_id, place_id) for external_id, place_id in db.session.execute(rows))


def write(staging: Staging, step: Callable[[int], object]) -> Outcome:
    """Record the themes."""
    batches = staging.batches(*NAMES, resolved=("place",))
    return record_themes((_rows_of(batch) for batch in batches), staging.given, step, staging.count)


def _rows_of(batch: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    named = {each for row in batch for each in parted(row[NAMES.index("ideas")] or "")}
    ids: dict[str, int] = {}
    for start in range(0, len(named), CHUNK):
        ids |= ids_of(Idea, sorted(named)[start : start + CHUNK])
    return [_columns(row, ids) for row in batch]


def _columns(row: Sequence[Any], ids: Mapping[str, int]) -> dict[str, Any]:
    """Return what a row of the file says, as columns of a theme."""
    cell = dict(zip((*NAMES, "place_id"), row, strict=True))
    return {
        "external_id": cell["external_id"],
        "title": cell["title"],
        "body": cell["body"] or "",
        "place_id": cell["place_id"] or ROOT_ID,
        "language": cell["language"] or LANGUAGE,
        "hand": Hand(cell["status"]) if cell["status"] else None,
        "created_at": as_instant(cell["created_at"]),
        "published_at": as_instant(cell["published_at"]),
        "idea_ids": [ids[each] for each in parted(cell["ideas"] or "")],
    }


def rows(*, public: bool = False) -> Iterator[Any]:
    """Return all themes, or those that everybody sees with the ideas that everybody sees, by external id."""
    columns = (
        Theme.id, Theme.external_id, Theme.title, Theme.body, Place.external_id, Theme.published_at, Theme.withdrawn_at,
        Theme.created_at, Theme.language,
    )  # fmt: skip
    listed = (Theme.listed,) if public else ()
    themes = select(*columns).join(Place, Place.id == Theme.place_id).where(*listed)
    for number, external_id, title, body, place, published_at, withdrawn_at, created_at, spoken in db.session.execute(
        themes.order_by(bytewise(Theme.external_id))
    ).all():
        gathered = select(Idea.external_id).join(ThemeIdea, ThemeIdea.idea_id == Idea.id)
        gathered = gathered.where(ThemeIdea.theme_id == number, GATHERED, *((Idea.listed,) if public else ()))
        names = db.session.scalars(gathered.order_by(bytewise(Idea.external_id))).all()
        hand = Hand.WITHDRAWN if withdrawn_at else Hand.PUBLISHED if published_at else Hand.DRAFT
        yield external_id, title, body, place, joined(names), hand, created_at, published_at, spoken


def public_rows() -> Iterator[Any]:
    """Return the themes that are listed."""
    return rows(public=True)


THEMES = Exchange("themes", COLUMNS, ("external_id",), check, write, rows, public_rows)
