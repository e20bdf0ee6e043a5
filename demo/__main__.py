"""Load the demo into DATA, once, then serve it: what `make demo` runs."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from click import Abort
from flask import Flask

VERSION = "1"
"""Another version is loaded over the one before: ids stay, so people's votes stay too."""

INVENTED = ("Amina", "Bela", "Chidi", "Dolores", "Emre")
"""People made up for signing in to the demo; everybody in the two data sets has only a number."""


def main() -> None:
    """Migrate, load if that was not done, serve."""
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    from community.config import settings
    from community.web.server import Taken, check_free

    config = settings()
    try:
        check_free(config["HOST"], config["PORT"])
    except Taken as taken:
        sys.exit(str(taken))
    with _only_one(config["DATA"] / "demo.lock"):
        stamp: Path = config["DATA"] / "demo"
        if not stamp.exists() or stamp.read_text(encoding="ascii") != VERSION:
            load(config["DATA"])
            stamp.write_text(VERSION, encoding="ascii")  # last: whatever ends us before, the next start completes
    from community.web.cli import upgrade_and_serve

    with _app().app_context():
        upgrade_and_serve()


def load(data: Path) -> None:
    """Put the two communities on the site by the commands that anybody would use."""
    from demo.convert import convert

    print(f"Loading two real communities into {data} …", flush=True)
    _flask("db", "upgrade")
    folder = data / "demo-tables"
    folder.mkdir(exist_ok=True)
    try:
        for name, path in convert(folder).items():
            _flask("import", name, str(path))
    finally:
        shutil.rmtree(folder)
    _invent_people()


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Let a second `make demo` on the same data wait until the first has loaded it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _flask(*words: str) -> None:
    """Run `flask` with these words, in this process."""
    from flask.cli import ScriptInfo

    app = _app()
    app.cli.main(args=list(words), prog_name="flask", obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def _invent_people() -> None:
    from community.accounts.models import Person
    from community.accounts.operations import record_person
    from community.extensions import db
    from community.platform.bulk import ids_of

    with _app().app_context():
        people = {f"invented-{name.lower()}": f"{name} (invented)" for name in INVENTED}
        known = ids_of(Person, list(people))
        for external_id, name in people.items():
            if external_id not in known:
                record_person(name, external_id)
        db.session.commit()


@cache
def _app() -> Flask:
    from community.factory import create_app

    return create_app()


if __name__ == "__main__":
    try:
        main()
    except (KeyboardInterrupt, Abort):
        sys.exit("\nStopped. The next start goes on from here.")
