"""“I wrote this”: said by one, answered by a moderator of the place, told, and undone."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from community.accounts.models import Person
from community.accounts.operations import begin_sign_in, open_account
from community.accounts.operations.sign_ins import token_hash
from community.accounts.queries import account_of
from community.extensions import db
from community.ideas.models import Choice, Idea
from community.ideas.operations import cast_vote, hide_idea
from community.ideas.operations.recount import wrong_counts
from community.ideas.queries import address_of
from community.leaving.operations import erase_person
from community.leaving.queries import parts_of
from community.moderation.models import Decision
from community.persons.models import Claim, PersonJoin
from community.platform.mail.models import OutgoingMail
from community.roles.models import Role
from community.roles.queries import get_viewer
from tests.factories import make_idea, make_person
from tests.harness.databases import only_sqlite

pytestmark = only_sqlite
WORDS = {"said": "It stood under my name in the paper of 3 May."}
YES, NO = ({"approve": each, "sentence": "The archive says so."} for each in ("yes", "no"))


@pytest.fixture
def imported(town) -> Idea:
    """An idea in East of somebody who came with a file, who also voted on another one."""
    author = make_person("R. of the paper")
    cast_vote(author.id, make_idea("Another idea", place=town.east).id, Choice.SUPPORT)
    return make_idea("A bench at the pond", place=town.east, author=author)


@pytest.fixture
def rosa(town) -> Person:
    person = make_person("Rosa")
    open_account(person.id, "rosa@example.org")
    return person


def ask(town, person, idea):
    answer = town.client(person).post(f"/ideas/{idea.id}/claim", data=WORDS)
    assert answer.status_code == 303, answer.text
    return answer.location


def mails():
    return db.session.scalars(select(OutgoingMail.subject).where(OutgoingMail.kind == "claim")).all()


def test_a_claim_from_asking_to_being_undone(town, imported, rosa):
    client, moderator = town.client(rosa), town.client(town.moderator)
    assert "Did you write this?" in client.get(address_of(imported.id)).text
    where = ask(town, rosa, imported)
    assert "Waits for a moderator" in client.get(where).text
    assert "A bench at the pond" in moderator.get("/moderation").text
    assert moderator.post(f"{where}/answer", data=YES).status_code == 303
    assert "Approved" in client.get(where).text
    assert list(wrong_counts()) == []
    for path in ("edit", "history"):
        assert client.get(f"/ideas/{imported.id}/{path}").status_code == 200
    assert "Rosa" in client.get(address_of(imported.id)).text
    assert client.post(f"/ideas/{imported.id}/withdraw").status_code == 303
    assert client.post(f"/ideas/{imported.id}/bring-back").status_code == 303
    assert moderator.post(f"{where}/undo", data={"reason": "It was her aunt."}).status_code == 303
    assert client.get(f"/ideas/{imported.id}/edit").status_code == 403
    assert "It was her aunt." in client.get(where).text
    assert mails() == ["What you wrote elsewhere is yours here", "What was counted as yours is not any more"]


def test_asking_again_changes_what_was_said_and_a_few_claims_wait_at_most(town, imported, rosa):
    first, again = ask(town, rosa, imported), ask(town, rosa, imported)
    assert first == again
    for _ in range(2):
        ask(town, rosa, make_idea(place=town.east, author=make_person()))
    fourth = make_idea(place=town.east, author=make_person())
    assert town.client(rosa).post(f"/ideas/{fourth.id}/claim", data=WORDS).status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Claim)) == 3


def test_who_has_an_account_or_counts_as_somebody_or_is_erased_cannot_be_claimed(town, imported, rosa):
    known = make_idea(place=town.east, author=town.author)
    nobodys = make_idea(place=town.east)
    erased = make_idea(place=town.east, author=make_person())
    erase_person(erased.author_id, keep_words=True)
    for idea in (known, nobodys, erased):
        assert "Did you write this?" not in town.client(rosa).get(address_of(idea.id)).text
        assert town.client(rosa).post(f"/ideas/{idea.id}/claim", data=WORDS).status_code == 409
    town.client(town.moderator).post(f"{ask(town, rosa, imported)}/answer", data=YES)
    assert town.client(town.author).post(f"/ideas/{imported.id}/claim", data=WORDS).status_code == 409


def test_what_is_hidden_cannot_be_claimed_and_bad_input_is_said_so(town, imported, rosa):
    client = town.client(rosa)
    for said in ("", " ", "x" * 1001, "a\x00b", "\u202e"):
        assert client.post(f"/ideas/{imported.id}/claim", data={"said": said}).status_code == 400
    hide_idea(imported.id)
    assert client.get(f"/ideas/{imported.id}/claim").status_code == 404
    assert client.post(f"/ideas/{imported.id}/claim", data=WORDS).status_code == 404


def test_who_claims_what_was_hidden_is_not_told_what_it_said(town, imported, rosa):
    where = ask(town, rosa, imported)
    hide_idea(imported.id)
    town.client(town.moderator).post(f"{where}/answer", data=NO)
    for path in (where, "/claims"):
        shown = town.client(rosa).get(path).text
        assert "not shown at present" in shown
        assert "bench" not in shown
    assert "bench" not in db.session.scalars(select(OutgoingMail.text)).one()
    assert "bench" in town.client(town.moderator).get(where).text


def test_whoever_is_paused_claims_nothing(town, imported, rosa):
    idea = town.idea(author=rosa)
    town.decide(town.moderator, f"{idea.id}-0", act="pause", days="7")
    assert town.client(rosa).post(f"/ideas/{imported.id}/claim", data=WORDS).status_code == 403


def test_approving_one_refuses_the_others(town, imported, rosa):
    other = make_person("Other claimant")
    open_account(other.id, "other@example.org")
    first, second = ask(town, rosa, imported), ask(town, other, imported)
    town.client(town.moderator).post(f"{first}/answer", data=YES)
    assert "recognised somebody else" in town.client(other).get(second).text
    assert sorted(mails()) == ["What you wrote elsewhere is yours here", "Your request was refused"]
    assert town.client(town.moderator).post(f"{second}/answer", data=YES).status_code == 409


def test_staff_of_another_place_finds_nothing_and_nobody_answers_their_own(town, imported, rosa):
    stranger = town.staff(Role.MODERATOR, town.west)
    where = ask(town, rosa, imported)
    own = ask(town, town.moderator, imported)
    for person, status in ((stranger, 404), (town.author, 404), (rosa, 200), (town.other, 200)):
        assert town.client(person).get(where).status_code == status
    assert "A bench at the pond" not in town.client(stranger).get("/moderation").text
    for act, form in (("answer", YES), ("undo", {"reason": "So."})):
        assert town.client(stranger).post(f"{where}/{act}", data=form).status_code == 404
        assert town.client(rosa).post(f"{where}/{act}", data=form).status_code == 403
    assert town.client(town.moderator).post(f"{own}/answer", data=YES).status_code == 409
    assert "your own" in town.client(town.moderator).get("/moderation").text
    assert town.client(town.other).post(f"{own}/answer", data=NO).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(PersonJoin)) == 0


def test_a_warning_about_a_claimed_idea_goes_to_whoever_claimed_it(town, imported, rosa):
    town.client(town.moderator).post(f"{ask(town, rosa, imported)}/answer", data=YES)
    town.decide(town.moderator, f"{imported.id}-0", act="warn")
    assert "A bench at the pond" in town.client(rosa).get("/decisions/mine").text
    decision_id = db.session.scalars(select(Decision.id)).one()
    assert town.client(rosa).post(f"/decisions/{decision_id}/appeal", data={"said": "It is fine."}).status_code == 303


def test_my_data_holds_what_counts_as_mine(town, imported, rosa):
    where = ask(town, rosa, imported)
    town.client(town.moderator).post(f"{where}/answer", data=YES)
    token = begin_sign_in(account_of(rosa.id), "")
    viewer = get_viewer(token_hash(token), False)
    parts = {name: list(rows) for name, _many, rows in parts_of(viewer)}
    assert [each["title"] for each in parts["ideas"]] == ["A bench at the pond"]
    assert len(parts["votes"]) == 1
    assert [each["said"] for each in parts["claims"]] == [WORDS["said"]]


def test_erasing_the_claimant_erases_who_they_claimed_to_be(town, imported, rosa):
    where = ask(town, rosa, imported)
    town.client(town.moderator).post(f"{where}/answer", data=YES)
    erase_person(rosa.id, keep_words=False)
    assert db.session.get_one(Idea, imported.id).title == "…"
    assert db.session.scalars(select(Claim.said)).all() == ["…"]
    assert list(wrong_counts()) == []


def test_an_admin_finds_compares_joins_and_parts_two(town, rosa):
    admin = town.client(town.staff(Role.ADMIN, db.session.get_one(type(town.east), 1)))
    twin = make_person("Rosa")
    twin.external_id = "paper-7"
    idea = make_idea(place=town.east)
    cast_vote(twin.id, idea.id, Choice.SUPPORT)
    cast_vote(rosa.id, idea.id, Choice.OPPOSE)
    db.session.flush()
    found = admin.get("/admin/people/joined?first=paper-7&second=rosa@example.org").text
    assert f'value="{twin.id}"' in found
    assert f'value="{rosa.id}"' in found
    both = admin.get(f"/admin/people/joined?person={twin.id}&into={rosa.id}").text
    assert "On 1 idea they voted differently" in both
    form = {"person": twin.id, "into": rosa.id, "reason": "The same handwriting."}
    assert admin.post("/admin/people/joined", data={**form, "reason": ""}).status_code == 400
    assert admin.post("/admin/people/joined", data={**form, "into": "1e9"}).status_code == 400
    assert admin.post("/admin/people/joined", data={**form, "into": "999999"}).status_code == 404
    assert admin.post("/admin/people/joined", data=form).status_code == 303
    assert admin.post("/admin/people/joined", data=form).status_code == 409
    db.session.refresh(idea)
    assert (idea.support_count, idea.oppose_count) == (0, 1)
    join_id = db.session.scalars(select(PersonJoin.id)).one()
    assert admin.get(f"/admin/people/joined/{join_id}").status_code == 200
    assert admin.post(f"/admin/people/joined/{join_id}", data={"reason": "It was not."}).status_code == 303
    assert admin.get(f"/admin/people/joined/{join_id}").status_code == 404
    assert "It was not." in admin.get("/admin/people/joined").text
    assert "Two persons parted" in admin.get("/admin/log").text
