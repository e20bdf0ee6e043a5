"""Tags of elsewhere come in with their things, many at a time."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, select, update

from community.extensions import db
from community.platform.clock import now
from community.platform.database import execute
from community.tags.models import TAGGED, Tagged, Tagging
from community.tags.operations.write import make_tags, put_tags
from community.tags.rules import fits, slug_of, split

__all__ = ["record_tags"]

_STANDING = select(Tagging.thing_id, Tagging.tag_id, Tagging.id).where(
    Tagging.thing == bindparam("thing", type_=Tagging.thing.type),
    Tagging.thing_id.in_(bindparam("ids", expanding=True)),
    TAGGED,
)


def record_tags(thing: Tagged, texts: Mapping[int, str | None]) -> None:
    """Let each of these things have the tags that its text names, separated by semicolons or commas, and no others.

    What is no tag, too long a name or one without a letter, is left out: whoever keeps the text keeps that. No limit
    holds: what comes from elsewhere tells what was.
    """
    if not texts:
        return
    named = {thing_id: [name for name in split(text or "") if fits(name)] for thing_id, text in texts.items()}
    tags = make_tags([name for names in named.values() for name in names])
    wanted = {(thing_id, tags[slug_of(name)]): None for thing_id, names in named.items() for name in names}
    found = execute(_STANDING, {"thing": thing, "ids": list(texts)})
    standing = {(thing_id, tag_id): tagging for thing_id, tag_id, tagging in found}
    gone = [tagging for key, tagging in standing.items() if key not in wanted]
    if gone:
        ending = update(Tagging).where(Tagging.id.in_(gone)).values(ended_at=now())
        db.session.execute(ending.execution_options(synchronize_session=False))
    more = [(thing, *key) for key in wanted if key not in standing]
    if more:
        put_tags(more, None)
