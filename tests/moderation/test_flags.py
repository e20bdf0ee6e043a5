"""Flags: one for each person and thing, seen by moderators of the place and by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.accounts.models import Account
from community.extensions import db
from community.ideas.operations import hide_idea
from community.moderation.models import Decision, Flag, Reason
from community.moderation.rules import FLAGS_A_DAY, may_flag_again
from community.places.models import Place
from community.platform.clock import now
from community.platform.mail.models import OutgoingMail
from community.roles.models import Grant, Role
from tests.factories import make_idea, make_issue, make_person, make_place
from tests.harness.pages import page


def as_(app, person):
    client = app.test_client()
    client.sign_in(person.id)
    return client


def staff(role, place, name=None):
    person = make_person(name)
    db.session.add(Grant(person_id=person.id, role=role, place_id=place.id, granted_at=now()))
    db.session.flush()
    return person


def moderator_of(app, idea):
    return as_(app, staff(Role.MODERATOR, db.session.get_one(Place, idea.place_id)))


def flags():
    db.session.expire_all()
    return [(flag.person_id, flag.reason, flag.said) for flag in db.session.scalars(select(Flag).order_by(Flag.id))]


@pytest.fixture
def idea(app):
    return make_idea("A bench", place=make_place("East"), author=make_person("Author"))


def test_one_flags_once_and_changes_what_one_said(app, idea):
    rosa = make_person("Rosa")
    client = as_(app, rosa)
    address = f"/ideas/{idea.id}/flag"
    assert client.post(address, data={"reason": "spam"}).location == f"/ideas/{idea.id}/a-bench"
    assert "Thank you" in client.get(f"/ideas/{idea.id}/a-bench").text
    shown = page(client, address, queries=7)
    assert "You have flagged this" in shown.text
    (ticked,) = [radio for radio in shown.all("input", type="radio") if radio.get("checked") is not None]
    assert ticked.get("value") == "spam"
    client.post(address, data={"reason": "other", "said": "It names my street"})
    assert flags() == [(rosa.id, Reason.OTHER, "It names my street")]


def test_an_issue_is_flagged_hidden_appealed_for_and_shown_again(app):
    east, author, rosa = make_place("East"), make_person("Author"), make_person("Rosa")
    issue = make_issue("A dark path", body="Buy lamps", place=east, author=author)
    moderator, other = (as_(app, staff(Role.MODERATOR, east)) for _ in range(2))
    visitor, page_of, case = app.test_client(), f"/issues/{issue.id}/a-dark-path", f"/moderation/issues/{issue.id}"
    flag = f"/issues/{issue.id}/flag"
    assert flag in visitor.get(page_of).text
    assert flag not in as_(app, author).get(page_of).text
    assert as_(app, rosa).post(flag, data={"reason": "spam"}).location == page_of
    assert case in moderator.get(page_of).text
    assert "1 person flags this" in moderator.get(page_of).text
    assert f'href="{case}"' in moderator.get("/moderation").text
    assert "Buy lamps" in moderator.get(case).text
    form = {f"issue-{issue.id}": "0", "act": "hide", "rule": "5", "sentence": "It is an advertisement."}
    assert as_(app, rosa).post("/moderation/decide", data=form).status_code == 403
    assert moderator.post("/moderation/decide", data=form).status_code == 303
    assert [visitor.get(url).status_code for url in (page_of, flag)] == [404, 404]
    assert "It is an advertisement." in as_(app, author).get(page_of).text
    assert "A dark path" not in visitor.get("/decisions").text
    (mail,) = db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "decision"))
    assert (mail.subject, "A dark path" in mail.text) == ("Your issue was hidden", True)
    decision = db.session.scalars(select(Decision.id)).one()
    appeal = as_(app, author).post(f"/decisions/{decision}/appeal", data={"said": "I sell nothing"})
    assert appeal.status_code == 303
    answer = {"act": "overturn", "sentence": "It sells nothing."}
    assert other.post(f"/decisions/{decision}/answer", data=answer).status_code == 303
    assert visitor.get(page_of).status_code == 200


def test_a_flag_is_taken_back_while_nobody_has_decided(app, idea):
    rosa, moderator = as_(app, make_person("Rosa")), moderator_of(app, idea)
    address = f"/ideas/{idea.id}/flag"
    rosa.post(address, data={"reason": "spam"})
    assert "A bench" in page(moderator, "/moderation", queries=None).text
    assert f"{address}/take-back" in [form.get("action") for form in page(rosa, address).all("form")]
    assert rosa.post(f"{address}/take-back").location == f"/ideas/{idea.id}/a-bench"
    assert "Your flag is taken back" in rosa.get(f"/ideas/{idea.id}/a-bench").text
    assert "A bench" not in page(moderator, "/moderation", queries=None).text
    assert "You have flagged this" not in page(rosa, address).text
    assert rosa.post(f"{address}/take-back").status_code == 409
    assert db.session.scalars(select(Flag.taken_back_at)).one() is not None
    rosa.post(address, data={"reason": "attack"})
    assert "A bench" in page(moderator, "/moderation", queries=None).text
    assert [flag[1] for flag in flags()] == [Reason.SPAM, Reason.ATTACK]


def test_nobody_takes_back_what_others_flagged_or_what_is_decided(app, idea):
    rosa, luz = as_(app, make_person("Rosa")), as_(app, make_person("Luz"))
    moderator = moderator_of(app, idea)
    address = f"/ideas/{idea.id}/flag"
    rosa.post(address, data={"reason": "spam"})
    assert luz.post(f"{address}/take-back").status_code == 409
    moderator.post("/moderation/decide", data={f"idea-{idea.id}": "0", "act": "dismiss"})
    assert rosa.post(f"{address}/take-back").status_code == 409
    assert db.session.scalars(select(Flag.taken_back_at)).all() == [None]


def test_what_is_taken_back_counts_among_the_flags_of_a_day(app, idea):
    rosa = as_(app, make_person("Rosa"))
    for _time in range(FLAGS_A_DAY):
        rosa.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"})
        assert rosa.post(f"/ideas/{idea.id}/flag/take-back").status_code == 303
    assert rosa.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"}).status_code == 409


def test_a_visitor_is_led_to_sign_in(client, idea):
    shown = page(client, f"/ideas/{idea.id}/flag")
    assert f"/sign-in?back=/ideas/{idea.id}/flag" in shown.links()
    assert not shown.all("textarea")
    assert client.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"}).status_code == 403
    assert f"/ideas/{idea.id}/flag" in page(client, f"/ideas/{idea.id}/a-bench").links()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "Choose what is wrong with it."),
        ({"reason": "dull"}, "Choose what is wrong with it."),
        ({"reason": "other", "said": "  "}, "Say in a few words what is wrong."),
        ({"reason": "spam", "said": "x" * 1001}, "Enter at most 1,000 letters."),
        ({"reason": "spam", "said": "a\x00b"}, "cannot be seen"),
        ({"reason": "spam", "said": "a\u202eb"}, "cannot be seen"),
    ],
)
def test_what_is_missing_is_said(app, idea, form, says):
    answer = as_(app, make_person()).post(f"/ideas/{idea.id}/flag", data=form)
    assert answer.status_code == 400
    assert says in answer.text
    assert flags() == []


def test_nobody_flags_what_they_wrote(app, idea):
    client = app.test_client()
    client.sign_in(idea.author_id)
    assert f"/ideas/{idea.id}/flag" not in page(client, f"/ideas/{idea.id}/a-bench", queries=9).links()
    assert client.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"}).status_code == 409
    assert flags() == []


def test_who_is_paused_is_told_until_when_and_flags_nothing(app, idea):
    rosa = make_person()
    client = as_(app, rosa)
    paused = update(Account).where(Account.person_id == rosa.id).values(paused_until=now() + timedelta(days=3))
    db.session.execute(paused)
    answer = client.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"})
    assert answer.status_code == 403
    assert "Your account is paused until" in answer.text
    assert flags() == []
    db.session.execute(paused.values(paused_until=now() - timedelta(seconds=1)))
    assert client.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"}).status_code == 303


def test_what_is_hidden_cannot_be_flagged_for_it_is_not_there(app, idea):
    client = as_(app, make_person())
    hide_idea(idea.id)
    for answer in (
        client.get(f"/ideas/{idea.id}/flag"),
        client.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"}),
    ):
        assert answer.status_code == 404


def test_only_moderators_of_the_place_see_that_something_is_flagged(app, idea):
    address, here = f"/ideas/{idea.id}/a-bench", idea.place_id
    secret = make_person("Whistle Blower")
    as_(app, secret).post(f"/ideas/{idea.id}/flag", data={"reason": "other", "said": "Secret words"})
    place = db.session.get_one(type(make_place()), here)
    author, moderator = app.test_client(), as_(app, staff(Role.MODERATOR, place))
    author.sign_in(idea.author_id)
    seen = page(moderator, address, queries=10).text
    assert "1 person flags this" in seen
    others = [app.test_client(), author, as_(app, secret), as_(app, make_person())]
    others += [as_(app, staff(Role.HOST, place)), as_(app, staff(Role.MODERATOR, make_place("West")))]
    for client in others:
        shown = page(client, address, queries=10).text
        assert "flags this" not in shown
        assert "Secret words" not in shown
    for client in (*others, moderator):
        assert "Whistle Blower" not in client.get(address).text or client is others[2]


def test_a_day_has_so_many_flags(app):
    client = as_(app, make_person())
    ideas = [make_idea() for _ in range(FLAGS_A_DAY + 1)]
    answers = [client.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"}).status_code for idea in ideas]
    assert answers == [303] * FLAGS_A_DAY + [409]
    db.session.execute(update(Flag).values(flagged_at=now() - timedelta(days=1, seconds=1)))
    assert client.post(f"/ideas/{ideas[-1].id}/flag", data={"reason": "spam"}).status_code == 303


def test_what_was_decided_is_flagged_again_after_a_week_only():
    at = now()
    assert may_flag_again(None, at)
    assert not may_flag_again(at - timedelta(days=6), at)
    assert may_flag_again(at - timedelta(days=7), at)


def test_the_rules_of_the_site_are_numbered(client):
    assert len(page(client, "/rules").all("li", id="rule-3")) == 1


def test_a_flag_is_counted_once_by_the_database_too(app, idea):
    rosa = make_person()
    client = as_(app, rosa)
    for reason in ("spam", "attack", "spam"):
        client.post(f"/ideas/{idea.id}/flag", data={"reason": reason})
    assert db.session.scalars(select(func.count()).select_from(Flag)).one() == 1
