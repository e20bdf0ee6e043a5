"""Makes up what became of real ideas: themes, promises, updates and answers, each saying that it is invented.

Which projects won, where, and what they cost is of the source. Everything else is drawn by a seed, so that each
load tells the same story; its days count back from the day of loading, so that there is always something late,
something silent and something just confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from community.platform.exchange.cells import safe
from community.platform.exchange.tables import writing
from community.tracker.models import Status
from demo.sources import source

__all__ = ["Answers", "Trouble", "answers", "troubles", "write_tables"]

COLUMNS = {
    "issues": ("external_id", "title", "body", "place", "author", "created_at"),
    "themes": ("external_id", "title", "body", "place", "ideas"),
    "commitments": (
        "external_id", "title", "body", "place", "owner", "due_on", "status", "ideas", "themes", "cost", "created_at",
    ),
    "updates": ("commitment", "body", "status", "evidence_url", "created_at"),
}  # fmt: skip
MARK = "Invented for this demonstration:"

# What people of Bowling Green spoke of, found by their words; a moderator would read, this only looks.
SUBJECTS = (
    ("roads", "Traffic and roads", r"traffic|congest|\broads?\b|interstate|intersection"),
    ("walking", "Walking, cycling and buses", r"\bbus(es)?\b|transit|sidewalk|\bbik(e|es|ing)\b|bicycl|greenway"),
    ("internet", "Fast internet for everybody", r"internet|broadband|fiber"),
    ("drugs", "Help for people who are addicted", r"opioid|\bdrugs?\b|\bmeth\b|heroin|addict|rehab|needle"),
    ("homes", "Homes that people can pay for", r"\bhousing\b|homeless|\brent(al|s)?\b|landlord"),
    ("work", "Work and wages", r"\bjobs?\b|\bwages?\b|workforce"),
    ("schools", "Schools", r"\bschools?\b|teacher"),
    ("waste", "Recycling and litter", r"recycl|\btrash\b|litter|garbage"),
)
KINDS = {
    "Education": "Better equipped schools",
    "Parks & recreation": "Parks and playgrounds",
    "Streets & transit": "Safer streets, and knowing when the bus comes",
    "Culture & community": "Libraries and meeting places",
    "Housing": "Repairs in public housing",
    "Safety, health & environment": "Safety, health and trees",
    "Youth & seniors": "Places for the young and the old",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """An issue: where, so many days ago, by how many affected, by when an answer was owed, and the answer if any."""

    place: str
    title: str
    body: str
    days: int
    affected: int
    due: int | None = None
    answer: str = ""


TROUBLES = (
    Trouble("nyc-district-39", "The crossing at the school has no light", "cars turn without looking.", 40, 64, -12),
    Trouble(
        "nyc-district-39",
        "The lift at the station has been broken since spring",
        "whoever has a pram or a wheelchair takes a taxi.",
        90,
        211,
        None,
        f"{MARK} a new lift is ordered. It comes in **May**, and the old one is mended until then.",
    ),
    Trouble("nyc-district-39", "Rats around the bins behind the library", "every evening, more each week.", 9, 17, 19),
    Trouble("nyc-district-39", "The playground floods after each rain", "children stay away for days.", 20, 33, 8),
    Trouble("nyc", "Buses come in threes, then none for half an hour", "on most lines, after four.", 55, 402, -27),
    Trouble("bg", "No way to walk along the bypass", "people walk on the grass beside the lorries.", 15, 58, 13),
    Trouble(
        "bg",
        "Nobody answers the phone at the town office",
        "one rings ten times, then it ends.",
        30,
        41,
        None,
        f"{MARK} two people were moved to the phone; we say here in June whether that is enough.",
    ),
)


@dataclass(frozen=True, slots=True)
class Story:
    """How a promise goes, in days before the day of loading: made, due, updates, and how it ended."""

    made: int
    due: int | None
    told: Sequence[int]
    status: Status
    answers: tuple[int, int, int, int] = (0, 0, 0, 0)
    """How many were asked; how many of them said yes, partly, no."""


STORIES = (
    Story(300, -150, (200, 80, 20), Status.IN_PROGRESS),
    Story(200, -20, (150, 75), Status.IN_PROGRESS),
    Story(90, -10, (), Status.PLANNED),
    Story(400, 45, (300, 160, 12), Status.IN_PROGRESS),
    Story(520, 200, (380,), Status.IN_PROGRESS),
    Story(340, -120, (200,), Status.IN_PROGRESS),
    Story(500, 120, (400, 250, 130), Status.DELIVERED, (61, 40, 6, 3)),
    Story(450, 150, (300, 140), Status.DELIVERED, (44, 30, 4, 1)),
    Story(600, 260, (420, 180), Status.DELIVERED, (38, 8, 5, 14)),
    Story(310, 9, (200, 4), Status.DELIVERED),
    Story(380, 90, (250, 95), Status.DELIVERED, (9, 2, 1, 0)),
    Story(280, 30, (200, 60), Status.STOPPED),
    Story(120, None, (15,), Status.PLANNED),
)
"""One for each way a promise can stand, and one without a date."""

Answers = tuple[str, tuple[int, int, int, int], datetime]


def write_tables(folder: Path, today: date) -> dict[str, Path]:
    """Write what is made up into `folder` as tables, dated back from `today`; return where each is."""
    rows = {
        "issues": _issues(today),
        "themes": _themes(),
        "commitments": _commitments(today),
        "updates": _updates(today),
    }
    paths = {name: folder / f"{name}.csv.gz" for name in rows}
    for name, path in paths.items():
        with writing(str(path), COLUMNS[name]) as write:
            for row in rows[name]:
                write(row)
    return paths


def troubles() -> Iterator[tuple[str, Trouble]]:
    """Yield each issue that is made up, with its external id."""
    for number, trouble in enumerate(TROUBLES, 1):
        yield f"demo-issue-{number}", trouble


def _issues(today: date) -> Iterator[Sequence[str]]:
    for external_id, trouble in troubles():
        author = f"invented-{external_id}-author"
        yield (external_id, trouble.title, f"{MARK} {trouble.body}", trouble.place, author, _at(today, trouble.days))


def _themes() -> Iterator[Sequence[str]]:
    """Yield a theme for each subject people spoke of, with the ideas that name it."""
    said = sorted(source("bowling-green/comments.csv.gz"), key=lambda row: int(row["comment-id"]))
    for name, title, pattern in SUBJECTS:
        looked_for = re.compile(pattern, re.IGNORECASE)
        ideas = [f"bg-{row['comment-id']}" for row in said if looked_for.search(row["comment-body"])]
        yield f"bg-theme-{name}", title, f"{MARK} gathered by the words that stand in the ideas.", "bg", ";".join(ideas)
    for kind, title in KINDS.items():
        ideas = [f"nyc-{row['id']}" for row in _projects() if row["theme"] == kind]
        body = f"The projects that New York City's own data files under “{kind}”."
        yield f"nyc-theme-{_slug(kind)}", title, body, "nyc", ";".join(ideas)


def _commitments(today: date) -> Iterator[Sequence[str]]:
    """Yield a promise for each project that won."""
    for row, story in _stories():
        won = f"This project won the vote of {row['vote_year']} in Council District {row['council_district']}"
        body = f"{won}; district and cost are real.\n\n{MARK} who answers for it, all dates, updates and answers."
        due = "" if story.due is None else (today - timedelta(days=story.due)).isoformat()
        owner = "" if story.due is None else f"Office of Council District {row['council_district']} (invented)"
        yield (
            _promise(row), safe(row["title"]), body, f"nyc-district-{row['council_district']}", owner, due,
            story.status if not story.told else Status.PLANNED, f"nyc-{row['id']}", "",
            f"${int(row['cost_usd']):,}", _at(today, story.made),
        )  # fmt: skip


def _updates(today: date) -> Iterator[Sequence[str]]:
    """Yield what was told of each promise, the last of it being how it stands now."""
    for row, story in _stories():
        for number, days in enumerate(story.told):
            last = number == len(story.told) - 1
            status = story.status if last else Status.IN_PROGRESS
            words = _SAID[status][Random(f"{row['id']} {number}").randrange(len(_SAID[status]))]
            yield _promise(row), f"{MARK} {words}", status, "", _at(today, days)


def answers(today: date) -> Iterator[Answers]:
    """Yield, for promises that were delivered, how many were asked, what they said, and when."""
    for row, story in _stories():
        if story.answers[0]:
            yield _promise(row), story.answers, _moment(today, max(story.told[-1] - 10, 1))


_SAID: Mapping[Status, Sequence[str]] = {
    Status.PLANNED: ("the money is set aside, and somebody is being looked for to do the work.",),
    Status.IN_PROGRESS: (
        "the plans are drawn, and the work has been put out to tender.",
        "a company was chosen; work begins when the weather allows.",
        "work has begun. Sorry for the noise.",
        "half of the work is done; what is left waits for a delivery.",
    ),
    Status.DELIVERED: ("it is finished and open to everybody.", "the last part was handed over today."),
    Status.STOPPED: ("it costs far more than was said, so it was stopped. The money goes back to the district.",),
}


def _stories() -> Iterator[tuple[dict[str, str], Story]]:
    """Yield each project that won with how it goes: every way in turn, from a beginning drawn by the seed."""
    won = [row for row in _projects() if row["winner"] == "1"]
    order = Random("what became of it").sample(range(len(won)), len(won))
    for row, place in zip(won, order, strict=True):
        yield row, STORIES[place % len(STORIES)]


def _projects() -> list[dict[str, str]]:
    return sorted(source("new-york/projects.csv.gz"), key=lambda row: row["id"])


def _promise(row: Mapping[str, str]) -> str:
    return f"nyc-promise-{row['id']}"


def _slug(text: str) -> str:
    return "-".join(re.findall("[a-z]+", text.lower()))


def _moment(today: date, days: int) -> datetime:
    return datetime.combine(today - timedelta(days=days), time(12), UTC)


def _at(today: date, days: int) -> str:
    return _moment(today, days).isoformat()
