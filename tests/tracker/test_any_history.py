"""Whatever leaders do and take back, in any order, all stands as in a plain model that knows no undo."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest

from community.extensions import db
from community.ideas.models import Idea
from community.ideas.models import Status as IdeaStatus
from community.platform.clock import now
from community.platform.errors import Problem
from community.roles.queries import Viewer
from community.tracker import operations as do
from community.tracker.models import Commitment, Signal
from tests.factories import make_idea, make_leader
from tests.harness.databases import only_sqlite

TODAY = now().date()


@dataclass(eq=False)
class Said:
    """Something that was said of a commitment, or a no to an idea."""

    act: str
    commitment: int = 0
    ideas: set[int] = field(default_factory=set)
    due: int | None = None
    counts: tuple[int, int, int] = (0, 0, 0)
    step: int = 0


@dataclass
class Promise:
    """What stands of a commitment."""

    names: set[int]
    days: list[int]
    status: str = "planned"
    counts: tuple[int, int, int] = (0, 0, 0)

    def take(self, said: Said) -> None:
        match said.act:
            case "answer":
                self.names |= said.ideas
            case "move":
                self.days.append(said.due)
            case "begin" | "deliver" | "stop":
                self.status = {"begin": "in_progress", "deliver": "delivered", "stop": "stopped"}[said.act]
                self.counts = said.counts

    @property
    def signal(self) -> Signal:
        """As people would say it; all news is of today, so nothing is silent here."""
        yes, answers, due = self.counts[0], sum(self.counts), self.days[-1] if self.days else 99
        if self.status == "stopped":
            return Signal.STOPPED
        if self.status == "delivered":
            if answers >= 5 and self.counts[2] * 3 >= answers:
                return Signal.DISPUTED
            return Signal.CONFIRMED if answers >= 5 and yes * 3 >= 2 * answers else Signal.DELIVERED
        if due < 0:
            return Signal.LATE
        return Signal.AT_RISK if due < 29 and self.status == "planned" else Signal.ON_TRACK


def played(said: list[Said], ideas: list[int]) -> tuple[dict[int, Promise], dict[int, IdeaStatus]]:
    """What stands when all that was said and not taken back is played from the beginning."""
    promises: dict[int, Promise] = {}
    statuses = dict.fromkeys(ideas, IdeaStatus.OPEN)
    for each in said:
        if each.act == "decline":
            (idea,) = each.ideas
            if not any(idea in made.names and made.status != "stopped" for made in promises.values()):
                statuses[idea] = IdeaStatus.DECLINED
            continue
        if each.act == "make":
            promises[each.commitment] = Promise(set(each.ideas), [] if each.due is None else [each.due])
        promises[each.commitment].take(each)
        if each.act not in ("update", "move"):
            concerned = each.ideas if each.act == "answer" else promises[each.commitment].names
            for idea in concerned:
                statuses[idea] = rule({made.status for made in promises.values() if idea in made.names})
    return promises, statuses


def rule(statuses: set[str]) -> IdeaStatus:
    live = statuses - {"stopped"}
    if not live:
        return IdeaStatus.UNDER_REVIEW
    if live == {"delivered"}:
        return IdeaStatus.DONE
    return IdeaStatus.PLANNED if live == {"planned"} else IdeaStatus.IN_PROGRESS


class Town:
    """A few ideas, a leader who does anything, and what was said and stands."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.leader: Viewer = make_leader()
        self.ideas = [make_idea().id for _ in range(4)]
        self.made: list[int] = []
        self.said: list[Said] = []

    def some(self) -> set[int]:
        return set(self.chance.sample(self.ideas, self.chance.randint(1, 2)))

    def one(self) -> int:
        return self.chance.choice(self.made)

    def make(self) -> None:
        due, ideas = self.chance.choice([None, 3, 50]), self.some()
        due_on = None if due is None else TODAY + timedelta(days=due)
        row = do.make_commitment(self.leader, 1, "Benches", "Two.", language="en", idea_ids=ideas, due_on=due_on)
        self.made.append(row.id)
        self.said.append(Said("make", row.id, ideas, due))

    def answer(self) -> None:
        number, ideas = self.one(), self.some()
        do.answer_more(self.leader, number, sorted(ideas), [])
        known = played(self.said, self.ideas)[0][number].names
        self.said.append(Said("answer", number, ideas - known))

    def update(self) -> None:
        number = self.one()
        do.record_update(self.leader, number, "News.")
        self.said.append(Said("update", number))

    def begin(self) -> None:
        number = self.one()
        do.record_update(self.leader, number, "It begins.", begun=True)
        self.said.append(Said("begin", number))

    def move(self) -> None:
        number, due = self.one(), self.chance.choice([-40, 3, 10, 50, 80])
        do.move_date(self.leader, number, TODAY + timedelta(days=due), "So it is.")
        self.said.append(Said("move", number, due=due))

    def deliver(self) -> None:
        number = self.one()
        step = do.report_delivered(self.leader, number, "Done.")
        self.said.append(Said("deliver", number, step=step.id))

    def stop(self) -> None:
        number = self.one()
        do.stop_commitment(self.leader, number, "No money.")
        self.said.append(Said("stop", number))

    def undo(self) -> None:
        number = self.one()
        do.take_back_step(self.leader, number)
        self.said.remove([each for each in self.said if each.commitment == number][-1])

    def ask(self) -> None:
        delivered = [each for each in self.said if each.act == "deliver"]
        if delivered:
            said = self.chance.choice(delivered)
            said.counts = (self.chance.choice([0, 1, 9]), self.chance.choice([0, 1]), self.chance.choice([0, 1, 3]))
            yes, partly, no = said.counts
            do.set_answers(said.step, asked=20, yes=yes, partly=partly, no=no)

    def decline(self) -> None:
        idea = self.chance.choice(self.ideas)
        do.decline_idea(self.leader, idea, f"No {self.chance.random()}.", "Money.", TODAY + timedelta(days=90))
        self.said.append(Said("decline", ideas={idea}))

    def undo_decline(self) -> None:
        idea = self.chance.choice(self.ideas)
        declined = played(self.said, self.ideas)[1][idea] is IdeaStatus.DECLINED
        do.take_back_decline(self.leader, idea)
        if declined:
            self.said.remove([each for each in self.said if each.act == "decline" and each.ideas == {idea}][-1])

    def check(self) -> None:
        db.session.expire_all()
        promises, statuses = played(self.said, self.ideas)
        for number in self.made:
            row = db.session.get_one(Commitment, number)
            assert row.listed is (number in promises)
            if row.listed:
                check_one(row, promises[number])
        assert {each: db.session.get_one(Idea, each).status for each in self.ideas} == statuses


