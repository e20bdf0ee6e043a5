"""Thousands of voters over forty ideas and five themes, written straight into the tables, and whom it concerns.

The model beside it says in plain Python, person by person, whom a promise to them concerns and why.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import text

from community.extensions import Base, db
from community.ideas.ranking import LOTS
from community.places.models import ROOT_ID
from community.writing.operations import written

IDEAS, THEMES = 40, 5
FIRST = 1_000
"""The ids of the crowd begin here, behind those of whoever leads."""
CHOICES = ("support", "oppose", "pass")
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
RANKS = {("wrote", "idea"): 0, ("voted", "idea"): 1, ("follows", "idea"): 2, ("follows", "theme"): 3,
         ("follows", "commitment"): 4}  # fmt: skip


class Told(NamedTuple):
    """By which route somebody is told."""

    route: str
    via: str
    via_id: int
    choice: str | None


@dataclass
class Crowd:
    """Who said what of which idea, and what stands where."""

    dice: random.Random
    people: range
    # The one whom a person counts as, of those who count as another one.
    counts_as: dict[int, int] = field(default_factory=dict)
    accounts: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    authors: dict[int, int] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    votes: dict[tuple[int, int], str] = field(default_factory=dict)
    themes: dict[int, set[int]] = field(default_factory=dict)
    unlisted: set[int] = field(default_factory=set)
    # person, thing, its number: whether they follow it (True) or mute it (False).
    wishes: dict[tuple[int, str, int], bool] = field(default_factory=dict)
    # Of those who chose how to hear of promises: on the site, by mail.
    preferences: dict[int, tuple[bool, str]] = field(default_factory=dict)

    def one(self, person_id: int) -> int:
        return self.counts_as.get(person_id, person_id)


def gather(people: int, seed: int = 1) -> Crowd:
    """Write a crowd of so many people into the database, in the transaction that is open."""
    dice = random.Random(seed)
    crowd = Crowd(dice, range(FIRST, FIRST + people))
    ideas, themes = range(1, IDEAS + 1), range(1, THEMES + 1)
    for person in crowd.people:
        luck = dice.random()
        if luck < 0.94:
            crowd.accounts.add(person)
            if luck < 0.02:
                crowd.closed.add(person)
        elif luck < 0.97 and crowd.accounts:
            crowd.counts_as[person] = dice.choice(sorted(crowd.accounts)[-200:])
        quiet = dice.random() < 0.1  # votes on nothing, and may follow something
        for idea in () if quiet else dice.sample(ideas, dice.randint(1, 8)):
            crowd.votes[person, idea] = dice.choices(CHOICES, (6, 3, 1))[0]
        if dice.random() < 0.05:
            crowd.preferences[person] = (dice.random() < 0.5, dice.choice(("never", "soon", "weekly")))
        for kind, numbers in (("idea", ideas), ("theme", themes)):
            if dice.random() < (0.4 if quiet else 0.05):
                crowd.wishes[person, kind, dice.choice(numbers)] = dice.random() < 0.6
    crowd.authors = {idea: dice.choice(crowd.people) for idea in ideas}
    crowd.themes = {theme: set(dice.sample(ideas, 12)) for theme in themes}
    _write(crowd)
    return crowd


def concerned(crowd: Crowd, ideas: set[int], themes: set[int], commitment: int, leader: int) -> dict[int, Told]:
    """Return whom a promise to these ideas and themes concerns, and the first of their routes: the plain model."""
    listed = themes - crowd.unlisted
    by_theme: dict[int, set[int | None]] = defaultdict(set)
    for idea in ideas - crowd.hidden:
        by_theme[idea].add(None)
    for theme in listed:
        for idea in crowd.themes[theme] - crowd.hidden:
            by_theme[idea].add(theme)
    ways: dict[int, list[Told]] = defaultdict(list)
    for person, told, theme in _ways(crowd, by_theme, listed, commitment):
        if not _muted(crowd, person, told, theme, commitment):
            ways[person].append(told)
    best = {
        person: min(told, key=lambda each: (RANKS[each.route, each.via], each.via_id, each.choice or ""))
        for person, told in ways.items()
    }
    return {person: told for person, told in best.items() if person != leader}


def reached(crowd: Crowd, person: int) -> bool:
    """Whether this one has an account that is open, their own or that of whom counts as them."""
    same = [person, *(each for each, one in crowd.counts_as.items() if one == person)]
    return any(each in crowd.accounts and each not in crowd.closed for each in same)


def _ways(
    crowd: Crowd, by_theme: dict[int, set[int | None]], themes: set[int], commitment: int
) -> Iterator[tuple[int, Told, int | None]]:
    """Yield who comes to it by what, and by which theme."""
    standing: dict[tuple[int, int], tuple[bool, str]] = {}
    for (person, idea), choice in crowd.votes.items():
        own = person == crowd.one(person)
        key = crowd.one(person), idea
        if key not in standing or (own and not standing[key][0]):
            standing[key] = own, choice
    for idea, ways_in in by_theme.items():
        for theme in ways_in:
            yield crowd.one(crowd.authors[idea]), Told("wrote", "idea", idea, None), theme
    for (one, idea), (_own, choice) in standing.items():
        for theme in by_theme.get(idea, ()):
            yield one, Told("voted", "idea", idea, choice), theme
    for (person, kind, number), follows in crowd.wishes.items():
        there = {"idea": number in by_theme, "theme": number in themes, "commitment": number == commitment}[kind]
        if follows and there:
            yield crowd.one(person), Told("follows", kind, number, None), None


def _muted(crowd: Crowd, person: int, told: Told, theme: int | None, commitment: int) -> bool:
    """Whether somebody who counts as this one asked to hear no more of it."""
    same = [person, *(each for each, one in crowd.counts_as.items() if one == person)]
    things = [(told.via, told.via_id), ("theme", theme), ("commitment", commitment)]
    return any(crowd.wishes.get((each, kind, number or 0)) is False for each in same for kind, number in things)


def _write(crowd: Crowd) -> None:
    of = {"language": "en", "direction": "ltr", "place_id": ROOT_ID, "recorded_at": LONG_AGO, "listed_at": LONG_AGO}
    ones = [person for person in crowd.people if person not in crowd.counts_as]
    for people in (ones, sorted(crowd.counts_as)):  # whoever counts as another one refers to them
        _fill("person", [
            {"id": each, "external_id": f"p{each}", "recorded_at": LONG_AGO, "counts_as_id": crowd.counts_as.get(each)}
            for each in people
        ])  # fmt: skip
    _fill("account", [
        {"person_id": each, "email": f"p{each}@example.org", "email_key": f"p{each}@example.org", "totp_counter": 0,
         "created_at": LONG_AGO, "closed_at": LONG_AGO if each in crowd.closed else None}
        for each in sorted(crowd.accounts)
    ])  # fmt: skip
    support = defaultdict(int)
    for (_person, idea), choice in crowd.votes.items():
        support[idea] += choice == "support"
    _fill("idea", [
        {**of, **written(f"Idea number {idea}", "Words.", "en"), "id": idea, "external_id": f"i{idea}",
         "author_id": crowd.authors[idea], "status": "open", "created_at": LONG_AGO, "tally": None, "contested": 0.0,
         "support_count": support[idea], "oppose_count": 0, "pass_count": 0, "share_low": 0.0,
         "lot": crowd.dice.randrange(LOTS),
            "listed": True, "version": 1}
        for idea in crowd.authors
    ])  # fmt: skip
    _fill("vote", [
        {"person_id": person, "idea_id": idea, "choice": choice, "created_at": LONG_AGO, "changed_at": LONG_AGO}
        for (person, idea), choice in crowd.votes.items()
    ])  # fmt: skip
    _fill("theme", [
        {**of, **written(f"Theme number {theme}", "Words.", "en"), "id": theme, "external_id": f"t{theme}",
         "published_at": LONG_AGO, "listed": True, "idea_count": len(ideas), "people_count": 0, "version": 1}
        for theme, ideas in crowd.themes.items()
    ])  # fmt: skip
    _fill("theme_idea", [
        {"theme_id": theme, "idea_id": idea, "added_at": LONG_AGO}
        for theme, ideas in crowd.themes.items() for idea in sorted(ideas)
    ])  # fmt: skip
    wish(crowd, dict(crowd.wishes))
    _fill("preference", [
        {"person_id": person, "event": "promised", "on_site": on_site, "by_mail": by_mail}
        for person, (on_site, by_mail) in crowd.preferences.items()
    ])  # fmt: skip
    if db.engine.dialect.name == "postgresql":
        for table in ("person", "idea", "theme"):
            latest = f"(SELECT max(id) FROM {table})"
            db.session.execute(text(f"SELECT setval('{table}_id_seq', {latest})"))
        db.session.execute(text("ANALYZE"))


def hide(crowd: Crowd) -> None:
    """Take some ideas and a theme out of sight."""
    crowd.hidden, crowd.unlisted = set(crowd.dice.sample(sorted(crowd.authors), 8)), {1}
    for table, column, numbers in (("idea", "hidden_at", crowd.hidden), ("theme", "withdrawn_at", crowd.unlisted)):
        rows = Base.metadata.tables[table]
        out_of_sight = rows.update().where(rows.c.id.in_(numbers))
        db.session.connection().execute(out_of_sight.values({"listed": False, column: LONG_AGO}))


def wish(crowd: Crowd, wishes: dict[tuple[int, str, int], bool]) -> None:
    """Let these wishes be made."""
    crowd.wishes |= wishes
    _fill("follow", [
        {"person_id": person, "thing": kind, "thing_id": number, "muted": not follows, "began_at": LONG_AGO}
        for (person, kind, number), follows in wishes.items()
    ])  # fmt: skip


def _fill(table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.connection().execute(Base.metadata.tables[table].insert(), rows)
