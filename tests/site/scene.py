"""One place with everything that can be asked for in it, a place beside it, and everybody who may ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from community.accounts.models import Account, Person, SignIn
from community.accounts.operations import begin_sign_in, open_account
from community.accounts.operations.sign_ins import token_hash
from community.accounts.queries import account_of
from community.accounts.views.code import CHOSEN_HERE
from community.comments.models import On, Side
from community.comments.operations import say_comment
from community.confirmations.links import question_path
from community.confirmations.operations import ask_due
from community.extensions import db
from community.issues.operations import close_issue, raise_issue
from community.moderation.models import Act, Appeal, Decision, Kind
from community.persons.models import Claim
from community.persons.operations import join_persons
from community.places.models import ROOT_ID, Place
from community.platform.clock import now
from community.platform.signed import signed
from community.record.operations import append_due
from community.roles.models import Grant, Role
from community.roles.queries import get_viewer
from community.tags.models import Tagged
from community.tags.operations import set_tags
from community.tracker.models import Status, Step, StepKind
from community.tracker.operations import decline_idea
from community.tracker.queries import last_step
from tests.factories import (
    KNOWN_CODE,
    KNOWN_STEP,
    make_comment,
    make_commitment,
    make_idea,
    make_known_codes,
    make_person,
    make_place,
    make_staff,
    make_theme,
)
from tests.harness.clients import Client

FAR_AWAY = datetime(2999, 1, 1, tzinfo=UTC)

PERSONAS = (
    "visitor",
    "joining",
    "member",
    "paused",
    "host",
    "moderator",
    "weak moderator",
    "leader",
    "admin",
    "host elsewhere",
    "moderator elsewhere",
    "leader elsewhere",
    "author",
)
"""Who asks. Whoever is joining has been sent a code and has not typed it: nobody here has an account unconfirmed.
`here` is the district of the scene, elsewhere the district beside it; a weak moderator has shown
no second factor where the site asks for one."""


@dataclass
class Scene:
    """What can be asked for, by the names that address patterns use, and a client for each persona."""

    app: Flask
    names: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def client(self, persona: str) -> Client:
        client = self.app.test_client()
        assert isinstance(client, Client)
        if persona == "joining":
            client.set_cookie(CHOSEN_HERE, self.tokens["joining"])
        elif persona != "visitor":
            client.carry(self.tokens[persona])
        return client


def set_scene(app: Flask) -> Scene:
    """Make the scene in the database of `app`."""
    scene = Scene(app)
    district, beside = make_place("District"), make_place("District beside")
    ward = make_place("Ward", under=district)
    author = make_person("Author")
    idea = make_idea("An idea of the scene", body="Words of the scene", place=ward, author=author)
    set_tags(Tagged.IDEA, idea.id, ["Πάρκα"], author.id)
    for persona in PERSONAS[2:-1]:
        person = make_person(persona.capitalize())
        word, _, where = persona.removeprefix("weak ").partition(" ")
        if word in set(Role) - {Role.MEMBER}:
            place_id = ROOT_ID if word == Role.ADMIN else beside.id if where else district.id
            db.session.add(Grant(person_id=person.id, role=Role(word), place_id=place_id, granted_at=now()))
        scene.names[persona] = person.id
        scene.tokens[persona] = _signed_in(person.id, second_factor=not persona.startswith("weak"))
    db.session.execute(update(Account).where(Account.person_id == scene.names["paused"]).values(paused_until=FAR_AWAY))
    scene.tokens["author"] = _signed_in(author.id)
    make_known_codes()
    scene.names |= {
        "code": KNOWN_CODE,
        "step": KNOWN_STEP,
        "district": district.id,
        "beside": beside.id,
        "ward": ward.id,
        "idea": idea.id,
        "author": author.id,
    }
    writer = get_viewer(token_hash(scene.tokens["author"]), second_factor=False)
    assert writer is not None
    words = {"side": Side.FOR, "parent_id": None, "language": "en", "key": "third"}
    said = say_comment(writer, On.IDEA, idea.id, "A comment of the scene", **words)
    reply = make_comment(idea, "A reply of the scene", reply_to=said)
    scene.names |= {"comment": said.id, "reply": reply.id}
    issue = raise_issue(writer, ward.id, "An issue of the scene", "Words of the scene", language="en", key="first")
    closed = raise_issue(writer, ward.id, "A closed issue of the scene", "", language="en", key="second")
    close_issue(get_viewer(token_hash(scene.tokens["leader"]), second_factor=False), closed.id, "A reason")
    scene.names |= {"issue": issue.id, "closed": closed.id}
    asker = db.session.get_one(Person, author.id)
    answered = make_idea("An answered idea of the scene", place=ward, author=asker)
    leader = get_viewer(token_hash(scene.tokens["leader"]), second_factor=False)
    commitment = make_commitment(
        "A promise of the scene", place=ward, ideas=[answered], by=leader, status=Status.DELIVERED, days_ago=8
    )
    assert ask_due() == commitment.id
    scene.names["commitment"] = commitment.id
    promise = make_commitment("An open promise of the scene", place=ward, by=leader)
    declined = make_idea("A declined idea of the scene", place=ward)
    decline_idea(leader, declined.id, "A reason of the scene", "A sponsor", date(2100, 1, 1))
    scene.names["declined"] = declined.id
    scene.names |= {"promise": promise.id, "promise_step": last_step(promise.id).id}
    scene.names["question"] = question_of(commitment.id, author.id)
    warned = Decision(
        kind=Kind.IDEA,
        thing_id=idea.id,
        place_id=ward.id,
        act=Act.WARN,
        rule=1,
        sentence="A sentence of the scene",
        public_sentence="",
        person_id=scene.names["moderator"],
        author_id=author.id,
        decided_at=now(),
    )
    db.session.add(warned)
    db.session.flush()
    db.session.add(Appeal(decision_id=warned.id, said="An appeal of the scene", appealed_at=now()))
    scene.names["decision"] = warned.id
    by = make_staff(Role.MODERATOR)
    scene.names["theme"] = make_theme("A theme of the scene", place=district, ideas=[idea], by=by).id
    scene.names["begun"] = make_theme("A draft of the scene", place=district, ideas=[idea], by=by, published=False).id
    scene.names["stop"] = signed("stop mails", f"{author.id}-idea-{idea.id}")
    db.session.commit()
    _claim(scene, ward)
    append_due()
    db.session.commit()
    grant = select(Grant.id).where(Grant.person_id == scene.names["host"])
    device = select(SignIn.id).join(Account, Account.id == SignIn.account_id).where(Account.person_id == author.id)
    scene.names["device"] = db.session.execute(device).scalar_one()
    scene.names["grant"] = db.session.execute(grant).scalar_one()
    scene.names["district_page"] = app.test_client().get(f"/places/{district.id}").location
    visitor = app.test_client()
    visitor.post("/join", data={"name": "Joining", "email": "joining@example.org", "password": "a long password"})
    browser = visitor.get_cookie(CHOSEN_HERE)
    assert browser is not None
    scene.tokens["joining"] = browser.value
    scene.names["theme_page"] = app.test_client().get(f"/themes/{scene.names['theme']}").location
    scene.names["idea_page"] = app.test_client().get(f"/ideas/{idea.id}").location
    scene.names["issue_page"] = app.test_client().get(f"/issues/{issue.id}").location
    scene.names["commitment_page"] = app.test_client().get(f"/tracker/{commitment.id}").location
    return scene


def _claim(scene: Scene, ward: Place) -> None:
    """Two imported ideas: a member says that one is theirs, and the other was believed to be the member's."""
    waits, believed, twin = (make_person(name) for name in ("Of a file", "Of another file", "Of a third file"))
    imported, other = (make_idea("An imported idea", place=ward, author=each) for each in (waits, believed))
    member = scene.names["member"]
    joined = join_persons(scene.names["moderator"], believed.id, member, "A reason of the scene")
    claims = [
        Claim(person_id=idea.author_id, claimant_id=member, idea_id=idea.id, place_id=ward.id,
              said="A claim of the scene", claimed_at=now())
        for idea in (imported, other)
    ]  # fmt: skip
    claims[1].answered_at, claims[1].answer, claims[1].join_id = now(), "An answer of the scene", joined.id
    db.session.add_all(claims)
    db.session.flush()
    scene.names |= {"imported": imported.id, "claim": claims[0].id, "approved": claims[1].id, "join": joined.id}
    scene.names |= {"twin": twin.id, "claimant": member}


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Undo what happens inside, commits too; to be used inside of the fixtures `app` and `scene`, which do the same."""
    connection = db._app_engines[app][None]
    db.session.remove()
    with connection.begin_nested() as savepoint:
        try:
            yield
        finally:
            db.session.remove()
            savepoint.rollback()


def question_of(commitment_id: int, person_id: int) -> str:
    """Return the key of the address at which this person is asked about what was delivered."""
    reported = select(Step.id).where(Step.commitment_id == commitment_id, Step.kind == StepKind.DELIVERED)
    return question_path(db.session.execute(reported).scalar_one(), person_id).removeprefix("/confirm/")


def _signed_in(person_id: int, *, second_factor: bool = True) -> str:
    account_id = account_of(person_id) or open_account(person_id, f"person-{person_id}@example.org").id
    return begin_sign_in(account_id, "The scene", second_factor=second_factor)
