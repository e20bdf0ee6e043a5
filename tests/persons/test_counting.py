"""One person counts once, by whatever doors they came; parting restores exactly what was, and keeps what came after."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.operations import open_account
from community.extensions import db
from community.ideas.models import Choice, Idea, Status, Vote, Withdrawal
from community.ideas.operations import cast_vote, record_votes, set_status, withdraw_vote
from community.ideas.operations.recount import wrong_counts
from community.ideas.queries import Filter, Order, get_idea, list_ideas
from community.leaving.operations import erase_person
from community.persons.models import PersonJoin
from community.persons.operations import join_persons, part_persons
from community.platform.errors import Missing, Refused, Unclear
from tests.factories import make_idea, make_person
from tests.harness.databases import only_sqlite

pytestmark = pytest.mark.usefixtures("app")
WHY = "They said so at the counter."


def counts(idea: Idea) -> tuple[int, int, int]:
    db.session.refresh(idea)
    assert list(wrong_counts()) == []
    return idea.support_count, idea.oppose_count, idea.pass_count


def my_vote(person: Person, idea: Idea) -> Choice | None:
    """What lists show a person as theirs; the page of the idea says the same."""
    rows = list_ideas(Filter(), Order.NEWEST, 100, viewer_id=person.id, size=100).rows
    return {row.id: row.my_choice for row in rows}[idea.id]


def counts_as(*people: Person) -> list[int | None]:
    db.session.expire_all()
    return [person.counts_as_id for person in people]


def test_two_who_are_one_have_one_vote_and_it_is_that_of_whom_they_count_as():
    idea, imported, rosa = make_idea(support=1), make_person(), make_person()
    cast_vote(rosa.id, idea.id, Choice.OPPOSE)
    cast_vote(imported.id, idea.id, Choice.SUPPORT)
    join = join_persons(None, imported.id, rosa.id, WHY)
    assert counts(idea) == (1, 1, 0)
    assert my_vote(rosa, idea) is my_vote(imported, idea) is Choice.OPPOSE
    part_persons(None, join.id, WHY)
    assert counts(idea) == (2, 1, 0)
    assert [my_vote(rosa, idea), my_vote(imported, idea)] == [Choice.OPPOSE, Choice.SUPPORT]


def test_without_a_vote_of_their_own_the_latest_counts():
    idea, rosa = make_idea(), make_person()
    for choice in Choice:
        person = make_person()
        cast_vote(person.id, idea.id, choice)
        join_persons(None, person.id, rosa.id, WHY)
    assert counts(idea) == (0, 0, 1)
    assert my_vote(rosa, idea) is Choice.PASS


def test_votes_of_unknown_times_are_counted_the_same_way_each_time():
    idea, rosa, people = make_idea(), make_person(), [make_person() for _ in range(3)]
    votes = [(person.id, idea.id, choice, None) for person, choice in zip(people, Choice, strict=True)]
    record_votes([votes], [[idea.id]], lambda _done: None)
    for person in reversed(people):
        join_persons(None, person.id, rosa.id, WHY)
    assert counts(idea) == (1, 0, 0)
    assert my_vote(rosa, idea) is Choice.SUPPORT


def test_a_vote_after_the_join_is_cast_as_whom_one_counts_as_and_stays_theirs():
    idea, imported, rosa = make_idea(), make_person(), make_person()
    cast_vote(imported.id, idea.id, Choice.SUPPORT)
    join = join_persons(None, imported.id, rosa.id, WHY)
    assert cast_vote(rosa.id, idea.id, Choice.OPPOSE).oppose == 1
    assert counts(idea) == (0, 1, 0)
    part_persons(None, join.id, WHY)
    assert counts(idea) == (1, 1, 0)


def test_saying_once_more_what_counts_already_is_kept_as_ones_own():
    idea, imported, rosa = make_idea(), make_person(), make_person()
    cast_vote(imported.id, idea.id, Choice.SUPPORT)
    join = join_persons(None, imported.id, rosa.id, WHY)
    cast_vote(rosa.id, idea.id, Choice.SUPPORT)
    assert counts(idea) == (1, 0, 0)
    part_persons(None, join.id, WHY)
    assert counts(idea) == (2, 0, 0)


def test_withdrawing_takes_back_all_votes_of_one_and_destroys_none():
    idea, imported, rosa = make_idea(), make_person(), make_person()
    cast_vote(imported.id, idea.id, Choice.SUPPORT)
    join = join_persons(None, imported.id, rosa.id, WHY)
    withdraw_vote(rosa.id, idea.id)
    withdraw_vote(rosa.id, idea.id)
    assert counts(idea) == (0, 0, 0)
    assert my_vote(rosa, idea) is None
    part_persons(None, join.id, WHY)
    assert counts(idea) == (1, 0, 0)


def test_voting_again_after_withdrawing_counts():
    idea, imported, rosa = make_idea(), make_person(), make_person()
    cast_vote(imported.id, idea.id, Choice.SUPPORT)
    join_persons(None, imported.id, rosa.id, WHY)
    withdraw_vote(rosa.id, idea.id)
    cast_vote(rosa.id, idea.id, Choice.PASS)
    assert counts(idea) == (0, 0, 1)
    assert db.session.scalars(select(Withdrawal)).all() == []


def test_an_import_agrees_with_who_counts_as_whom():
    idea, imported, rosa = make_idea(), make_person(), make_person()
    join_persons(None, imported.id, rosa.id, WHY)
    at = datetime(2020, 1, 1, tzinfo=UTC)
    votes = [(rosa.id, idea.id, Choice.SUPPORT, at), (imported.id, idea.id, Choice.OPPOSE, at)]
    record_votes([votes], [[idea.id]], lambda _done: None)
    assert counts(idea) == (1, 0, 0)


def test_the_audit_finds_a_count_that_forgot_that_two_are_one():
    idea, imported, rosa = make_idea(), make_person(), make_person()
    cast_vote(imported.id, idea.id, Choice.SUPPORT)
    cast_vote(rosa.id, idea.id, Choice.SUPPORT)
    db.session.execute(update(Person).where(Person.id == imported.id).values(counts_as_id=rosa.id))
    assert [right["support_count"] for _name, _cached, right in wrong_counts()] == [1]


def test_joins_are_flat_and_ending_one_in_the_middle_restores_the_others():
    a, b, c, d = people = [make_person() for _ in range(4)]
    join_persons(None, a.id, b.id, WHY)
    middle = join_persons(None, b.id, c.id, WHY)
    join_persons(None, c.id, d.id, WHY)
    assert counts_as(*people) == [d.id, d.id, d.id, None]
    part_persons(None, middle.id, WHY)
    assert counts_as(*people) == [b.id, None, d.id, None]


def test_joining_somebody_who_counts_as_another_leads_to_that_one():
    a, b, c = people = [make_person() for _ in range(3)]
    outer = join_persons(None, b.id, c.id, WHY)
    join_persons(None, a.id, b.id, WHY)
    assert counts_as(*people) == [c.id, c.id, None]
    part_persons(None, outer.id, WHY)
    assert counts_as(*people) == [b.id, None, None]


@only_sqlite
def test_what_makes_no_sense_is_refused():
    a, b, c, gone = make_person(), make_person(), make_person(), make_person()
    join = join_persons(None, a.id, b.id, WHY)
    erase_person(gone.id, keep_words=True)
    open_account(c.id, "c@example.org")
    for person, into in ((a, a), (a, b), (b, a), (a, c), (gone, c), (c, gone), (c, b)):
        with pytest.raises(Refused):
            join_persons(None, person.id, into.id, WHY)
    with pytest.raises(Missing):
        join_persons(None, 999_999, a.id, WHY)
    with pytest.raises(Unclear):
        join_persons(None, c.id, gone.id, " ")
    part_persons(None, join.id, WHY)
    with pytest.raises(Refused):
        part_persons(None, join.id, WHY)
    with pytest.raises(Missing):
        part_persons(None, 999_999, WHY)


@only_sqlite
def test_erasing_somebody_erases_all_who_count_as_them_and_moves_no_closed_result():
    opened, closed = make_idea(), make_idea()
    imported, rosa = make_person("Rosa of before"), make_person("Rosa")
    for idea in (opened, closed):
        cast_vote(imported.id, idea.id, Choice.SUPPORT)
    cast_vote(rosa.id, closed.id, Choice.OPPOSE)
    join_persons(None, imported.id, rosa.id, "Rosa told us")
    set_status(None, closed, Status.PLANNED, "Decided")
    erase_person(rosa.id, keep_words=True)
    assert (counts(opened), counts(closed)) == ((0, 0, 0), (0, 1, 0))
    assert db.session.scalars(select(Vote.choice)).all() == [Choice.OPPOSE]
    assert [person.name for person in (imported, rosa)] == [None, None]
    assert db.session.scalars(select(PersonJoin.reason)).all() == ["…"]


class Model:
    """What must hold, in plain words: a forest of joins, and everybody's votes as they were cast."""

    def __init__(self, people, ideas):
        self.people, self.ideas = people, ideas
        self.into: dict[int, int] = {}
        self.votes: dict[tuple[int, int], tuple[int, Choice | None]] = {}
        self.clock = 0

    def one(self, person):
        while person in self.into:
            person = self.into[person]
        return person

    def same(self, person):
        return [each for each in self.people if self.one(each) == self.one(person)]

    def counted(self, person, idea):
        one = self.one(person)
        if (one, idea) in self.votes:
            return self.votes[one, idea][1]
        said = [self.votes[each, idea] for each in self.same(person) if (each, idea) in self.votes]
        return max(said, key=lambda each: each[0])[1] if said else None

    def say(self, person, idea, choice):
        one = self.one(person)
        self.clock += 1
        own = self.votes.get((one, idea), (0, None))[1]
        if choice is not None:
            if own is not choice:
                self.votes[one, idea] = (self.clock, choice)
        elif own is not None or self.counted(person, idea) is not None:
            self.votes.pop((one, idea), None)
            others = [each for each in self.same(person) if self.votes.get((each, idea), (0, None))[1] is not None]
            if others:
                self.votes[one, idea] = (self.clock, None)

    def counts(self, idea):
        found = Counter(self.counted(one, idea) for one in {self.one(each) for each in self.people})
        return tuple(found[choice] for choice in Choice)


