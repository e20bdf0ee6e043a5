"""Things are tagged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as plain_insert

from community.extensions import db
from community.platform.clock import now
from community.platform.database import execute, insert
from community.platform.errors import Refused, Unclear
from community.platform.text import _, legible, plural
from community.tags.models import TAGGED, Tag, Tagged, Tagging
from community.tags.queries import TagLink, tags_of
from community.tags.rules import MOST_TAGS, NAME_LENGTH, fits, slug_of, tidy

__all__ = ["checked_names", "find_tags", "make_tags", "set_tags"]

CHUNK = 500


def set_tags(
    thing: Tagged, thing_id: int, names: Collection[str], by: int | None, *, had: Collection[str] | None = None
) -> Sequence[TagLink]:
    """Let the thing have the tags of these names, and no others; return what it has now.

    A name that nobody wrote before gives a new tag; case and accents make none. With `had`, the names that the writer
    had before them, only what they changed is changed: what somebody else added or took out meanwhile stays so. What
    ends is kept with its dates. Raises Unclear when a name is no tag, and Refused when they are too many. The thing
    is locked.
    """
    ids = make_tags(checked_names(names, most=None))
    wanted = list(ids.values())
    standing = _standing(thing, thing_id)
    if had is None:
        more, gone = set(wanted) - standing.keys(), standing.keys() - set(wanted)
    else:
        before = find_tags([slug_of(tidy(name)) for name in had])
        begun = set(before.values())
        more, gone = set(wanted) - begun - standing.keys(), (begun - set(wanted)) & standing.keys()
    if more and len(standing) + len(more) - len(gone) > MOST_TAGS:
        raise _too_many()
    if gone:
        ending = (
            update(Tagging)
            .where(Tagging.id.in_([standing[tag_id] for tag_id in gone]))
            .values(ended_at=now(), ended_by=by)
        )
        db.session.execute(ending.execution_options(synchronize_session=False))
    if more:
        put_tags([(thing, thing_id, tag_id) for tag_id in wanted if tag_id in more], by)
    return tags_of(thing, [thing_id]).get(thing_id, ())


def checked_names(names: Collection[str], *, most: int | None = MOST_TAGS) -> Sequence[str]:
    """Return the names as they are stored, each tag once; raise Unclear when one is none, Refused when too many."""
    kept: dict[str, str] = {}
    for each in names:
        name = tidy(legible(each, lines=True))
        if not name:
            continue
        if len(name) > NAME_LENGTH:
            raise Unclear(
                _("“%(name)s…” is too long for a tag: at most %(most)s letters.", name=name[:30], most=NAME_LENGTH)
            )
        if not fits(name):
            raise Unclear(_("“%(name)s” is no tag: it needs a letter or a digit.", name=name[:30]))
        kept.setdefault(slug_of(name), legible(name))
    if most is not None and len(kept) > most:
        raise _too_many()
    return list(kept.values())


def make_tags(names: Collection[str]) -> Mapping[str, int]:
    """Return the tags that these checked names give, by slug and in their order; make what is new."""
    slugs = {slug_of(name): name for name in names}
    found = find_tags(list(slugs))
    new = sorted(slugs.keys() - found.keys())  # in one order, or two at once could deadlock
    if new:
        at = now()
        for some in _chunks(new):
            rows = [{"slug": slug, "name": slugs[slug], "created_at": at} for slug in some]
            execute(insert(Tag.__table__).values(rows).on_conflict_do_nothing(index_elements=["slug"]))
        found = {**found, **find_tags(new)}
    return {slug: found[slug] for slug in slugs}


def find_tags(slugs: Sequence[str]) -> Mapping[str, int]:
    """Return the ids of the tags that have these slugs."""
    return {slug: tag_id for some in _chunks(slugs) for slug, tag_id in execute(_BY_SLUG, {"slugs": some})}


def put_tags(which: Sequence[tuple[Tagged, int, int]], by: int | None) -> None:
    """Put tags on things that do not have them: kind, id and tag."""
    at = now()
    rows = [
        {"thing": thing, "thing_id": thing_id, "tag_id": tag_id, "added_at": at, "added_by": by}
        for thing, thing_id, tag_id in which
    ]
    db.session.execute(plain_insert(Tagging.__table__), rows)  # type: ignore[arg-type]


def _standing(thing: Tagged, thing_id: int) -> Mapping[int, int]:
    """Return which tags the thing has, each with its tagging."""
    return {tag_id: tagging for tag_id, tagging in execute(_STANDING, {"thing": thing, "thing_id": thing_id})}


def _chunks(slugs: Sequence[str]) -> Iterator[Sequence[str]]:
    return (slugs[start : start + CHUNK] for start in range(0, len(slugs), CHUNK))


def _too_many() -> Refused:
    return Refused(
        plural(
            "At most %(num)s tag fits. Keep the ones that say the most.",
            "At most %(num)s tags fit. Keep the ones that say the most.",
            MOST_TAGS,
        )
    )


_BY_SLUG = select(Tag.slug, Tag.id).where(Tag.slug.in_(bindparam("slugs", expanding=True)))
_STANDING = select(Tagging.tag_id, Tagging.id).where(
    Tagging.thing == bindparam("thing", type_=Tagging.thing.type), Tagging.thing_id == bindparam("thing_id"), TAGGED
)
