"""An issue is raised, concerns people once each, is answered, closed and opened again; nothing of it is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.models import Account
from community.extensions import db
from community.ideas.models import Idea
from community.ideas.operations import hide_idea, link_issue
from community.ideas.queries import get_idea
from community.issues import operations as issues
from community.issues.models import Answer, Issue, IssueStep, IssueVersion, MeToo, Status, StepKind
from community.issues.queries import Filter, Order, list_issues
from community.issues.queries.audience import audience_of
from community.issues.rules import ANSWERED_WITHIN, is_overdue
from community.leaving.operations.erase import erase_person
from community.notifications.models import Event, News, Notification, Route, Thing
from community.notifications.operations import follow
from community.persons.operations import join_persons
from community.platform.clock import now, today
from community.platform.errors import Denied, Missing, Refused, Unclear
from community.record.models import RecordNote
from community.roles.models import Role
from community.writing.operations import TooSoon
from tests.factories import make_idea, make_issue, make_person, make_place, make_staff, make_viewer
from tests.harness.pages import page

RAISED = {"title": "No light on the path", "body": "For *weeks*.", "place": "1", "language": "en", "key": ""}


def fresh(issue: Issue) -> Issue:
    db.session.refresh(issue)
    return issue


def sign_in(client, person):
    return client.post("/sign-in/as", data={"person": person.id, "back": "/issues"})


# Me too


def test_one_person_is_affected_once_by_whatever_door(app):
    issue, moderator = make_issue(), make_staff(Role.ADMIN)
    one, other = make_viewer(make_person()), make_viewer(make_person())
    assert [issues.say_me_too(one, issue.id) for _ in range(2)] == [1, 1]
    assert issues.say_me_too(other, issue.id) == 2
    join_persons(moderator.person_id, other.person_id, one.person_id, "The same")
    assert fresh(issue).affected_count == 1
    again = make_viewer(db.session.get_one(type(make_person()), other.person_id))
    assert issues.say_me_too(again, issue.id) == 1
    assert issues.take_back_me_too(again, issue.id) == 0
    assert issues.take_back_me_too(again, issue.id) == 0
    assert db.session.scalar(select(func.count()).select_from(MeToo)) == 0


def test_me_too_at_once_counts_each_once(own_app):
    with own_app.app_context():
        number = make_issue().id
        people = [make_viewer(make_person()) for _ in range(4)]
        db.session.commit()

    def press(who):
        with own_app.app_context():
            issues.say_me_too(who, number)
            db.session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, people * 4))
    with own_app.app_context():
        rows = db.session.scalar(select(func.count()).select_from(MeToo))
        assert (db.session.get_one(Issue, number).affected_count, rows) == (4, 4)


def test_who_may_not_be_counted_hears_why(app):
    author = make_person()
    issue, other, closed, hidden, withdrawn = (make_issue(author=author) for _ in range(5))
    who = make_viewer(make_person())
    issues.close_issue(make_viewer(author), closed.id, "It is mended")
    issues.hide_issue(hidden.id)
    issues.withdraw_issue(make_viewer(author), withdrawn.id)
    for number, wrong in ((closed.id, Refused), (hidden.id, Missing), (withdrawn.id, Refused), (999_999, Missing)):
        with pytest.raises(wrong):
            issues.say_me_too(who, number)
    with pytest.raises(Refused):
        issues.say_me_too(make_viewer(author), issue.id)
    with pytest.raises(Denied):
        issues.say_me_too(replace(who, paused_until=now() + timedelta(days=1)), other.id)


# Answers


def test_an_answer_is_told_once_kept_in_every_version_and_put_on_record(app):
    place, author, reader, affected = (
        make_place(),
        make_person(),
        make_viewer(make_person()),
        make_viewer(make_person()),
    )
    issue, leader = make_issue(place=place, author=author), make_staff(Role.LEADER, place)
    issues.say_me_too(affected, issue.id)
    for who in (reader, affected, leader):
        follow(who.person_id, Thing.ISSUE, issue.id)
    make_viewer(author)
    issues.answer_issue(leader, issue.id, "It will be **mended**.")
    issues.answer_issue(leader, issue.id, "It will be **mended**.")
    assert fresh(issue).status is Status.ANSWERED
    [news] = db.session.scalars(select(News).where(News.thing == Thing.ISSUE))
    told = dict(db.session.execute(select(Notification.person_id, Notification.route)).all())
    assert news.event is Event.ANSWERED
    assert told == {author.id: Route.WROTE, affected.person_id: Route.AFFECTED, reader.person_id: Route.FOLLOWS}
    issues.answer_issue(leader, issue.id, "It is mended.")
    standing = select(func.count()).select_from(News).where(News.cancelled_at.is_(None))
    assert db.session.scalar(standing) == 1
    assert db.session.scalars(select(Answer.body).order_by(Answer.number)).all() == [
        "It will be **mended**.",
        "It is mended.",
    ]
    kinds = db.session.scalars(select(RecordNote.kind).where(RecordNote.about.like("issue_step:%"))).all()
    assert kinds == ["issue_answered"] * 2
    people = [row.person_id for row in db.session.execute(audience_of(issue.id))]
    assert len(people) == len(set(people)) == 4


@pytest.mark.parametrize("role", list(Role))
def test_leaders_answer_and_moderators_steer_in_their_places_alone(app, role):
    place, beside = make_place(), make_place()
    ward = make_place(under=place)
    issue, elsewhere = make_issue(place=ward), make_issue(place=beside)
    where = None if role is Role.ADMIN else place
    who = make_staff(role, where)
    answers, steers = role in (Role.LEADER, Role.ADMIN), role in (Role.LEADER, Role.ADMIN, Role.MODERATOR)
    acts = (
        (lambda number: issues.owe_answer(who, number, today() + timedelta(days=2)), steers),
        (lambda number: issues.answer_issue(who, number, "Yes"), answers),
        (lambda number: issues.close_issue(who, number, "Done"), steers),
    )
    for act, may in acts:
        for number, here in ((issue.id, True), (elsewhere.id, role is Role.ADMIN)):
            if may and here:
                act(number)
            else:
                with pytest.raises(Denied):
                    act(number)


def test_a_closed_issue_opens_again_with_what_it_had(app):
    author, stranger = make_viewer(make_person()), make_viewer(make_person())
    issue = make_issue(author=db.session.get_one(type(make_person()), author.person_id))
    leader = make_staff(Role.LEADER)
    for sentence in ("", " "):
        with pytest.raises(Unclear):
            issues.close_issue(author, issue.id, sentence)
    with pytest.raises(Denied):
        issues.close_issue(stranger, issue.id, "Mine")
    issues.close_issue(author, issue.id, "It works")
    issues.reopen_issue(author, issue.id, "It does not")
    assert fresh(issue).status is Status.OPEN
    issues.answer_issue(leader, issue.id, "We look at it")
    issues.close_issue(leader, issue.id, "Mended")
    with pytest.raises(Denied):
        issues.reopen_issue(author, issue.id, "No")
    for act in (
        lambda: issues.answer_issue(leader, issue.id, "More"),
        lambda: issues.owe_answer(leader, issue.id, today()),
        lambda: issues.edit_issue(author, issue.id, 1, "Other", ""),
        lambda: issues.withdraw_issue(author, issue.id),
    ):
        with pytest.raises(Refused):
            act()
    issues.reopen_issue(leader, issue.id, "Broken again")
    assert fresh(issue).status is Status.ANSWERED
    kinds = db.session.scalars(select(IssueStep.kind).order_by(IssueStep.id)).all()
    assert kinds == [StepKind.CLOSED, StepKind.REOPENED, StepKind.ANSWERED, StepKind.CLOSED, StepKind.REOPENED]


def test_the_page_offers_to_open_again_what_one_closed_by_another_door(client, app):
    author, before = make_person(), make_person()
    issue = make_issue(author=before)
    issues.close_issue(make_viewer(before), issue.id, "It works")
    client.sign_in(author.id)
    offer = f'action="/issues/{issue.id}/reopen"'
    assert offer not in client.get(f"/issues/{issue.id}", follow_redirects=True).text
    join_persons(make_staff(Role.ADMIN).person_id, before.id, author.id, "The same handwriting")
    assert offer in client.get(f"/issues/{issue.id}", follow_redirects=True).text
    issues.reopen_issue(make_viewer(author), issue.id, "It does not")
    assert fresh(issue).status is Status.OPEN


def test_an_answer_is_owed_from_the_first_and_overdue_from_the_day_after(app):
    issue, moderator = make_issue(), make_staff(Role.MODERATOR)
    assert issue.answer_due_on == today() + ANSWERED_WITHIN
    with pytest.raises(Unclear):
        issues.owe_answer(moderator, issue.id, today() - timedelta(days=1))
    issues.owe_answer(moderator, issue.id, today())
    assert fresh(issue).answer_due_on == today()
    day = date(2026, 1, 2)
    owed = [is_overdue(Status.OPEN, day, day + timedelta(days=days)) for days in (-1, 0, 1)]
    assert owed == [False, False, True]
    assert not is_overdue(Status.ANSWERED, day, day + timedelta(days=9))


def test_new_accounts_raise_little_at_first(app):
    who = make_viewer(make_person())
    for number in range(3):
        issues.raise_issue(who, 1, f"Issue {number}", "", language="en", key="k")
    issues.raise_issue(who, 1, "Issue 2", "", language="en", key="k")
    with pytest.raises(TooSoon):
        issues.raise_issue(who, 1, "Issue 3", "", language="en", key="k")
    assert db.session.scalar(select(func.count()).select_from(Issue)) == 3


# Lists


@pytest.mark.parametrize("order", list(Order))
def test_every_page_of_a_list_joins_the_next_and_hidden_ones_are_on_none(app, order):
    district = make_place()
    ward = make_place(under=district)
    made = [make_issue(place=(district, ward)[number % 2], affected=number % 3).id for number in range(7)]
    make_issue()
    issues.hide_issue(made[3])
    key, found = None, []
    while True:
        shown = list_issues(Filter(district.id), order, key=key, size=2)
        found += [row.id for row in shown.rows]
        if shown.next is None:
            break
        key = shown.next
        before = list_issues(Filter(district.id), order, key=key, size=2).previous
        back = list_issues(Filter(district.id), order, key=before, size=2)
        assert [row.id for row in back.rows] == [row.id for row in shown.rows]
    left = [number for number in made if number != made[3]]
    assert sorted(found) == sorted(left)
    if order is Order.WAITING:
        assert found == left


# Pages


def test_a_visitor_raises_and_says_me_too_first_and_signs_in_later(client, app):
    rosa = make_person("Rosa")
    other = make_issue("A broken bench")
    db.session.commit()
    assert client.post("/issues/new", data=RAISED).location == "/waiting"
    assert client.post(f"/issues/{other.id}/me-too", data={"choice": "me_too"}).location == "/waiting"
    shown = page(client, "/waiting", queries=None)
    assert "No light on the path" in shown.text
    assert "A broken bench" in shown.text
    sign_in(client, rosa)
    issue = db.session.scalars(select(Issue).order_by(Issue.id.desc())).first()
    assert (issue.title, issue.author_id) == ("No light on the path", rosa.id)
    assert fresh(other).affected_count == 1
    assert "<em>weeks</em>" in client.get(f"/issues/{issue.id}", follow_redirects=True).text


def test_words_that_cannot_be_raised_become_a_draft_of_an_issue(client, app):
    rosa = make_person("Rosa")
    sign_in(client, rosa)
    until = now() + timedelta(days=1)
    db.session.execute(update(Account).where(Account.person_id == rosa.id).values(paused_until=until))
    client.post("/sign-out")
    client.post("/issues/new", data=RAISED)
    sign_in(client, rosa)
    [draft] = [url for url in page(client, "/drafts", queries=None).links() if url.startswith("/issues/new?draft=")][:1]
    assert "No light on the path" in client.get(draft).text


def test_hidden_and_withdrawn_issues_stand_on_no_page(client, app):
    place, author, other = make_place(), make_person(), make_person()
    for number, state in enumerate(("hidden", "withdrawn")):
        issue = make_issue(f"Secret {state}", place=place, author=author)
        db.session.commit()
        pages = ("/issues", "/issues?sort=affected", "/issues?sort=waiting", f"/issues?place={place.id}")
        assert all("Secret" in client.get(url).text for url in pages)
        if state == "hidden":
            issues.hide_issue(issue.id)
        else:
            issues.withdraw_issue(make_viewer(author), issue.id)
        db.session.commit()
        assert all("Secret" not in client.get(url).text for url in (*pages, f"/places/{place.id}"))
        for url in (f"/issues/{issue.id}", f"/issues/{issue.id}/history"):
            assert client.get(url).status_code == (404, 410)[number]
        assert client.get(f"/follow/issue/{issue.id}").status_code == 404
        assert client.post(f"/issues/{issue.id}/me-too").status_code in (404, 410)
        stranger, own = app.test_client(), app.test_client()
        stranger.sign_in(other.id)
        own.sign_in(author.id)
        assert "Secret" not in stranger.get(f"/issues/{issue.id}", follow_redirects=True).text
        assert "Secret" in own.get(f"/issues/{issue.id}", follow_redirects=True).text
        db.session.delete(issue)
        db.session.commit()


def test_what_is_overdue_says_so_where_it_stands(client, app):
    issue = make_issue("A dark path")
    issue.answer_due_on = today() - timedelta(days=1)
    db.session.commit()
    assert "Answer overdue" in client.get("/issues").text
    assert "It was owed by" in client.get(f"/issues/{issue.id}", follow_redirects=True).text


def test_bad_input_is_named_and_nothing_is_lost(client, app):
    issue, leader = make_issue(), make_staff(Role.LEADER)
    db.session.commit()
    client.sign_in(leader.person_id)
    for step, form in (("answer", {"body": ""}), ("close", {"reason": "x" * 1001}), ("due", {"due_on": "soon"})):
        answer = client.post(f"/issues/{issue.id}/{step}", data=form)
        assert answer.status_code == 400
        assert "This has to be changed" in answer.text
    assert client.post("/issues/new", data=RAISED | {"title": "", "body": "Kept words"}).status_code == 400
    assert fresh(issue).status is Status.OPEN


# Ideas for it


def test_an_idea_written_for_an_issue_answers_it_and_both_say_so(client, app):
    issue, rosa = make_issue("A dark path"), make_person("Rosa")
    db.session.commit()
    assert "A dark path" in page(client, f"/ideas/new?issue={issue.id}", queries=None).text
    client.post("/ideas/new", data=RAISED | {"title": "Lamps", "issue": str(issue.id)})
    sign_in(client, rosa)
    idea = db.session.scalars(select(Idea)).one()
    for url, other in ((f"/issues/{issue.id}", "Lamps"), (f"/ideas/{idea.id}", "A dark path")):
        assert other in client.get(url, follow_redirects=True).text
    client.post(f"/ideas/{idea.id}/issues", data={"issue": str(issue.id), "act": "unlink"})
    assert "Lamps" not in client.get(f"/issues/{issue.id}", follow_redirects=True).text
    client.post(f"/ideas/{idea.id}/issues", data={"issue": f"https://example.org/issues/{issue.id}/a-dark-path"})
    assert "Lamps" in client.get(f"/issues/{issue.id}", follow_redirects=True).text
    hide_idea(idea.id)
    db.session.commit()
    assert "Lamps" not in client.get(f"/issues/{issue.id}", follow_redirects=True).text


def test_only_its_author_and_moderators_say_what_an_idea_answers(app):
    place, author = make_place(), make_person()
    idea, issue, hidden = make_idea(place=place, author=author), make_issue("Dark, and wet"), make_issue()
    issues.hide_issue(hidden.id)
    for who in (make_viewer(make_person()), make_staff(Role.MODERATOR, make_place()), make_staff(Role.LEADER, place)):
        with pytest.raises(Denied):
            link_issue(who, idea.id, issue.id)
    for who in (make_viewer(author), make_staff(Role.MODERATOR, place)):
        link_issue(who, idea.id, issue.id)
        with pytest.raises(Missing):
            link_issue(who, idea.id, hidden.id)
    assert [each.title for each in get_idea(idea.id).issues] == [issue.title]


# Leaving


@pytest.mark.parametrize("keep_words", [True, False])
def test_whoever_is_erased_leaves_no_name_and_no_words_unless_they_wish(app, keep_words):
    rosa = make_person("Rosa")
    issue, other = make_issue("Rosas words", body="Rosas text", author=rosa), make_issue(affected=1)
    who = make_viewer(rosa)
    issues.edit_issue(who, issue.id, 1, "Rosas words again", "Rosas text")
    issues.say_me_too(who, other.id)
    issues.close_issue(who, issue.id, "Rosas reason")
    erase_person(rosa.id, keep_words=keep_words)
    assert fresh(other).affected_count == 1
    assert db.session.scalar(select(func.count()).where(MeToo.person_id == rosa.id)) == 0
    said = [
        *db.session.execute(select(Issue.title, Issue.body, Issue.body_html, Issue.lead)),
        *db.session.execute(select(IssueVersion.title, IssueVersion.body)),
        *db.session.execute(select(IssueStep.said)),
    ]
    assert ("Rosas" in repr(said)) is keep_words
    assert db.session.scalars(select(IssueStep.person_id)).all() == [None]


def test_what_one_raised_stands_on_a_page_of_ones_own(client, app):
    rosa = make_person()
    for number in range(21):
        make_issue(f"Mine {number}", author=rosa)
    make_issue("Of somebody else")
    client.sign_in(rosa.id)
    db.session.commit()
    shown = page(client, "/voice/issues")
    assert "Mine 20" in shown.text
    assert "Of somebody else" not in shown.text
    [further] = [url for url in shown.links() if "page=" in url]
    assert "Mine 0" in page(client, further, queries=None).text
