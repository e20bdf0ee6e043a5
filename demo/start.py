"""Starts the demo: loads it when that was not done, then serves it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from community.config import settings
from community.platform.port import Taken, become_server, check_free
from demo.people import INVENTED, PASSWORD

__all__ = ["main"]

MIGRATIONS = Path(__file__).parent.parent / "migrations" / "versions"


def main() -> None:
    """Migrate and load if that was not done, serve."""
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    config = settings()
    try:
        check_free(config["HOST"], config["PORT"])
    except Taken as taken:
        sys.exit(str(taken))
    if not _is_prepared(config):
        from demo.load import prepare

        prepare(config["DATA"])
        _say_accounts()
        become_server()
    _say_accounts()
    from community import server

    server.main()


def _is_prepared(config: Mapping[str, Any]) -> bool:
    """Whether an earlier start has done everything; the database can say so without the site, a second sooner."""
    if not config["DEMO_ACCOUNTS"]:
        return False
    engine = create_engine(config["SQLALCHEMY_DATABASE_URI"])
    invented = text("SELECT count(*) FROM person WHERE external_id IN :names").bindparams(
        bindparam("names", list(INVENTED), expanding=True)
    )
    try:
        with engine.connect() as connection:
            revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return revision == _newest() and connection.scalar(invented) == len(INVENTED)
    except SQLAlchemyError:
        return False  # no tables yet; what else is wrong is said when they are made
    finally:
        engine.dispose()


def _say_accounts() -> None:
    """Say by which addresses one can sign in."""
    print(f"Sign in with the password {PASSWORD} as")
    for _name, role, place, email, _password in settings()["DEMO_ACCOUNTS"]:
        print(f"  {email:20} {role:10} {place}")
    sys.stdout.flush()


def _newest() -> str:
    return max(path.name for path in MIGRATIONS.glob("*.py")).partition("_")[0]
