"""Themes of elsewhere come in, many at a time, as history: they tell what was, so nobody is told of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert as plain_insert
from sqlalchemy import select, update

from community.extensions import db
from community.ideas.models import Idea
from community.places.models import Place
from community.platform.clock import now
from community.platform.exchange.bulk import ids_of
from community.platform.exchange.kinds import Outcome
from community.record.kinds import Kind
from community.record.operations import Fact, Note, begin_import, end_import, put_all_on_record
from community.search.operations import touch
from community.themes.models import GATHERED, Theme, ThemeIdea
from community.themes.operations.count import count_people
from community.themes.operations.edit import write_version
from community.themes.queries.rows import Hand
from community.writing.operations import dated, written

__all__ = ["record_themes"]


def record_themes(
    batches: Iterable[Sequence[Mapping[str, Any]]], said: frozenset[str], step: Callable[[int], object], count: int
) -> Outcome:
    """Put new themes before everybody, or where their row says they stand, and mend those that are known.

    A row has `external_id`, `title`, `body`, `place_id`, `language`, `hand`, `created_at`, `published_at` and
    `idea_ids`, all checked. Of a known theme only what is in `said` is mended, never its place; an empty time or hand
    takes nothing back. `count` is how many rows there are, and `step` is told how many are done.
    """
    outcome, done, mark = Outcome(), 0, begin_import("themes", count)
    for batch in batches:
        rows = {row["external_id"]: row for row in batch}
        known = _locked(list(rows))
        new = [row for external_id, row in rows.items() if external_id not in known]
        _add(new, mark)
        changed = sum(_mend(theme, rows[external_id], said, mark) for external_id, theme in known.items())
        outcome.new += len(new)
        outcome.changed += changed
        outcome.unchanged += len(known) - changed
        done += len(batch)
        step(done)
    end_import(mark)
    return outcome


def _locked(external_ids: Sequence[str]) -> Mapping[str, Theme]:
    rows = select(Theme).where(Theme.external_id.in_(external_ids)).order_by(Theme.id).with_for_update(key_share=True)
    found = db.session.scalars(rows, execution_options={"populate_existing": True})
    return {theme.external_id: theme for theme in found}


def _add(rows: Sequence[Mapping[str, Any]], mark: str) -> None:
    if not rows:
        return
    db.session.execute(plain_insert(Theme.__table__), [_columns(row) for row in rows])  # type: ignore[arg-type]
    ids = ids_of(Theme, [row["external_id"] for row in rows])
    for row in rows:
        _gather(ids[row["external_id"]], row["idea_ids"])
    count_people(sorted(ids.values()))
    touch("theme", *ids.values())
    _put_on_record([row for row in rows if row["hand"] in (None, Hand.PUBLISHED)], mark)


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a new theme keeps of its row. Where no time is known, it is listed after all others."""
    at, hand = now(), row["hand"] or Hand.PUBLISHED
    stated = row["published_at"] or row["created_at"]
    return {
        "external_id": row["external_id"],
        "place_id": row["place_id"],
        "person_id": None,
        "created_at": row["created_at"],
        "recorded_at": at,
        "published_at": (stated or at) if hand is Hand.PUBLISHED else row["published_at"],
        "withdrawn_at": at if hand is Hand.WITHDRAWN else None,
        "listed": hand is Hand.PUBLISHED,
        "listed_at": dated(stated)["listed_at"],
        **written(row["title"], row["body"], row["language"]),
    }


def _mend(theme: Theme, row: Mapping[str, Any], said: frozenset[str], mark: str) -> bool:
    """Let a locked theme be as its row says; return whether that is something else."""
    before = theme.listed
    changed = [_rewrite(theme, row, said), _restand(theme, row, said)]
    more, fewer = _regather(theme, row["idea_ids"]) if "ideas" in said else ([], [])
    notes: list[tuple[Kind, dict[str, Fact]]] = []
    if theme.listed and not before:
        says = {"place_id": theme.place_id, "title": theme.title, "body": theme.body, "idea_ids": _stands(theme)}
        _put_on_record([{**row, **says}], mark)
    elif before and not theme.listed:
        notes.append((Kind.THEME_WITHDRAWN, {}))
    elif before:
        notes += [(Kind.THEME_EDITED, {"version": theme.version})] if changed[0] else []
        notes += [(Kind.IDEAS_GATHERED, {"ideas": _names(more)})] if more else []
        notes += [(Kind.IDEAS_REMOVED, {"ideas": _names(fewer)})] if fewer else []
    texts: dict[str, tuple[str, int | None]] = {"title": (theme.title, None), "body": (theme.body, None)}
    put_all_on_record(
        Note(kind, mark, {"theme": theme.external_id, **facts}, texts if kind is Kind.THEME_EDITED else {}, now())
        for kind, facts in notes
    )
    if more or fewer:
        count_people([theme.id])
    touch("theme", theme.id)
    return any(changed) or bool(more or fewer)


