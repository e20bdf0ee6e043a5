"""Turns the two source data sets into the tables that `flask import` reads (docs/data-formats.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from community.platform.exchange.cells import safe
from community.platform.exchange.tables import writing
from demo.sources import source

__all__ = ["TABLES", "convert"]

TABLES = ("places", "ideas", "votes")

COLUMNS = {
    "places": ("external_id", "parent", "name", "kind", "population", "latitude", "longitude"),
    "ideas": ("external_id", "title", "body", "place", "author", "tags", "status", "created_at", "tally"),
    "votes": ("idea", "voter", "choice"),
}
CHOICES = {"1": "support", "-1": "oppose", "0": "pass"}

# Populations are those of the census of 2010; coordinates are about the middle.
PLACES = (
    ("root", "", "United States", "country", "", "", ""),
    ("bg", "root", "Bowling Green & Warren County, Kentucky", "county", "113792", "36.99", "-86.44"),
    ("nyc", "root", "New York City", "city", "8175133", "40.71", "-74.01"),
    ("nyc-bronx", "nyc", "The Bronx", "borough", "1385108", "40.85", "-73.88"),
    ("nyc-brooklyn", "nyc", "Brooklyn", "borough", "2504700", "40.65", "-73.95"),
    ("nyc-manhattan", "nyc", "Manhattan", "borough", "1585873", "40.78", "-73.97"),
    ("nyc-queens", "nyc", "Queens", "borough", "2230722", "40.72", "-73.80"),
)
# A district that crosses a border stands under the borough that holds its larger part.
BOROUGHS = {
    "nyc-manhattan": ("3", "5", "6", "7", "8", "10"),
    "nyc-bronx": ("11", "15"),
    "nyc-queens": ("19", "21", "22", "23", "26", "27", "29", "31", "32"),
    "nyc-brooklyn": ("33", "34", "38", "39", "44", "45", "47"),
}
PARTS_OF_32 = ("32N", "32S")


def convert(folder: Path) -> dict[str, Path]:
    """Write the three tables into `folder`; return where each is."""
    rows: dict[str, Callable[[], Iterator[Sequence[str]]]] = {"places": _places, "ideas": _ideas, "votes": _votes}
    paths = {name: folder / f"{name}.csv.gz" for name in TABLES}
    for name, path in paths.items():
        with writing(str(path), COLUMNS[name]) as write:
            for row in rows[name]():
                write(row)
    return paths


def _places() -> Iterator[Sequence[str]]:
    yield from PLACES
    for borough, districts in BOROUGHS.items():
        for district in districts:
            yield (f"nyc-district-{district}", borough, f"Council District {district}", "council district", "", "", "")
    for part in PARTS_OF_32:
        yield (f"nyc-district-{part}", "nyc-district-32", f"Council District {part}", "part of a district", "", "", "")


def _ideas() -> Iterator[Sequence[str]]:
    for row in sorted(source("bowling-green/comments.csv.gz"), key=lambda row: int(row["timestamp"])):
        author = f"bg-p-{row['author-id']}"
        title = safe(row["comment-body"])
        yield (f"bg-{row['comment-id']}", title, "", "bg", author, "", "open", row["timestamp"], "")
    for row in sorted(source("new-york/projects.csv.gz"), key=lambda row: (row["vote_year"], row["id"])):
        place = f"nyc-district-{row['council_district']}"
        status = "planned" if row["winner"] == "1" else "open"
        body = safe("\n".join(_body(row)))
        yield (f"nyc-{row['id']}", safe(row["title"]), body, place, "", row["theme"], status, "", row["votes"])


def _body(row: dict[str, str]) -> Iterator[str]:
    if row["description"]:
        yield row["description"]
        yield ""
    if row["address"] and row["address"].isprintable():  # two addresses are damaged in the source
        yield f"- Where: {_plain(row['address'])}"
    yield f"- Kind of project: {row['category_raw']}"
    yield f"- Estimated cost: ${int(row['cost_usd']):,}"
    district = f"Council District {row['council_district']}"
    won = "and won" if row["winner"] == "1" else "and did not win"
    yield f"- On the ballot of {row['vote_year']} in {district}, {won}"


def _plain(text: str) -> str:
    """Keep Markdown from reading signs of the source as its own."""
    return "".join(f"\\{char}" if char in "*_#<>[]`\\" else char for char in text)


def _votes() -> Iterator[Sequence[str]]:
    for row in source("bowling-green/participants-votes.csv.gz"):
        voter = f"bg-p-{row['participant']}"
        for column, cell in row.items():
            if column.isdigit() and cell:
                yield (f"bg-{column}", voter, CHOICES[cell])