@only_sqlite
@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_in_whatever_order_counts_are_those_of_a_plain_model(seed):
    dice = random.Random(seed)
    people = [make_person().id for _ in range(6)]
    ideas = [make_idea().id for _ in range(3)]
    model, joins = Model(people, ideas), {}
    for _turn in range(120):
        person, other, idea = dice.choice(people), dice.choice(people), dice.choice(ideas)
        act = dice.choices(("vote", "withdraw", "join", "part"), (5, 2, 2, 1.5))[0]
        if act == "vote":
            choice = dice.choice(list(Choice))
            cast_vote(person, idea, choice)
            model.say(person, idea, choice)
        elif act == "withdraw":
            withdraw_vote(person, idea)
            model.say(person, idea, None)
        elif act == "join":
            if person in model.into or model.one(other) == person:
                with pytest.raises(Refused):
                    join_persons(None, person, other, WHY)
            else:
                joins[person] = join_persons(None, person, other, WHY).id
                model.into[person] = other
        elif joins:
            parted = dice.choice(sorted(joins))
            part_persons(None, joins.pop(parted), WHY)
            del model.into[parted]
        db.session.expire_all()
        assert list(wrong_counts()) == []
        for each in ideas:
            found = db.session.get_one(Idea, each)
            assert (found.support_count, found.oppose_count, found.pass_count) == model.counts(each), _turn
        ones = {each: db.session.get_one(Person, each).counts_as_id or each for each in people}
        assert ones == {each: model.one(each) for each in people}
        rows = {row.id: row.my_choice for row in list_ideas(Filter(), Order.NEWEST, 9, viewer_id=person).rows}
        assert rows == {each: model.counted(person, each) for each in ideas}


@only_sqlite
def test_the_page_of_an_idea_shows_whom_the_author_counts_as():
    imported, rosa = make_person(None), make_person("Rosa")
    idea = make_idea(author=imported)
    join = join_persons(None, imported.id, rosa.id, WHY)
    assert (get_idea(idea.id).author_name, get_idea(idea.id).author_id) == ("Rosa", rosa.id)
    part_persons(None, join.id, WHY)
    assert get_idea(idea.id).author_id == imported.id
