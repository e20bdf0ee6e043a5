"""Loads the demo, once and only where nothing else stands; needs the whole site, which takes a moment to import."""

from __future__ import annotations

import fcntl
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path

import flask_migrate
from click import Abort
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.operations import open_account, record_people, record_person
from community.accounts.passwords import hash_password
from community.accounts.queries import account_of
from community.config import STAMP
from community.confirmations.models import Answer
from community.confirmations.operations import record_answers
from community.extensions import db
from community.factory import create_app
from community.ideas.models import Idea
from community.issues.models import Issue
from community.issues.operations import answer_issue, record_me_too
from community.places.models import ROOT_ID, Place
from community.places.queries import get_place
from community.platform.clock import now
from community.platform.exchange.bulk import ids_of, snapshot
from community.roles.models import Role
from community.roles.operations import grant_role, join_place, make_first_admin
from community.roles.queries import Viewer, list_grants
from community.tracker.models import Commitment
from demo.chain import answers, troubles, write_tables
from demo.convert import convert
from demo.people import INVENTED, PASSWORD, ROLES

__all__ = ["prepare"]

DISTRICT = "nyc-district-39"
"""Of which everybody but the admin is something."""


def prepare(data: Path) -> None:
    """Migrate, and load what is not yet there."""
    app = create_app()
    with _only_one(data / "demo.lock"), app.app_context():
        flask_migrate.upgrade()
        present = _present()
        if not present and _is_in_use():
            sys.exit(
                "This site already holds ideas or places that are not the demo's, and nothing was changed. "
                "Choose another folder, for example DATA=demo-data make demo."
            )
        (data / STAMP).touch()  # from now on /about says whose words stand here, and under which licence
        if len(present) < len(INVENTED):
            print(f"Loading two real communities into {data} …", flush=True)
            load(app, data / "demo-tables")
        lines = ["\t".join(account) for account in _open_accounts()]
        fresh = data / f"{STAMP}.new"
        fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
        fresh.replace(data / STAMP)


def load(app: Flask, folder: Path) -> None:
    """Put the two communities on the site by the commands that anybody would use; `folder` holds their tables."""
    first, *others = INVENTED
    _invent([first])  # before all: a later start knows that what it finds here is the demo's own
    folder.mkdir(exist_ok=True)
    try:
        today = now().date()
        for name, path in {**convert(folder), **write_tables(folder, today)}.items():
            _flask(app, "import", name, str(path))
        _answer(today)
        _trouble(today)
    finally:
        shutil.rmtree(folder)
    _invent(others)  # last: whatever ends us before, the next start completes


def _answer(today: date) -> None:
    """Let made-up people, who have no name, answer whether what was delivered solved it."""
    for external_id, (asked, *given), at in answers(today):
        commitment_id = ids_of(Commitment, [external_id])[external_id]
        people = record_people([f"invented-{external_id}-{number}" for number in range(asked)]).values()
        said = [answer for answer, count in zip(Answer, given, strict=True) for _each in range(count)]
        record_answers(commitment_id, dict(zip_longest(people, said)), at)
    db.session.commit()


def _trouble(today: date) -> None:
    """Let made-up people be affected by made-up issues, of which some are answered and some overdue."""
    [person_id] = ids_of(Person, list(INVENTED)[:1]).values()
    for external_id, trouble in troubles():
        issue_id = ids_of(Issue, [external_id])[external_id]
        people = record_people([f"invented-{external_id}-{number}" for number in range(trouble.affected)])
        record_me_too(issue_id, people.values(), now())
        if trouble.answer:
            answer_issue(_acting(person_id), issue_id, trouble.answer)
        elif trouble.due is not None:
            due_on = today + timedelta(days=trouble.due)
            db.session.execute(update(Issue).where(Issue.id == issue_id).values(answer_due_on=due_on))
    db.session.commit()


def _invent(external_ids: Sequence[str]) -> None:
    known = ids_of(Person, external_ids)
    for external_id in external_ids:
        if external_id not in known:
            record_person(INVENTED[external_id], external_id)
    db.session.commit()


def _open_accounts() -> list[tuple[str, ...]]:
    """Give each invented person an account, and one role; return name, role, place, address and password of each."""
    people = {ROLES[external_id]: person_id for external_id, person_id in _present().items()}
    district = db.session.scalar(select(Place.id).where(Place.external_id == DISTRICT))
    admin = _acting(people["admin"])
    make_first_admin(admin.person_id)
    told = []
    for external_id, role in ROLES.items():
        person_id, name = people[role], INVENTED[external_id]
        email = f"{name.partition(' ')[0].lower()}@example.org"
        if account_of(person_id) is None:
            open_account(person_id, email, password_hash=hash_password(PASSWORD))
        place, above = get_place(district if district and role != "admin" else ROOT_ID)
        if role == "member":
            join_place(_acting(person_id), place.id)
        elif not any(grant.role == role for grant in list_grants(person_id)):
            grant_role(admin, person_id, Role(role), [each.id for each in (*above, place)])
        told.append((name, role, place.name, email, PASSWORD))
    db.session.commit()
    return told


def _acting(person_id: int) -> Viewer:
    """Who gives a role; an admin may."""
    held = frozenset({(Role.ADMIN, ROOT_ID)})
    return Viewer(person_id, None, 0, 0, None, None, None, now(), held, weak=False)


def _present() -> Mapping[str, int]:
    """Return which invented people are here: none before the demo is loaded, one while it is, then all."""
    with snapshot():
        return ids_of(Person, list(INVENTED))


def _is_in_use() -> bool:
    with snapshot():
        place = db.session.scalar(select(Place.id).where(Place.id != ROOT_ID).limit(1))
        return place is not None or db.session.scalar(select(Idea.id).limit(1)) is not None


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
