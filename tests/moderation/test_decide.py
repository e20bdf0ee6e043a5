"""Moderators decide: in their places only, with a rule and a sentence, each thing once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from community.extensions import db
from community.ideas.models import Choice, Idea
from community.ideas.operations import cast_vote
from community.moderation.models import Act, Decision, Flag
from community.moderation.rules import gives_reason, may_decide, may_pause, may_read_decision, nobody_was_first
from community.platform.clock import now
from community.platform.mail.models import OutgoingMail
from community.roles.models import Role
from tests.factories import make_idea, make_person
from tests.harness.pages import page

DESK = 9


def decisions():
    db.session.expire_all()
    return db.session.scalars(select(Decision).order_by(Decision.id)).all()


def hidden(idea):
    db.session.expire_all()
    return db.session.get_one(Idea, idea.id).hidden_at is not None


def mails():
    return db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()


def test_hiding_takes_an_idea_away_and_tells_its_author_why(town):
    idea = town.idea()
    answer = town.decide(town.moderator, f"{idea.id}-0", sentence="Buy nothing here, Author Person.")
    assert (answer.status_code, answer.location) == (303, "/moderation")
    assert town.client(None).get(f"/ideas/{idea.id}/a-bench").status_code == 404
    shown = page(town.client(town.author), f"/ideas/{idea.id}/a-bench", queries=10).text
    assert "A moderator has hidden this and says:" in shown
    assert "Buy nothing here, Author Person." in shown
    (decision,) = decisions()
    assert (decision.act, decision.rule, decision.author_id) == (Act.HIDE, 5, town.author.id)
    assert decision.public_sentence == "Buy nothing here, …."
    (mail,) = mails()
    assert mail.to_address == "author@example.org"
    assert mail.subject == "Your idea was hidden"
    for words in ("A bench", "Rule 5", "Buy nothing here", f"/decisions/{decision.id}"):
        assert words in mail.text
    assert "Mo Derator" not in mail.text + shown


def test_a_decision_answers_all_flags_and_new_ones_wait_again(town):
    idea = town.idea(flags=3)
    desk = page(town.client(town.moderator), "/moderation", queries=DESK)
    assert "spam × 3" in desk.text
    town.decide(town.moderator, f"{idea.id}-0", act="dismiss", rule="", sentence="")
    assert "Nothing waits" in page(town.client(town.moderator), "/moderation", queries=DESK).text
    (decision,) = decisions()
    assert {flag.decision_id for flag in db.session.scalars(select(Flag))} == {decision.id}
    assert mails() == []
    town.flag(idea)
    assert "A bench" in page(town.client(town.moderator), "/moderation", queries=DESK).text


def test_whoever_flagged_in_vain_flags_the_same_again_only_later(town):
    idea, client = town.idea(flags=0), town.client(make_person())
    client.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"})
    town.decide(town.moderator, f"{idea.id}-0", act="dismiss", rule="", sentence="")
    again = client.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"})
    assert again.status_code == 409
    assert "You can flag this again from" in again.text
    db.session.execute(update(Decision).values(decided_at=now() - timedelta(days=8)))
    assert client.post(f"/ideas/{idea.id}/flag", data={"reason": "spam"}).status_code == 303


def test_the_desk_shows_the_oldest_first_with_reasons_and_what_was_decided_before(town):
    first = town.idea("The older one")
    earlier = town.idea("Long ago", flags=0)
    town.decide(town.moderator, f"{earlier.id}-0", act="warn")
    second = town.idea("The newer one")
    db.session.execute(update(Flag).where(Flag.thing_id == first.id).values(flagged_at=now() - timedelta(days=2)))
    shown = page(town.client(town.moderator), "/moderation", queries=DESK).text
    assert shown.index("The older one") < shown.index("The newer one")
    assert "warned 1 time" in shown
    assert f"/moderation/ideas/{second.id}" in page(town.client(town.moderator), "/moderation", queries=DESK).links()


def test_the_desk_has_pages_by_key(town):
    ideas = [town.idea(f"Idea number {number}") for number in range(45)]
    client, address, seen = town.client(town.moderator), "/moderation", []
    while address:
        shown = page(client, address, queries=DESK)
        seen += [int(box.get("name").removeprefix("idea-")) for box in shown.all("input", class_="desk__tick")]
        after = shown.all("a", rel="next")
        back = shown.all("a", rel="prev")
        address = after[0].get("href") if after else None
    assert seen == [idea.id for idea in ideas]
    shown = page(client, back[0].get("href"), queries=DESK)
    assert [int(box.get("name").removeprefix("idea-")) for box in shown.all("input", class_="desk__tick")] == seen[
        20:40
    ]


def test_the_desk_can_be_narrowed_to_a_place_of_ones_own(town):
    town.idea("In the east")
    town.idea("In the west", place=town.west)
    client = town.client(town.other)
    assert "In the east" in page(client, "/moderation", queries=DESK).text
    shown = page(client, f"/moderation?place={town.west.id}", queries=DESK + 1).text
    assert "In the west" in shown
    assert "In the east" not in shown
    assert town.client(town.moderator).get(f"/moderation?place={town.west.id}").status_code == 404


def test_the_masthead_says_to_moderators_alone_how_much_waits(town):
    town.idea()
    town.idea("Elsewhere", place=town.west)
    assert "Desk 1 waiting" in page(town.client(town.moderator), "/about", queries=10).text
    assert "Desk 2 waiting" in page(town.client(town.other), "/about", queries=10).text
    for person in (None, town.author, town.staff(Role.HOST, town.east)):
        assert "waiting" not in page(town.client(person), "/about", queries=10).text


def test_the_number_in_the_masthead_is_part_of_the_etag(town):
    client = town.client(town.moderator)
    etag = client.get("/about").headers["ETag"]
    assert client.get("/about", headers={"If-None-Match": etag}).status_code == 304
    town.idea()
    assert client.get("/about", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"act": ""}, "Choose what you decide."),
        ({"act": "destroy"}, "Choose what you decide."),
        ({"act": "uphold"}, "Choose what you decide."),
        ({"rule": ""}, "Choose the rule that was broken."),
        ({"rule": "99"}, "Choose the rule that was broken."),
        ({"act": "warn", "sentence": " "}, "Say why, in a sentence"),
        ({"act": "pause", "days": "9999"}, "Choose until when"),
        ({"sentence": "x" * 1001}, "at most 1,000 letters"),
        ({"sentence": "a\x00b"}, "cannot be seen"),
    ],
)
def test_what_is_missing_is_said_nothing_is_done_and_nothing_lost(town, form, says):
    ideas = [town.idea("One"), town.idea("Two")]
    answer = town.decide(town.moderator, *(f"{idea.id}-0" for idea in ideas), **form)
    assert answer.status_code == 400
    assert says in answer.text
    assert all(f'name="idea-{idea.id}" value="0"' in answer.text for idea in ideas)
    assert decisions() == []


@pytest.mark.parametrize("things", [[], ["x"], ["1"], ["1-"], ["-0"], ["9" * 30 + "-0"], ["1-9999999999"], ["٣-0"]])
def test_nonsense_in_place_of_things_is_refused(town, things):
    assert town.decide(town.moderator, *things).status_code == 400


def test_a_moderator_of_one_ward_decides_nothing_in_the_next(town):
    mine, theirs = town.idea("Mine"), town.idea("Theirs", place=town.west)
    above = town.idea("Above", place=town.district)
    for things in ([theirs], [mine, theirs], [above], [mine, above]):
        for act in ("dismiss", "hide", "warn", "pause"):
            answer = town.decide(town.moderator, *(f"{idea.id}-0" for idea in things), act=act, days="7")
            assert answer.status_code == 404
            invalid = town.decide(town.moderator, *(f"{idea.id}-0" for idea in things), act="")
            assert invalid.status_code == 404
            assert "Theirs" not in invalid.text
    assert decisions() == []
    assert mails() == []
    client = town.client(town.moderator)
    assert client.get(f"/moderation/ideas/{theirs.id}").status_code == 404
    assert "Theirs" not in client.get("/moderation").text
    assert town.decide(town.moderator, f"{mine.id}-0", "999999-0").status_code == 404
    assert not hidden(mine)


@pytest.mark.parametrize("role", [Role.HOST, Role.LEADER, Role.MEMBER])
def test_other_roles_do_not_moderate(town, role):
    idea = town.idea()
    person = town.staff(role, town.east)
    client = town.client(person)
    assert client.get("/moderation").status_code == 403
    assert client.get(f"/moderation/ideas/{idea.id}").status_code == 403
    assert town.decide(person, f"{idea.id}-0").status_code == 403
    assert decisions() == []


def test_many_things_are_decided_at_once_and_each_author_is_told(town):
    somebody = make_person("Somebody")
    town.client(somebody)  # has an account from now on
    ideas = [town.idea("One"), town.idea("Two", author=somebody), town.idea("Three", flags=0)]
    assert town.decide(town.moderator, *(f"{idea.id}-0" for idea in ideas)).status_code == 303
    assert [decision.thing_id for decision in decisions()] == [idea.id for idea in ideas]
    assert len({mail.to_address for mail in mails()}) == 2


def test_all_or_nothing_when_one_of_many_cannot_be_decided(town):
    one, nobodys = town.idea("One"), make_idea("Imported", place=town.east)
    assert town.decide(town.moderator, f"{one.id}-0", f"{nobodys.id}-0", act="warn").status_code == 409
    assert decisions() == []
    assert mails() == []


def test_the_second_of_two_moderators_sees_what_the_first_decided(town):
    idea = town.idea()
    assert town.decide(town.moderator, f"{idea.id}-0", sentence="First.").status_code == 303
    late = town.decide(town.other, f"{idea.id}-0", act="warn", sentence="Second.")
    assert late.status_code == 409
    assert "Somebody else has decided this meanwhile" in late.text
    assert "First." in late.text
    assert [decision.sentence for decision in decisions()] == ["First."]
    assert len(mails()) == 1
    (first,) = decisions()
    again = town.decide(town.other, f"{idea.id}-{first.id}", act="warn", sentence="Second.")
    assert again.status_code == 303


def test_nobody_decides_about_what_they_wrote(town):
    own = town.idea("My own", author=town.moderator)
    shown = page(town.client(town.moderator), f"/moderation/ideas/{own.id}", queries=10)
    assert "You wrote this yourself" in shown.text
    assert town.decide(town.moderator, f"{own.id}-0", act="dismiss").status_code == 409
    assert town.decide(town.other, f"{own.id}-0", act="dismiss").status_code == 303


def test_restoring_brings_back_exactly_what_was_hidden(town):
    idea = town.idea()
    cast_vote(make_person().id, idea.id, Choice.SUPPORT)
    before = page(town.client(None), f"/ideas/{idea.id}/a-bench").text
    place = page(town.client(None), f"/places/{town.east.id}/east").text
    town.decide(town.moderator, f"{idea.id}-0")
    assert "1 idea here" not in page(town.client(None), f"/places/{town.east.id}/east").text
    (hiding,) = decisions()
    back = town.decide(town.other, f"{idea.id}-{hiding.id}", act="restore", sentence="It was none.")
    assert back.status_code == 303
    assert page(town.client(None), f"/ideas/{idea.id}/a-bench").text == before
    assert page(town.client(None), f"/places/{town.east.id}/east").text == place
    assert decisions()[1].about_id == hiding.id
    assert [mail.subject for mail in mails()] == ["Your idea was hidden", "Your idea is shown again"]


def test_what_is_not_so_cannot_be_decided(town):
    idea = town.idea()
    assert town.decide(town.moderator, f"{idea.id}-0", act="restore").status_code == 409
    town.decide(town.moderator, f"{idea.id}-0")
    (first,) = decisions()
    assert town.decide(town.moderator, f"{idea.id}-{first.id}").status_code == 409
    assert len(decisions()) == 1


def test_who_is_paused_reads_signs_in_and_learns_why_but_neither_posts_votes_nor_flags(town):
    idea, another = town.idea(), town.idea("Another", author=town.other, flags=0)
    assert town.decide(town.moderator, f"{idea.id}-0", act="pause", days="7").status_code == 303
    until = town.account(town.author).paused_until
    assert timedelta(days=6, hours=23) < until - now() <= timedelta(days=7)
    client = town.client(town.author)
    refused = [
        client.post(f"/ideas/{another.id}/vote", data={"choice": "support"}),
        client.post(f"/ideas/{another.id}/flag", data={"reason": "spam"}),
        client.post("/ideas/new", data={"title": "New", "place": town.east.id, "language": "en", "key": "k"}),
    ]
    for answer in refused:
        assert answer.status_code == 403
        assert "Your account is paused until" in answer.text
    shown = page(client, f"/ideas/{another.id}/another", queries=10)
    assert "Your account is paused until" in shown.text
    assert "/decisions/mine" in shown.links()
    assert "It is an advertisement." in page(client, "/decisions/mine", queries=10).text
    (mail,) = mails()
    assert "paused until" in mail.subject


def test_a_shorter_pause_ends_no_longer_one(town):
    one, two = town.idea("One"), town.idea("Two")
    town.decide(town.moderator, f"{one.id}-0", act="pause", days="30")
    long = town.account(town.author).paused_until
    town.decide(town.moderator, f"{two.id}-0", act="pause", days="1")
    assert town.account(town.author).paused_until == long


def test_staff_are_paused_by_an_admin_only(town):
    leader = town.staff(Role.LEADER, town.west)
    town.client(leader)
    idea = town.idea(author=leader)
    assert town.decide(town.moderator, f"{idea.id}-0", act="pause", days="1").status_code == 409
    admin = town.staff(Role.ADMIN, db.session.get_one(type(town.east), 1))
    assert town.decide(admin, f"{idea.id}-0", act="pause", days="1").status_code == 303


def test_a_decision_is_read_by_its_author_and_the_moderators_of_its_place(town):
    idea = town.idea()
    town.decide(town.moderator, f"{idea.id}-0", sentence="Words for one.")
    (decision,) = decisions()
    address = f"/decisions/{decision.id}"
    for person, moderates in ((town.author, False), (town.moderator, True), (town.other, True)):
        shown = page(town.client(person), address, queries=10).text
        assert "Words for one." in shown
        assert ("Mo Derator" in shown.replace("Mo Derator Sign out", "")) is moderates
    elsewhere = town.staff(Role.MODERATOR, town.west)
    for person in (make_person(), elsewhere, town.staff(Role.HOST, town.east)):
        answer = town.client(person).get(address)
        assert answer.status_code == 404
        assert "Words for one." not in answer.text
    assert town.client(None).get(address).status_code == 403


def test_the_author_is_not_told_of_flags_that_were_set_aside(town):
    idea = town.idea()
    town.decide(town.moderator, f"{idea.id}-0", act="dismiss", rule="", sentence="")
    (decision,) = decisions()
    assert town.client(town.author).get(f"/decisions/{decision.id}").status_code == 404
    assert "Nothing was decided about you" in page(town.client(town.author), "/decisions/mine", queries=10).text
    assert "moderator" not in page(town.client(town.author), f"/ideas/{idea.id}/a-bench", queries=10).text.replace(
        "Moderators read", ""
    )


def test_the_rules_of_deciding():
    assert not may_decide(1, 1)
    assert may_decide(1, None)
    assert nobody_was_first(3, 3)
    assert not nobody_was_first(0, 3)
    assert not gives_reason(Act.HIDE, None, "why")
    assert not gives_reason(Act.RESTORE, None, " ")
    assert gives_reason(Act.DISMISS, None, "")
    assert not may_pause({(Role.MODERATOR, 1)}, is_staff=True)
    assert not may_read_decision(1, set(), 2, Act.HIDE, [1])
    assert not may_read_decision(1, set(), 1, Act.DISMISS, [1])


def test_what_was_flagged_and_said_stands_on_the_page_of_the_case_without_whose_it_is(town):
    idea = town.idea(flags=0)
    town.flag(idea, said="It names my street")
    flagger = db.session.scalars(select(Flag.person_id)).one()
    shown = page(town.client(town.moderator), f"/moderation/ideas/{idea.id}", queries=10).text
    assert "It names my street" in shown
    assert db.session.get_one(type(town.author), flagger).name not in shown
