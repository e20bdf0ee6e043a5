"""Loads the demo, once, then serves it."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from click import Abort
from flask import Flask
from flask.cli import ScriptInfo

from community.accounts.models import Person
from community.accounts.operations import record_person
from community.config import settings
from community.extensions import db
from community.factory import create_app
from community.platform.exchange.bulk import ids_of, reading
from community.platform.port import Taken, check_free
from community.web.cli import upgrade_and_serve
from demo.convert import convert

__all__ = ["INVENTED", "main"]

INVENTED = {f"invented-{name.lower()}": f"{name} (invented)" for name in ("Amina", "Bela", "Chidi", "Dolores", "Emre")}
"""People made up for signing in to the demo; everybody in the two data sets has only a number."""


def main() -> None:
    """Migrate, load if that was not done, serve."""
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    config = settings()
    try:
        check_free(config["HOST"], config["PORT"])
    except Taken as taken:
        sys.exit(str(taken))
    app = create_app()
    with _only_one(config["DATA"] / "demo.lock"), app.app_context():
        flask_migrate.upgrade()
        if not _is_loaded():
            print(f"Loading two real communities into {config['DATA']} …", flush=True)
            load(app, config["DATA"] / "demo-tables")
    with app.app_context():
        upgrade_and_serve()


def load(app: Flask, folder: Path) -> None:
    """Put the two communities on the site by the commands that anybody would use; `folder` holds their tables."""
    folder.mkdir(exist_ok=True)
    try:
        for name, path in convert(folder).items():
            _flask(app, "import", name, str(path))
    finally:
        shutil.rmtree(folder)
    known = ids_of(Person, list(INVENTED))
    for external_id, name in INVENTED.items():
        if external_id not in known:
            record_person(name, external_id)
    db.session.commit()  # last: whatever ends us before, the next start completes


def _is_loaded() -> bool:
    with reading():
        return len(ids_of(Person, list(INVENTED))) == len(INVENTED)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Let a second `make demo` on the same data wait until the first has loaded it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _flask(app: Flask, *words: str) -> None:
    """Run `flask` with these words, in this process."""
    info = ScriptInfo(create_app=lambda: app)
    try:
        app.cli.main(args=list(words), prog_name="flask", obj=info, standalone_mode=False)
    except Abort:
        raise KeyboardInterrupt from None
