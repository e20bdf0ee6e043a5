"""Leaders promise and say what became of it; each step is kept, and the commitment says what follows from all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from community.extensions import db
from community.ideas.models import Status as IdeaStatus
from community.ideas.queries import list_status_steps
from community.notifications.models import Event, News
from community.platform.clock import now
from community.platform.errors import Gone, Missing, Refused, Unclear
from community.record.models import RecordNote
from community.tracker import operations, queries
from community.tracker.models import Signal, Status, StepKind
from community.tracker.operations import Overtaken
from tests.factories import make_commitment, make_idea, make_leader, make_person, make_place, make_viewer

pytestmark = pytest.mark.usefixtures("app")

TODAY = now().date()
SOON, LATER = TODAY + timedelta(days=60), TODAY + timedelta(days=90)


def status_of(idea):
    db.session.refresh(idea)
    return idea.status


def test_a_promise_says_what_who_by_when_and_for_whom():
    ward, idea = make_place("Ward 3"), make_idea()
    leader = make_leader(ward, "Rosa")
    made = operations.make_commitment(
        make_leader(name="Mayor"), ward.id, " New benches ", "*Two* of them.", language="en", owner_id=leader.person_id,
        due_on=SOON, measure="Two benches stand", cost="$ 2,000", next_step="Order them", next_on=TODAY,
        idea_ids=[idea.id, idea.id],
    )  # fmt: skip
    row = queries.get_commitment(made.id)
    assert (row.title, row.lead, row.owner, row.place_name) == ("New benches", "Two of them.", "Rosa", "Ward 3")
    assert (row.status, row.signal, row.due_on, row.first_due_on) == (Status.PLANNED, Signal.ON_TRACK, SOON, SOON)
    assert (row.measure, row.cost, row.next_step, row.next_on) == ("Two benches stand", "$ 2,000", "Order them", TODAY)
    assert [step.kind for step in queries.list_steps(made.id)] == [StepKind.MADE]
    assert status_of(idea) is IdeaStatus.PLANNED
    assert list_status_steps(idea.id)[0].reason == "Promised: “New benches”."
    (link,) = queries.commitments_of([idea.id])[idea.id]
    assert (link.id, link.url) == (made.id, f"/tracker/{made.id}/new-benches")


def test_an_office_may_answer_for_it():
    made = operations.make_commitment(
        make_leader(), 1, "Benches", "Two.", language="en", owner_name=" Office of parks "
    )
    assert queries.get_commitment(made.id).owner == "Office of parks"


def test_who_leads_nothing_there_answers_for_nothing():
    with pytest.raises(Unclear, match="leads there"):
        operations.make_commitment(make_leader(), 1, "Benches", "Two.", language="en", owner_id=make_person().id)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"title": " "}, "title"),
        ({"body": " \n"}, "promised"),
        ({"due_on": TODAY - timedelta(days=2)}, "still to come"),
        ({"due_on": date(9999, 12, 31)}, "between"),
        ({"cost": "x" * 101}, "at most 100"),
    ],
)
def test_what_makes_no_promise_is_refused(said, why):
    words = {"title": "Benches", "body": "Two.", **said}
    with pytest.raises(Unclear, match=why):
        operations.make_commitment(make_leader(), 1, words.pop("title"), words.pop("body"), language="en", **words)


def test_only_who_leads_there_promises():
    east, west = make_place(), make_place()
    for who in (make_leader(east), make_viewer(make_person())):
        with pytest.raises(Missing):
            operations.make_commitment(who, west.id, "Benches", "Two.", language="en")
        made = make_commitment(place=west)
        with pytest.raises(Missing):
            operations.record_update(who, made.id, "News")
        with pytest.raises(Missing):
            operations.take_back_step(who, made.id)


def test_ideas_are_answered_where_one_leads_and_where_one_sees_them():
    east, west = make_place(), make_place()
    hidden = make_idea(place=east)
    hidden.listed, hidden.hidden_at = False, now()
    db.session.flush()
    for idea_id in (make_idea(place=west).id, hidden.id, 10**9):
        with pytest.raises(Missing):
            operations.make_commitment(make_leader(east), east.id, "B", "T", language="en", idea_ids=[idea_id])
    with pytest.raises(Refused, match="merged"):
        make_commitment(ideas=[make_idea(status=IdeaStatus.MERGED)])


def test_the_same_form_sent_twice_makes_one_promise_and_one_step():
    leader, said = make_leader(), dict(language="en", key="form-1")
    made = [operations.make_commitment(leader, 1, "Benches", "Two.", **said).id for _ in range(2)]
    assert made[0] == made[1]
    assert operations.make_commitment(leader, 1, "Benches", "Three.", **said).id != made[0]
    steps = [operations.record_update(leader, made[0], "Ordered.", key="form-2").id for _ in range(2)]
    assert steps[0] == steps[1]
    assert len(queries.list_steps(made[0])) == 2
    assert len(db.session.scalars(select(News).where(News.thing_id == made[0])).all()) == 2


def test_a_moved_day_stays_to_be_seen():
    leader = make_leader()
    made = make_commitment(by=leader, due_on=SOON)
    operations.move_date(leader, made.id, LATER, "The supplier is late.")
    operations.move_date(leader, made.id, TODAY + timedelta(days=70), "It comes earlier.")
    row = queries.get_commitment(made.id)
    assert (row.due_on, row.first_due_on) == (TODAY + timedelta(days=70), SOON)
    assert [step.due_on for step in queries.list_steps(made.id)] == [row.due_on, LATER, SOON]
    with pytest.raises(Unclear, match="already"):
        operations.move_date(leader, made.id, row.due_on, "No reason.")
    with pytest.raises(Unclear, match="why"):
        operations.move_date(leader, made.id, SOON, "  ")


def test_a_day_stated_later_is_the_first_one():
    leader = make_leader()
    made = make_commitment(by=leader)
    operations.move_date(leader, made.id, SOON, "Now we know.")
    assert queries.get_commitment(made.id).first_due_on == SOON


def test_work_begins_is_delivered_and_taken_up_again():
    leader, idea = make_leader(), make_idea()
    made = make_commitment("Benches", by=leader, ideas=[idea])
    operations.record_update(leader, made.id, "Ordered.", begun=True, evidence_url="https://example.org/order")
    assert status_of(idea) is IdeaStatus.IN_PROGRESS
    operations.report_delivered(leader, made.id, "They stand.", delivered_on=TODAY - timedelta(days=3))
    row = queries.get_commitment(made.id)
    assert (row.status, row.signal) == (Status.DELIVERED, Signal.DELIVERED)
    assert row.delivered_at.date() == TODAY - timedelta(days=3)
    assert row.ask_at > now() + timedelta(days=6)
    assert status_of(idea) is IdeaStatus.DONE
    for again in (
        lambda: operations.report_delivered(leader, made.id, "Again."),
        lambda: operations.stop_commitment(leader, made.id, "Why."),
        lambda: operations.move_date(leader, made.id, LATER, "Why."),
    ):
        with pytest.raises(Refused, match="ended"):
            again()
    operations.record_update(leader, made.id, "One has fallen down.", begun=True)
    row = queries.get_commitment(made.id)
    assert (row.status, row.delivered_at, row.ask_at) == (Status.IN_PROGRESS, None, None)
    assert status_of(idea) is IdeaStatus.IN_PROGRESS


def test_an_update_alone_changes_no_status():
    leader = make_leader()
    made = make_commitment(by=leader, status=Status.STOPPED)
    operations.record_update(leader, made.id, "The money went elsewhere.")
    assert queries.get_commitment(made.id).status is Status.STOPPED


@pytest.mark.parametrize("day", [TODAY + timedelta(days=2), date(1850, 1, 1)])
def test_nothing_was_delivered_tomorrow_or_before_all_times(day):
    leader = make_leader()
    made = make_commitment(by=leader)
    with pytest.raises(Unclear, match="day"):
        operations.report_delivered(leader, made.id, "Done.", delivered_on=day)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "example.org", "https://", "https://a b", "http://[", "ftp://a.b"]
)
def test_evidence_is_a_page(link):
    leader = make_leader()
    made = make_commitment(by=leader)
    with pytest.raises(Unclear, match="address"):
        operations.record_update(leader, made.id, "News.", evidence_url=link)


def test_stopping_all_promises_of_an_idea_puts_it_under_review():
    leader, idea = make_leader(), make_idea()
    first, second = (make_commitment(name, by=leader, ideas=[idea]) for name in ("First", "Second"))
    operations.report_delivered(leader, first.id, "Done.")
    assert status_of(idea) is IdeaStatus.IN_PROGRESS
    operations.record_update(leader, first.id, "Not done.", begun=True)
    operations.stop_commitment(leader, first.id, "No money.")
    assert status_of(idea) is IdeaStatus.PLANNED
    operations.stop_commitment(leader, second.id, "No money.")
    assert status_of(idea) is IdeaStatus.UNDER_REVIEW
    assert list_status_steps(idea.id)[0].reason == "“Second” was stopped, so this idea is looked at again."


def test_a_commitment_answers_more_later():
    leader, first, second = make_leader(), make_idea(support=1), make_idea(support=2)
    made = make_commitment(by=leader, ideas=[first])
    step = operations.answer_more(leader, made.id, [first.id, second.id], [])
    assert status_of(second) is IdeaStatus.PLANNED
    news = db.session.scalars(select(News).where(News.step_id == step.id)).one()
    assert (news.event, news.told_count + news.unreached_count) == (Event.PROMISED, 2)
    with pytest.raises(Unclear, match="not answer yet"):
        operations.answer_more(leader, made.id, [second.id], [])
    operations.take_back_step(leader, made.id)
    assert status_of(second) is IdeaStatus.OPEN
    assert status_of(first) is IdeaStatus.PLANNED
    assert not queries.commitments_of([second.id])


def test_a_step_is_told_and_recorded_when_it_cannot_be_taken_back():
    idea = make_idea(support=3)
    made = make_commitment(ideas=[idea])
    news = db.session.scalars(select(News).where(News.thing_id == made.id)).one()
    notes = db.session.scalars(select(RecordNote)).all()
    assert (news.event, news.told_count, news.unreached_count) == (Event.PROMISED, 0, 3)
    assert {note.kind for note in notes} == {"promised", "status"}
    assert all(timedelta(minutes=10) < each.due_at - now() < timedelta(minutes=11) for each in (news, *notes))


def test_a_step_taken_back_is_as_if_it_had_not_been():
    leader, idea = make_leader(), make_idea(support=1)
    made = make_commitment("Benches", by=leader, ideas=[idea])
    before = queries.get_commitment(made.id)
    operations.report_delivered(leader, made.id, "They stand.")
    operations.take_back_step(make_leader(), made.id)
    assert queries.get_commitment(made.id) == before
    assert status_of(idea) is IdeaStatus.PLANNED
    assert "taken back" in list_status_steps(idea.id)[0].reason
    news = db.session.scalars(select(News).where(News.thing_id == made.id).order_by(News.id)).all()
    assert [each.cancelled_at is None for each in news] == [True, False]
    assert {note.kind for note in db.session.scalars(select(RecordNote))} == {"promised", "status"}


@pytest.mark.parametrize("status", [IdeaStatus.OPEN, IdeaStatus.DECLINED, IdeaStatus.DONE])
def test_a_promise_taken_back_leaves_ideas_as_they_were(status):
    leader, idea = make_leader(), make_idea(status=status)
    made = make_commitment(by=leader, ideas=[idea])
    step_id = queries.list_steps(made.id)[0].id
    for _ in range(2):  # the second changes nothing
        operations.take_back_step(leader, made.id, step_id)
    assert status_of(idea) is status
    assert db.session.scalars(select(RecordNote).where(RecordNote.about == f"step:{step_id}")).all() == []
    assert made.title not in "".join(step.reason for step in list_status_steps(idea.id)), "nobody reads of it any more"
    with pytest.raises(Gone):
        queries.get_commitment(made.id)
    with pytest.raises(Gone):
        operations.record_update(leader, made.id, "News")
    assert not queries.commitments_of([idea.id])


def test_after_ten_minutes_a_step_stays():
    leader = make_leader()
    made = make_commitment(by=leader, days_ago=1)
    with pytest.raises(Refused, match="ten minutes"):
        operations.take_back_step(leader, made.id)


def test_who_comes_second_is_told_what_the_first_said():
    first, second = make_leader(), make_leader()
    made = make_commitment()
    seen = queries.list_steps(made.id)[0].id
    step = operations.record_update(first, made.id, "From the first.", seen_id=seen)
    for act in (
        lambda: operations.record_update(second, made.id, "From the second.", seen_id=seen),
        lambda: operations.stop_commitment(second, made.id, "Why.", seen_id=seen),
        lambda: operations.take_back_step(second, made.id, seen),
    ):
        with pytest.raises(Overtaken) as late:
            act()
        assert late.value.step_id == step.id


def test_a_withdrawn_step_of_another_commitment_is_not_taken_back_here():
    leader = make_leader()
    made, other = make_commitment(by=leader), make_commitment(by=leader)
    with pytest.raises(Missing):
        operations.take_back_step(leader, made.id, queries.list_steps(other.id)[0].id)


def test_what_was_stopped_answers_nothing_more_and_what_is_delivered_may():
    leader, idea = make_leader(), make_idea()
    stopped = make_commitment(by=leader, status=Status.STOPPED)
    with pytest.raises(Refused, match="stopped"):
        operations.answer_more(leader, stopped.id, [idea.id], [])
    delivered = make_commitment(by=leader, status=Status.DELIVERED)
    operations.answer_more(leader, delivered.id, [idea.id], [])
    assert status_of(idea) is IdeaStatus.DONE
