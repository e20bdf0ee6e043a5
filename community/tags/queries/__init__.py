"""What can be known about tags: only of what everybody is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, literal, select, true, union_all

from community.platform.database import execute
from community.platform.errors import Missing
from community.platform.reading import note
from community.platform.text import _
from community.tags.models import TAGGED, Tag, Tagged, Tagging
from community.tags.queries.column import tags_column, tags_in
from community.tags.queries.rows import TagLink
from community.tags.things import KNOWN

__all__ = [
    "MOST_SHOWN",
    "TagLink",
    "TagRow",
    "TaggedThing",
    "get_tag",
    "get_tagged",
    "list_tags",
    "list_under",
    "suggest_tags",
    "tags_column",
    "tags_in",
    "tags_of",
]

MOST_SHOWN = 60
"""So many tags the list shows, and so many things of a kind the page of a tag."""
MOST_SUGGESTED = 10


class TagRow(NamedTuple):
    """A tag, and how many things have it that everybody is shown."""

    tag: TagLink
    total: int


class TaggedThing(NamedTuple):
    """A thing as the page of a tag shows it."""

    kind: Tagged
    id: int
    title: str
    language: str
    direction: str

    @property
    def url(self) -> str:
        return KNOWN[self.kind].address(self.id, self.title)


class TaggedPlace(NamedTuple):
    """A thing that can have tags, and where it lies."""

    thing: TaggedThing
    place_id: int


_OF = (
    select(Tagging.thing_id, Tag.id, Tag.slug, Tag.name)
    .join(Tag, Tag.id == Tagging.tag_id)
    .where(Tagging.thing == bindparam("thing", type_=Tagging.thing.type))
    .where(Tagging.thing_id.in_(bindparam("ids", expanding=True)), TAGGED)
    .order_by(Tagging.id)
)
_TAG = select(Tag.id, Tag.slug, Tag.name).where(Tag.slug == bindparam("slug"))


def tags_of(thing: Tagged, ids: Sequence[int]) -> Mapping[int, Sequence[TagLink]]:
    """Return the tags of each of these things, the first one first; one statement for all."""
    found: dict[int, list[TagLink]] = {}
    for thing_id, *tag in execute(_OF, {"thing": thing, "ids": list(ids)}):
        found.setdefault(thing_id, []).append(TagLink(*tag))
    note(found)
    return found


def get_tag(slug: str) -> TagRow:
    """Return the tag with this slug; raise Missing when nothing that everybody is shown has it."""
    found = execute(_TAG, {"slug": slug}).first()
    tag = TagLink(*found) if found else None
    total = sum(row.number for row in execute(_counting(Tagging.tag_id == tag.id))) if tag else 0
    note((tag, total))
    if tag is None or not total:
        raise Missing(_("There is no such tag."))
    return TagRow(tag, total)


def list_tags(words: str = "") -> tuple[Sequence[TagRow], int]:
    """Return the tags that most things have, and how many tags there are; only those whose slug has `words` in it."""
    counted = _counting(Tag.slug.contains(words, autoescape=True) if words else true()).subquery("counted")
    total = func.sum(counted.c.number).label("total")
    groups = select(counted.c.tag_id, total).group_by(counted.c.tag_id).cte("groups")
    most = select(groups).order_by(groups.c.total.desc(), groups.c.tag_id).limit(MOST_SHOWN).subquery("most")
    tags = select(func.count()).select_from(groups).scalar_subquery()
    rows = select(Tag.id, Tag.slug, Tag.name, most.c.total, tags).join(most, most.c.tag_id == Tag.id)
    found = execute(rows.order_by(most.c.total.desc(), Tag.id)).all()
    note(found)
    return [TagRow(TagLink(*row[:3]), int(row[3])) for row in found], found[0][4] if found else 0


def suggest_tags(words: str = "") -> Sequence[str]:
    """Return names of tags that many things have: of those with `words`, a slug, the ones that begin with it first."""
    rows = sorted(list_tags(words)[0], key=lambda row: not row.tag.slug.startswith(words))
    return [row.tag.name for row in rows[:MOST_SUGGESTED]]


def get_tagged(thing: Tagged, thing_id: int) -> TaggedPlace:
    """Return a thing that can have tags, shown or not, with its place; raise Missing when there is none."""
    table = KNOWN[thing].table
    row = execute(
        select(table.id, table.title, table.language, table.direction, table.place_id).where(table.id == thing_id)
    ).first()
    note(row)
    if row is None:
        raise Missing(_("There is nothing here that could have tags."))
    return TaggedPlace(TaggedThing(thing, *row[:4]), row[4])


def list_under(tag_id: int) -> Mapping[Tagged, Sequence[TaggedThing]]:
    """Return the things that have this tag and that everybody is shown, by kind, those tagged last first."""
    parts = []
    for kind, (table, _address) in KNOWN.items():
        rows = (
            select(literal(str(kind)).label("kind"), table.id, table.title, table.language, table.direction)
            .join(Tagging, Tagging.thing_id == table.id)
            .where(Tagging.thing == kind, Tagging.tag_id == tag_id, TAGGED, table.listed)
            .order_by(Tagging.id.desc())
            .limit(MOST_SHOWN)
        )
        parts.append(select(rows.subquery(f"of_{kind}")))
    found: dict[Tagged, list[TaggedThing]] = {}
    for kind, *cells in execute(union_all(*parts)):
        found.setdefault(Tagged(kind), []).append(TaggedThing(Tagged(kind), *cells))
    note(found)
    return found


def _counting(which: Any) -> Any:
    """Select `tag_id, number` of the things that everybody is shown, for the tags for which `which` holds."""
    return union_all(*(_of_kind(kind, table, which) for kind, (table, _address) in KNOWN.items()))


def _of_kind(kind: Tagged, table: Any, which: Any) -> Any:
    return (
        select(Tagging.tag_id, func.count().label("number"))
        .join(Tag, Tag.id == Tagging.tag_id)
        .join(table, table.id == Tagging.thing_id)
        .where(Tagging.thing == kind, TAGGED, table.listed, which)
        .group_by(Tagging.tag_id)
    )
