"""The town of the journeys: a served ward, walked with script and without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.operations import open_account, vouch_for
from community.confirmations.operations import answer_question
from community.extensions import db
from community.ideas.models import Choice, Idea
from community.ideas.operations import cast_vote
from community.notifications.models import News, Notification
from community.platform.clock import now
from community.platform.worker.jobs import Worker
from community.roles.models import Grant, Role
from community.tracker.models import Commitment, Step, StepKind
from tests.factories import make_person, make_place
from tests.faults.servers import serving
from tests.journeys.people import people
from tests.mail.sink import Sink


class Town:
    """The served town: who lives there, and what time it is."""

    def __init__(self, app, somebody) -> None:
        self.app = app
        self.somebody = somebody
        self.neighbours: list[int] = []

    def time_passes(self, *, a_week: bool = False) -> None:
        """Let a day go by, or a week, after which people are asked back, and the worker do all that was due in it."""
        with self.app.app_context():
            day = timedelta(days=1)
            for column in (News.due_at, Notification.mail_due_at):
                table = column.class_.__table__
                db.session.execute(update(table).where(column.is_not(None)).values({column.key: _earlier(column, day)}))
            if a_week:
                waiting = update(Commitment).where(Commitment.ask_at.is_not(None))
                db.session.execute(waiting.values(ask_at=now() - day))
            db.session.commit()
        for _round in range(3):  # who is asked in the first one gets a mail in the second, and the third one sends it
            assert not [why for why in Worker(self.app).run_once().values() if why]

    def neighbours_vote(self, title: str, number_of_them: int) -> None:
        """Let so many people who live there support an idea."""
        with self.app.app_context():
            idea_id = db.session.execute(select(Idea.id).where(Idea.title == title)).scalar_one()
            for number in range(number_of_them):
                person = make_person(f"Neighbour {number}")
                open_account(person.id, f"neighbour-{number}@example.org")
                cast_vote(person.id, idea_id, Choice.SUPPORT)
                self.neighbours.append(person.id)
            db.session.commit()

    def neighbours_answer(self, *answers: str) -> None:
        """Let them answer what they are asked."""
        with self.app.app_context():
            reported = select(Step.id).where(Step.kind == StepKind.DELIVERED)
            step_id = db.session.execute(reported).scalar_one()
            for person_id, answer in zip(self.neighbours, answers, strict=False):
                answer_question(person_id, step_id, answer)
            db.session.commit()


def _earlier(column, by):
    """Return the value of a column set back, row by row: SQLite keeps times as text."""

    return func.strftime("%Y-%m-%d %H:%M:%f000", column, f"-{int(by.total_seconds())} seconds")


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def scripts(request):
    return request.param


@pytest.fixture
def town(own_app, tmp_path, chromium, scripts):
    """A served ward with a moderator and a leader whose links were printed."""
    sink = Sink().start()
    links = {}
    with own_app.app_context():
        ward = make_place("Riverside", under=make_place("North district"))
        for name, role in (("Mo", Role.MODERATOR), ("Lea", Role.LEADER)):
            person_id, key, code = vouch_for(f"{name.lower()}@example.org", name)
            links[name] = f"/code/{key}?code={code}"
            db.session.add(Grant(person_id=person_id, role=role, place_id=ward.id, granted_at=now()))
        db.session.commit()
        url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    own_app.config |= {"MAIL": sink.url}
    settings = {"WORKER": "none", "MAIL": sink.url, "SECRET_KEY": own_app.config["SECRET_KEY"]}
    with (
        serving(url, tmp_path, workers=1, **settings) as server,
        people(chromium, f"http://localhost:{server.port}", sink, scripts=scripts) as somebody,
    ):
        own_app.config |= {"ADDRESS": f"http://localhost:{server.port}"}
        town = Town(own_app, somebody)
        town.links = links
        yield town
    sink.stop()