def check_one(row: Commitment, right: Promise) -> None:
    days = [TODAY + timedelta(days=due) for due in right.days]
    assert (row.status, row.signal) == (right.status, right.signal)
    assert (row.due_on, row.first_due_on) == ((days[-1], days[0]) if days else (None, None))
    assert row.moved_count == sum(before != after for before, after in pairwise(days))
    assert (row.yes_count, row.partly_count, row.no_count) == right.counts
    assert row.idea_count == len(right.names)
    assert (row.delivered_at is None, row.stopped_at is None) == (row.status != "delivered", row.status != "stopped")


@only_sqlite
@pytest.mark.usefixtures("app")
def test_any_history_stands_as_in_a_plain_model():
    done: Counter[str] = Counter()
    acts = ("answer", "update", "begin", "move", "deliver", "stop", "undo", "ask", "decline", "undo_decline")
    for seed in range(4):
        town = Town(random.Random(seed))
        town.make()
        for _ in range(60):
            name = town.chance.choice(("make", *acts) if len(town.made) < 4 else acts)
            with db.session.begin_nested() as savepoint:
                try:
                    getattr(town, name)()
                except Problem:
                    savepoint.rollback()
                else:
                    done[name] += 1
            town.check()
    assert min(done[name] for name in acts) >= 3, done