def _rewrite(theme: Theme, row: Mapping[str, Any], said: frozenset[str]) -> bool:
    """Keep what the row says as the next version; another language is none, but mended."""
    title, body = (row[name] if name in said else getattr(theme, name) for name in ("title", "body"))
    language = row["language"] if "language" in said else theme.language
    if (title, body) != (theme.title, theme.body):
        theme.language = language
        write_version(theme, title, body, None)
        return True
    if language == theme.language:
        return False
    for column, value in written(title, body, language).items():
        setattr(theme, column, value)
    db.session.flush()
    return True


def _restand(theme: Theme, row: Mapping[str, Any], said: frozenset[str]) -> bool:
    """Let the theme be published, withdrawn or dated as the row says; an empty cell says nothing."""
    changed, at = False, now()
    for name in ("created_at", "published_at"):
        kept = getattr(theme, name)
        dates = name == "created_at" or kept is not None  # a draft is not published by a day alone
        if name in said and dates and row[name] and row[name] != kept:
            setattr(theme, name, row[name])
            changed = True
    hand = row["hand"] if "status" in said else None
    if hand is Hand.WITHDRAWN and not theme.withdrawn_at:
        theme.withdrawn_at, theme.listed, changed = at, False, True
    elif hand is Hand.PUBLISHED and not theme.listed:
        theme.published_at, theme.withdrawn_at, theme.listed, changed = row["published_at"] or at, None, True, True
    if changed and theme.published_at:
        theme.listed_at = theme.published_at
    db.session.flush()
    return changed


def _regather(theme: Theme, idea_ids: Collection[int]) -> tuple[list[int], list[int]]:
    """Let exactly these ideas stand in the theme; return those that came and those that went."""
    stands = _stands(theme)
    more, fewer = sorted(set(idea_ids) - stands), sorted(stands - set(idea_ids))
    if fewer:
        ending = update(ThemeIdea).where(ThemeIdea.theme_id == theme.id, ThemeIdea.idea_id.in_(fewer), GATHERED)
        db.session.execute(ending.values(ended_at=now()))
    _gather(theme.id, more)
    return more, fewer


def _stands(theme: Theme) -> set[int]:
    return set(db.session.scalars(select(ThemeIdea.idea_id).where(ThemeIdea.theme_id == theme.id, GATHERED)))


def _gather(theme_id: int, idea_ids: Collection[int]) -> None:
    at = now()
    links = [{"theme_id": theme_id, "idea_id": idea_id, "added_at": at} for idea_id in sorted(set(idea_ids))]
    if links:
        db.session.execute(plain_insert(ThemeIdea), links)


def _put_on_record(rows: Sequence[Mapping[str, Any]], mark: str) -> None:
    """Note of themes that they are public, as an import told it."""
    there = select(Place.id, Place.external_id).where(Place.id.in_({row["place_id"] for row in rows}))
    places = {place_id: external_id for place_id, external_id in db.session.execute(there)}
    put_all_on_record(
        Note(
            Kind.IMPORTED_THEME_PUBLISHED,
            mark,
            {
                "theme": row["external_id"],
                "place": places[row["place_id"]],
                "version": 1,
                "ideas": _names(row["idea_ids"]),
            },
            {"title": (row["title"], None), "body": (row["body"], None)},
            row["published_at"] or row["created_at"],
        )
        for row in rows
    )


def _names(idea_ids: Collection[int]) -> Sequence[str]:
    return sorted(db.session.scalars(select(Idea.external_id).where(Idea.id.in_(idea_ids))))
