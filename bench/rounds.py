"""Measures several subjects in turn, round after round, so that a busy machine disturbs all of them alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.servers import GENERATOR_CORE, Server

__all__ = ["HEADS", "Series", "Spread", "Subject", "get", "measure", "post", "ratios", "row"]

LOAD = Path(__file__).with_name("load.py")


@dataclass
class Subject:
    """Some requests to one server, and the status that every answer must have."""

    server: Server
    requests: Sequence[str]
    status: int = 200
    sent: int = 0
    """How many were sent so far; the next round goes on from there."""


@dataclass
class Series:
    """What one subject did in each round."""

    rates: list[float] = field(default_factory=list)
    """Answers a second."""
    costs: list[float] = field(default_factory=list)
    """Processor time of the server an answer, in µs."""
    sizes: list[float] = field(default_factory=list)
    """Bytes an answer."""


@dataclass(frozen=True)
class Spread:
    """The median of several rounds, and the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(median(values), min(values), max(values))

    def __str__(self) -> str:
        form = ",.0f" if self.median >= 100 else ".2f"
        return f"{self.median:{form}} ({self.least:{form}}–{self.most:{form}})"


def get(path: str, **headers: str) -> str:
    """Return a GET request as it goes over the wire; `If_None_Match` stands for the header If-None-Match."""
    return _request(f"GET {path}", headers, "")


def post(path: str, body: str, **headers: str) -> str:
    """Return a POST request of a form."""
    form = {"Content_Type": "application/x-www-form-urlencoded", "Content_Length": str(len(body))}
    return _request(f"POST {path}", {**form, **headers}, body)


def _request(line: str, headers: Mapping[str, str], body: str) -> str:
    lines = [f"{line} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html", "Accept-Language: en"]
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = [line for line in lines if line.partition(":")[0] not in given]
    return "\r\n".join([*kept, *(f"{name}: {value}" for name, value in given.items()), "", body])


def send(subject: Subject, seconds: float, connections: int = 4) -> dict[str, float]:
    """Load the subject once; raise when any answer has another status than it should."""
    job = {
        "host": "127.0.0.1",
        "port": subject.server.port,
        "requests": list(subject.requests),
        "connections": connections,
        "seconds": seconds,
        "begin": subject.sent,
    }
    before = subject.server.cpu_seconds()
    done = subprocess.run(
        [sys.executable, "-S", "-E", str(LOAD)], input=json.dumps(job).encode(), capture_output=True, check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {GENERATOR_CORE}),
    )  # fmt: skip
    result = json.loads(done.stdout)
    if set(result["statuses"]) != {str(subject.status)}:
        raise RuntimeError(f"{subject.requests[0].splitlines()[0]} was answered {result['statuses']}")
    subject.sent = result["sent"]
    result["cpu"] = subject.server.cpu_seconds() - before
    return result


def measure(
    subjects: Mapping[str, Subject], rounds: int, seconds: float, say: Callable[[str], None] = lambda line: None
) -> dict[str, Series]:
    """Load every subject once in each round; a short round before them warms up."""
    series = {name: Series() for name in subjects}
    for number in range(rounds + 1):
        for name, subject in subjects.items():
            result = send(subject, seconds if number else min(seconds, 0.3))
            if number:
                series[name].rates.append(result["answered"] / result["seconds"])
                series[name].costs.append(result["cpu"] / result["answered"] * 1e6)
                series[name].sizes.append(result["bytes"] / result["answered"])
        say(f"round {number} of {rounds}")
    return series


def row(name: str, series: Series, limit: Series | None = None) -> tuple[str, ...]:
    """Return the cells of a table: name, share of the limit, answers a second, processor time, size."""
    rates, costs = Spread.of(series.rates), Spread.of(series.costs)
    share = str(ratios(series, limit)) if limit else "–"
    return name, share, str(rates), f"{costs.median:,.0f} µs", f"{series.sizes[-1] / 1000:.1f} KB"


HEADS = ("", "Share of the limit", "Answers a second", "Processor time", "Size")


def ratios(subject: Series, limit: Series) -> Spread:
    """Return how fast the subject is as a share of the limit, round by round."""
    return Spread.of([mine / other for mine, other in zip(subject.rates, limit.rates, strict=True)])
