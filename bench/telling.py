"""Telling many people, with the worker killed in the middle: `python -m bench.telling [--people 20000]`.

40 ideas in 5 themes that overlap, votes, authors and followers on them, and one commitment that answers all themes.
Whom it concerns is compared with a plain model; then the worker posts and sends mails until it is killed, three
times, and each person must have got one. Prints a part of docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.servers import site
from tests.harness.statements import recorded
from tests.mail.sink import Sink

IDEAS, THEMES, IDEAS_A_THEME, VOTES_EACH = 40, 5, 12, 3
KILLS = 3
SENT = "SELECT count(*) FROM outgoing_mail WHERE sent_at IS NOT NULL"
WORK = [sys.executable, "-c", "import flask.cli; flask.cli.main()", "--app", "app", "work", "--once"]


def main() -> None:
    """Make the people, tell them, kill the worker three times, and say what it cost."""
    asked = argparse.ArgumentParser(prog="python -m bench.telling", description=__doc__)
    asked.add_argument("--people", type=int, default=20_000)
    people = asked.parse_args().people
    folder = Path(tempfile.mkdtemp(prefix="community-telling-"))
    sink = Sink().start()
    os.environ.update(site(folder), LOG_LEVEL="CRITICAL", MAIL=sink.url, WORKER="none")
    try:
        print(_told(folder, people, sink))
    finally:
        sink.stop()
        shutil.rmtree(folder)


def _told(folder: Path, people: int, sink: Sink) -> str:
    from community.factory import create_app

    app = create_app()
    with app.app_context():
        chosen = _fill(people)
        model = _plain_model(*chosen)
        statements, seconds = _promise(model)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    database = folder / "community.sqlite3"
    _be_due(database)
    began = time.monotonic()
    for number in range(KILLS):
        _work(database, until=len(model) * (number + 1) // (KILLS + 1))
    _work(database, until=len(model), kill=False)
    took = time.monotonic() - began
    assert _each_once(database) == dict.fromkeys(model, 1), "somebody was told twice, or not at all"
    got = Counter(str(mail["Message-ID"]) for mail in sink.messages)
    assert len(got) == len(model)
    return (
        f"{len(model):,} of {people:,} people concerned, equal to a plain model; told by {statements} statements in "
        f"{seconds:.2f} s, {memory} MB at most in that process.\n"
        f"{len(model):,} mails posted and sent in {took:.0f} s, the worker killed {KILLS} times in the middle; "
        f"each got one. {got.total() - len(got)} of them came twice, under one Message-ID: taken by the mail server, "
        f"and not yet marked when the worker was killed."
    )


def _fill(people: int) -> tuple[Mapping[int, int], set[tuple[int, int]], Collection[int]]:
    """Return who wrote which idea, who voted on which, and who follows one; a tenth does not vote."""
    import flask_migrate
    from sqlalchemy import insert

    from community.accounts.models import Account, Person
    from community.extensions import db
    from community.ideas.models import Choice, Vote
    from community.ideas.operations import post_idea
    from community.notifications.models import Follow, Thing
    from community.places.models import ROOT_ID, Place
    from community.themes.models import Theme, ThemeIdea

    flask_migrate.upgrade()
    at, draw = datetime.now(UTC) - timedelta(days=30), random.Random(7)
    names = [{"external_id": f"p{number}", "name": f"P {number}", "recorded_at": at} for number in range(people)]
    db.session.execute(insert(Person), names)
    ids = list(db.session.scalars(db.select(Person.id).order_by(Person.id)))
    accounts = {each: f"p{each}@example.org" for each in ids}
    since = {"created_at": at, "totp_counter": 0}
    rows = [{"person_id": each, "email": mail, "email_key": mail, **since} for each, mail in accounts.items()]
    db.session.execute(insert(Account), rows)

    root = db.session.get_one(Place, ROOT_ID)
    ideas = [post_idea(db.session.get_one(Person, ids[number]), root, f"Idea {number}").id for number in range(IDEAS)]
    voters = ids[IDEAS : people * 9 // 10]
    votes = {(each, idea) for each in voters for idea in draw.sample(ideas, draw.randint(1, VOTES_EACH))}
    cast = {"created_at": at, "changed_at": at}
    choices = list(Choice)
    rows = [{"person_id": who, "idea_id": idea, "choice": draw.choice(choices), **cast} for who, idea in votes]
    db.session.execute(insert(Vote), rows)
    follows = draw.sample(ids, people // 20)
    following = {"thing": Thing.IDEA, "muted": False, "began_at": at}
    rows = [{"person_id": each, "thing_id": draw.choice(ideas), **following} for each in follows]
    db.session.execute(insert(Follow), rows)

    about = {"lead": "", "language": "en", "direction": "ltr", "place_id": ROOT_ID, "body": "", "body_html": ""}
    shown = {"created_at": at, "recorded_at": at, "listed_at": at, "published_at": at, "listed": True}
    for number in range(THEMES):
        theme = Theme(external_id=f"t{number}", title=f"Theme {number}", **about, **shown)
        db.session.add(theme)
        db.session.flush()
        first = number * (IDEAS - IDEAS_A_THEME) // (THEMES - 1)
        gathered = ideas[first : first + IDEAS_A_THEME]
        db.session.add_all(ThemeIdea(theme_id=theme.id, idea_id=idea, added_at=at) for idea in gathered)
    db.session.commit()
    return {ids[number]: ideas[number] for number in range(IDEAS)}, votes, follows


def _plain_model(wrote: Mapping[int, int], votes: set[tuple[int, int]], follows: Collection[int]) -> Mapping[int, str]:
    """Return by which route each person is concerned: every idea stands in a theme, so every one of them counts."""
    routes: dict[int, str] = dict.fromkeys(follows, "follows")
    routes |= dict.fromkeys((person_id for person_id, _idea in votes), "voted")
    return routes | dict.fromkeys(wrote, "wrote")


def _promise(model: Mapping[int, str]) -> tuple[int, float]:
    """Promise something for all themes; return how many statements telling took, and how long."""
    from sqlalchemy import select

    from community.extensions import db
    from community.notifications.models import Event, News, Notification, Thing
    from community.notifications.operations import notify
    from community.themes.models import Theme
    from community.tracker.operations import make_commitment
    from community.tracker.queries import audience_of
    from tests.factories import make_leader

    themes = list(db.session.scalars(select(Theme.id)))
    leader = make_leader()
    made = make_commitment(leader, 1, "A promise", "For all.", language="en", theme_ids=themes)
    db.session.execute(db.delete(Notification))
    db.session.execute(db.delete(News))
    with recorded() as statements:
        began = time.perf_counter()
        notify(audience_of(made.id, but=leader.counts_as_id), Event.PROMISED, Thing.COMMITMENT, made.id)
        seconds = time.perf_counter() - began
    told = {
        person_id: str(route)
        for person_id, route in db.session.execute(select(Notification.person_id, Notification.route))
    }
    assert told == model, "the audience is not that of the plain model"
    db.session.commit()
    return len(statements), seconds


def _be_due(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE news SET due_at = '2026-01-01 00:00:00.000000'")
        connection.execute("UPDATE notification SET mail_due_at = '2026-01-01 00:00:00.000000'")


def _work(database: Path, until: int, *, kill: bool = True) -> None:
    """Let workers work, one after the other, until so many mails are sent; then kill the one at work, or let it end."""
    worker = subprocess.Popen(WORK)
    with sqlite3.connect(database, timeout=30) as connection:
        while connection.execute(SENT).fetchone()[0] < until:
            if worker.poll() is not None:
                worker = subprocess.Popen(WORK)
            time.sleep(0.05)
    if kill:
        worker.send_signal(signal.SIGKILL)
    worker.wait()
    if kill:  # what it had leased is free again after a minute; nobody shall wait for that here
        with sqlite3.connect(database, timeout=30) as connection:
            connection.execute("UPDATE outgoing_mail SET leased_until = NULL")


def _each_once(database: Path) -> Mapping[int, int]:
    """Return how many mails each person got."""
    with sqlite3.connect(database) as connection:
        counted = "SELECT person_id, count(*) FROM outgoing_mail WHERE sent_at IS NOT NULL GROUP BY person_id"
        return dict(connection.execute(counted).fetchall())


if __name__ == "__main__":
    main()
