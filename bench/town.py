"""A made-up town of any size, written straight into an upgraded, empty database."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import Any

from sqlalchemy import Connection, text

from community.accounts.operations.sign_ins import token_hash
from community.extensions import Base
from community.ideas.ranking import LOTS, contested, share_low, unsure
from community.writing.operations import written

__all__ = ["Town", "build"]

DISTRICTS, WARDS = 20, 20
VOTES_EACH = 20
"""How many ideas each person votes on."""

SIGNED_IN = 400
"""So many people, the first ones, are signed in."""

STATUSES = {"open": 700, "under_review": 150, "planned": 50, "in_progress": 40, "done": 20, "declined": 40}
CHOICES = ("support", "oppose", "pass")
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
WORDS = (
    "river road bus school park light bridge market library street tree bench path lane crossing water noise bin "
    "garden clinic shelter station night winter children older people safer cleaner more fewer better open close "
    "plant paint repair widen keep build share extend near behind along between every each with without for from"
).split()


@dataclass(frozen=True)
class Town:
    """How big a town is, and the ids that measurements ask for."""

    ideas: int
    votes: int

    @property
    def people(self) -> int:
        return self.votes // VOTES_EACH

    large = 2
    """The first district, where about half of all ideas are."""
    middle = 3
    """A district with 2.5 % of all ideas, and more than one page of them."""
    leaf = 2 + DISTRICTS + DISTRICTS * WARDS - 1
    """The last ward: 25 ideas whatever the size, so that its list is as long in a small town as in a large one."""
    rare = "merged"
    """A status that 25 ideas have, whatever the size."""
    common = "open"
    """A status that most ideas have."""


def build(connection: Connection, town: Town, seed: int = 1) -> None:
    """Fill an empty database with the town; the same town and seed give the same rows."""
    dice = random.Random(seed)
    _fill(connection, "place", _places())
    _fill(connection, "place_ancestry", _ancestry())
    recorded = _time(connection, BEGIN)
    people = (
        {"id": n, "external_id": f"p{n}", "name": None, "recorded_at": recorded} for n in range(1, town.people + 1)
    )
    _fill(connection, "person", people)
    signed_in = range(1, min(town.people, SIGNED_IN) + 1)
    _fill(connection, "account", (_account(number, recorded) for number in signed_in))
    _fill(connection, "sign_in", (_sign_in(number, recorded) for number in signed_in))
    leaning = [dice.betavariate(3, 2) for _ in range(town.ideas)]
    votes, counts = _votes(town, leaning, dice)
    ideas = list(_ideas(connection, town, counts, dice))
    _fill(connection, "idea", ideas)
    _fill(connection, "vote", ({**vote, "created_at": recorded, "changed_at": recorded} for vote in votes))
    _fill(connection, "idea_count", _idea_counts(ideas))
    if connection.dialect.name == "postgresql":  # which does it by itself after a while; SQLite never does
        connection.execute(text("ANALYZE"))


def token(person_id: int) -> str:
    """Return by what this person's browser is signed in."""
    return f"bench-{person_id}"


def _account(number: int, recorded: Any) -> dict[str, Any]:
    email = f"p{number}@example.org"
    return dict(id=number, person_id=number, email=email, email_key=email, totp_counter=0, created_at=recorded)


def _sign_in(number: int, recorded: Any) -> dict[str, Any]:
    return dict(
        account_id=number, token_hash=token_hash(token(number)), device="bench", began_at=recorded, seen_at=recorded
    )


def _places() -> Iterator[dict[str, Any]]:
    blank = dict(population=None, latitude=None, longitude=None)
    for district in range(DISTRICTS):
        name = f"District {district + 1:02}"
        yield dict(
            id=2 + district, external_id=f"d{district}", parent_id=1, name=name, kind="district", depth=1,
            tree_key=f"\x1f{name}", folded=name.lower(), **blank,
        )  # fmt: skip
    for number in range(DISTRICTS * WARDS):
        district, ward = divmod(number, WARDS)
        name = f"Ward {district + 1:02}-{ward + 1:02}"
        yield dict(
            id=2 + DISTRICTS + number, external_id=f"w{number}", parent_id=2 + district, name=name, kind="ward",
            depth=2, tree_key=f"\x1fDistrict {district + 1:02}\x1f{name}", folded=name.lower(), **blank,
        )  # fmt: skip


