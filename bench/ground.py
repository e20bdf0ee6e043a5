"""What measurements stand on: towns on disk, servers on them, and requests to them."""

from __future__ import annotations

import random
import shutil
import sqlite3
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from bench.rounds import post
from bench.servers import SECRET_KEY, SITE, Server, granian, serving, site
from bench.town import SIGNED_IN, Town, build, token
from community.extensions import db
from community.factory import create_app
from community.ideas.queries import Order
from community.platform.paging import Key
from community.platform.text import slug

__all__ = ["Ground", "cookie", "deep_pages", "etag", "idea_paths", "make", "vote_requests"]


@dataclass
class Ground:
    """A folder with towns in it, made when they are first asked for."""

    folder: Path
    towns: dict[Town, Path] = field(default_factory=dict)

    def town(self, town: Town) -> Path:
        """Return the data folder of a town on SQLite."""
        if town not in self.towns:
            data = self.folder / f"{town.ideas}-ideas"
            data.mkdir()
            make(town, f"sqlite:///{data / 'community.sqlite3'}")
            self.towns[town] = data
        return self.towns[town]

    @contextmanager
    def copy(self, town: Town) -> Iterator[Path]:
        """Yield a data folder that may be written to, removed afterwards."""
        data = self.folder / f"copy-{random.randrange(10**9)}"
        shutil.copytree(self.town(town), data)
        yield data
        shutil.rmtree(data)

    @contextmanager
    def site(self, data: Path, **more: str) -> Iterator[Server]:
        """Serve a town as we serve it."""
        with serving(SITE, site(data, **more)) as server:
            yield server

    @contextmanager
    def bare(self, data: Path, app: str = "app") -> Iterator[Server]:
        """Serve the limit on the same data."""
        env = {"BARE_DATABASE": str(data / "community.sqlite3")}
        with serving(granian(f"bench.bare:{app}"), env, "/") as server:
            yield server


def make(town: Town, url: str) -> None:
    """Upgrade the empty database at `url` and fill it with the town."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url})
    with app.app_context():
        flask_migrate.upgrade()
        with db.engine.begin() as connection:
            build(connection, town)
        db.engine.dispose()


def cookie(person_id: int) -> str:
    """Return what a browser sends that is signed in as this person."""
    app = Flask("cookies")
    app.secret_key = SECRET_KEY
    signing = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signing is not None
    value = signing.dumps({"_user_id": token(person_id), "_fresh": True})
    return f"__Host-session={value if isinstance(value, str) else value.decode()}"


def etag(server: Server, path: str) -> str:
    """Return the ETag of a visitor's page."""
    asking = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers={"Accept-Language": "en"})
    with urllib.request.urlopen(asking) as answer:
        answer.read()
        return str(answer.headers["ETag"])


def idea_paths(data: Path, most: int = 200) -> list[str]:
    """Return the addresses of ideas spread evenly over the town."""
    rows = _read(data, "SELECT id, title FROM idea ORDER BY id")
    return [f"/ideas/{number}/{slug(title)}" for number, title in rows[:: max(1, len(rows) // most)][:most]]


def vote_requests(data: Path, path: str, number: int = 1_000, **headers: str) -> list[str]:
    """Return votes of those who are signed in on open ideas anywhere in the town, the same ones for every subject.

    Each vote differs from the one before of the same person on the same idea, however often the list is gone
    through: a vote that changes nothing would write nothing.
    """
    dice = random.Random(3)
    ideas = [row[0] for row in _read(data, "SELECT id FROM idea WHERE status = 'open'")]
    people = [row[0] for row in _read(data, f"SELECT id FROM person ORDER BY id LIMIT {SIGNED_IN}")]
    cookies = {person_id: cookie(person_id) for person_id in people}
    pairs = list({(dice.choice(people), dice.choice(ideas)) for _ in range(number)})
    requests = []
    for choice in ("support", "oppose", "pass"):
        for person_id, idea_id in pairs:
            if path == "bare":
                requests.append(post(f"/vote/{idea_id}", f"choice={choice}&person={person_id}"))
            else:
                signed = {"Cookie": cookies[person_id], "Sec_Fetch_Site": "same-origin", **headers}
                requests.append(post(path.format(idea_id), f"choice={choice}", **signed))
    return requests


def deep_pages(data: Path, order: Order, depths: Sequence[float]) -> list[str]:
    """Return addresses of pages of the list of all ideas, at these depths from 0 to 1."""
    column = {"newest": "listed_at", "supported": "support_count", "contested": "contested", "share": "share_low"}[
        order
    ]
    rows = _read(data, f"SELECT {column}, id FROM idea ORDER BY {column} DESC, id DESC")
    found = []
    for depth in depths:
        value, number = rows[min(int(len(rows) * depth), len(rows) - 30)]
        if order is Order.NEWEST:
            value = datetime.fromisoformat(value).replace(tzinfo=UTC)
        found.append(f"/ideas?sort={order}&page={Key(value, number)}")
    return found


def _read(data: Path, statement: str) -> list[tuple]:  # type: ignore[type-arg]
    connection = sqlite3.connect(data / "community.sqlite3")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()