def _line(place_id: int) -> list[int]:
    """Return the place and those above it."""
    if place_id == 1:
        return [1]
    if place_id < 2 + DISTRICTS:
        return [place_id, 1]
    return [place_id, 2 + (place_id - 2 - DISTRICTS) // WARDS, 1]


def _ancestry() -> Iterator[dict[str, Any]]:
    for place_id in range(2, 2 + DISTRICTS + DISTRICTS * WARDS):
        for distance, ancestor_id in enumerate(_line(place_id)):
            yield dict(place_id=place_id, ancestor_id=ancestor_id, distance=distance)


def _votes(town: Town, leaning: Sequence[float], dice: random.Random) -> tuple[list[dict[str, Any]], list[list[int]]]:
    votes, counts = [], [[0, 0, 0] for _ in range(town.ideas)]
    for person_id in range(1, town.people + 1):
        for number in sorted(dice.sample(range(town.ideas), VOTES_EACH)):
            roll = dice.random()
            kind = 2 if roll > 0.85 else 0 if roll < leaning[number] * 0.85 else 1
            counts[number][kind] += 1
            votes.append({"person_id": person_id, "idea_id": number + 1, "choice": CHOICES[kind]})
    return votes, counts


def _ideas(
    connection: Connection, town: Town, counts: Sequence[list[int]], dice: random.Random
) -> Iterator[dict[str, Any]]:
    texts = [_text(dice) for _ in range(500)]
    wards = range(2 + DISTRICTS, Town.leaf)
    # Half of everything happens in the first district, the rest is spread evenly.
    weights = list(accumulate(20 if place_id < 2 + DISTRICTS + WARDS else 1 for place_id in wards))
    places = dice.choices(wards, cum_weights=weights, k=town.ideas)
    statuses = dice.choices(list(STATUSES), list(STATUSES.values()), k=town.ideas)
    for number in range(25):
        places[number * town.ideas // 25] = Town.leaf
        statuses[number * town.ideas // 25 + 1] = Town.rare
    step = timedelta(days=700) / town.ideas
    for number, (support, oppose, passed) in enumerate(counts):
        at = _time(connection, BEGIN + step * number)
        yield dict(
            texts[number % len(texts)],
            id=number + 1, external_id=f"i{number}", title=f"{_words(dice, 4, 10).capitalize()} {number}",
            place_id=places[number], author_id=number % town.people + 1, status=statuses[number],
            created_at=at, listed_at=at, recorded_at=at, tally=None,
            support_count=support, oppose_count=oppose, pass_count=passed,
            contested=contested(support, oppose), share_low=share_low(support, support + oppose),
            unsure=unsure(support, oppose, passed),
            lot=dice.randrange(LOTS),
        )  # fmt: skip


def _text(dice: random.Random) -> dict[str, Any]:
    body = "\n\n".join(_words(dice, 20, 60).capitalize() + "." for _ in range(dice.randint(1, 4)))
    return written("", body, "en")


def _words(dice: random.Random, least: int, most: int) -> str:
    return " ".join(dice.choices(WORDS, k=dice.randint(least, most)))


def _idea_counts(ideas: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    counted = Counter((above, idea["status"]) for idea in ideas for above in _line(idea["place_id"]))
    return (dict(place_id=place, status=status, count=count) for (place, status), count in counted.items())


def _time(connection: Connection, at: datetime) -> Any:
    """Return `at` as the site stores it: SQLite keeps text without a zone."""
    return at.replace(tzinfo=None).isoformat(" ", "microseconds") if connection.dialect.name == "sqlite" else at


def _fill(connection: Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = iter(rows)
    first = next(rows)
    names = list(first)
    assert set(names) <= {column.name for column in Base.metadata.tables[table].columns}
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"
        values = (tuple(row[name] for name in names) for row in _chain(first, rows))
        while batch := list(islice(values, 20_000)):
            cursor.executemany(statement, batch)
    else:
        with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in _chain(first, rows):
                copy.write_row([row[name] for name in names])
    cursor.close()


def _chain(first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rest
