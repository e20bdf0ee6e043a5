"""Being erased: what goes, what stays exact, and that it goes everywhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import String, Text, func, select

from community.accounts.models import Account, Person
from community.accounts.operations import open_account
from community.accounts.passwords import hash_password
from community.extensions import Base, db
from community.ideas.exchange import IDEAS, VOTES
from community.ideas.models import Choice, IdeaVersion, PendingKind, Status, Vote
from community.ideas.operations import cast_vote, set_status
from community.ideas.operations.recount import wrong_counts, wrong_place_counts
from community.leaving.models import Erasure
from community.leaving.operations import erase_person
from community.moderation.models import Act, Appeal, Decision, Flag, Kind, Reason
from community.places.exchange import PLACES
from community.places.models import Place
from community.platform.clock import now
from community.platform.keyed import keyed_hash
from community.platform.mail.models import OutgoingMail
from community.platform.mail.operations import post_mail
from community.roles.models import Grant, Role
from community.roles.operations import make_first_admin
from community.site.operations import record_change
from community.writing.models import Draft, Pending
from community.writing.operations import save_draft
from tests.factories import make_idea, make_person, make_place
from tests.harness.pages import page
from tests.site.scene import PERSONAS, set_scene
from tests.site.towns import MORE, addresses

PASSWORD = "eleven green benches"
SURE = {"current": PASSWORD, "sure": "y", "words": "remove"}
NAME, EMAIL, WORDS = "Xanthippe", "xanthippe@example.org", "Quokkas"
MARKS = (NAME, EMAIL, "xanthippe", "elsewhere@example.org")


@pytest.fixture
def rosa(app) -> Account:
    return open_account(make_person(NAME).id, EMAIL, password_hash=hash_password(PASSWORD))


@pytest.fixture
def signed_in(client, rosa):
    client.sign_in(rosa.person_id)
    return client


def do_everything(app, account, here):
    """Have this account do all that leaves a trace; return what it wrote and what it voted on."""
    person = db.session.get_one(Person, account.person_id)
    client = app.test_client()
    client.sign_in(person.id)
    mine = make_idea(f"{WORDS} in the park", body=f"More {WORDS}", place=here, author=person)
    decided = make_idea(f"{WORDS} at the river", place=here, author=person)
    for idea in (mine, decided):
        cast_vote(make_person("Another voter").id, idea.id, Choice.OPPOSE)
    version = {"title": f"{WORDS} in each park", "body": f"Many {WORDS}", "version": "1"}
    assert client.post(f"/ideas/{mine.id}/edit", data=version).status_code == 303
    open_one, closed_one = make_idea("Open", place=here, support=2), make_idea("Closed", place=here, oppose=1)
    for idea in (open_one, closed_one, decided):
        assert client.post(f"/ideas/{idea.id}/vote", data={"choice": "support"}).status_code in (200, 303)
    for idea in (closed_one, decided):
        set_status(None, idea, Status.PLANNED, "It was decided")
    at, other = now(), make_person("A moderator of the scene")
    save_draft(person.id, "a draft", f"Draft of {WORDS}", NAME, language="en", kind="idea")
    flag = Flag(kind=Kind.IDEA, thing_id=open_one.id, person_id=person.id, reason=Reason.OTHER, said=f"{NAME} says so",
                flagged_at=at, changed_at=at)  # fmt: skip
    decision = Decision(kind=Kind.IDEA, thing_id=mine.id, place_id=here.id, act=Act.WARN, rule=None,
                        sentence=f"{NAME}, mind your {WORDS}", public_sentence=f"About {WORDS}", person_id=other.id,
                        author_id=person.id, decided_at=at)  # fmt: skip
    pending = Pending(token_hash=b"t" * 32, digest=b"d" * 32, kind=PendingKind.IDEA, content=f'{{"title": "{WORDS}"}}',
                      person_id=person.id, kept_at=at)  # fmt: skip
    grant = Grant(person_id=person.id, role=Role.HOST, place_id=here.id, granted_at=at, reason=f"{NAME} knows it")
    db.session.add_all([flag, decision, pending, grant])
    db.session.flush()
    db.session.add(Appeal(decision_id=decision.id, said=f"I, {NAME}, object", appealed_at=at))
    record_change(person.id, "site_name", before=None, after="A name")
    post_mail(EMAIL.upper(), f"Hello {NAME}", f"{WORDS}", kind="test", language="en")
    db.session.commit()
    client.post("/account/email", data={"email": "elsewhere@example.org", "current": PASSWORD})
    return mine, decided, open_one, closed_one


def counts(idea):
    db.session.refresh(idea)
    return idea.support_count, idea.oppose_count, idea.pass_count


def everything_said(marks):
    """Yield table, column and text of every text in the database that holds one of these marks."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, (String, Text)):
                for (text,) in db.session.execute(select(column).where(column.is_not(None))):
                    if any(mark.lower() in str(text).lower() for mark in marks):
                        yield table.name, column.name, text


@pytest.mark.parametrize("words", ["keep", "remove"])
def test_nothing_of_who_it_was_stays_in_any_table_on_any_page_or_in_any_export(
    app, monkeypatch, signed_in, rosa, words
):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    scene = set_scene(app)
    here = db.session.get_one(Place, scene.names["ward"])
    mine, *others = do_everything(app, rosa, here)
    person_id, idea_id = rosa.person_id, mine.id
    marks = MARKS if words == "keep" else (*MARKS, WORDS)
    ideas = [mine.id, *(idea.id for idea in others)]
    look_at = [pattern.format(**scene.names) for pattern in (*addresses(app), *MORE)]
    look_at += [f"/ideas/{each}{tail}" for each in ideas for tail in ("", "/history", "/flag", "/vote")]
    look_at += ["/admin/people?q=xan", f"/admin/people?q={EMAIL}", f"/ideas/{idea_id}/quokkas-in-each-park"]
    assert {mark for _who, _path, mark in seen(scene, look_at, marks, ("admin",))} >= {NAME, EMAIL}

    answer = signed_in.post("/account/erase", data={**SURE, "words": words})
    assert (answer.status_code, answer.location) == (303, "/")
    assert list(everything_said(marks)) == []
    assert seen(scene, look_at, marks, PERSONAS if words == "remove" else ("visitor", "admin")) == []
    assert exported(marks) == []
    person = db.session.get_one(Person, person_id, populate_existing=True)
    assert (person.name, person.home_place_id) == (None, None)
    for model in (Draft, Pending):
        assert db.session.scalar(select(func.count()).select_from(model).where(model.person_id == person_id)) == 0
    assert list(wrong_counts()) == []
    assert list(wrong_place_counts()) == []


def seen(scene, paths, marks, personas):
    """Return where anybody finds one of these marks, signed in or not."""
    found = []
    for persona in personas:
        client = scene.client(persona)
        for path in paths:
            text = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True).text
            # What was asked for stands in the address of the page, and in the field of a search.
            text = re.sub(r'value="[^"]*"|href="[^"]*(q=|back=)[^"]*"', "", text)
            found += [(persona, path, mark) for mark in marks if mark in text]
    return found


def exported(marks):
    """Return in which of the files that the site gives out one of these marks stands."""
    given = {exchange.name: repr(list(exchange.rows())) for exchange in (PLACES, IDEAS, VOTES)}
    assert all(len(rows) > 10 for rows in given.values())
    return [(name, mark) for name, rows in given.items() for mark in marks if mark in rows]


def test_what_others_did_is_as_exact_as_before(app, signed_in, rosa):
    mine, decided, open_one, closed_one = do_everything(app, rosa, make_place())
    person_id = rosa.person_id
    signed_in.post("/account/erase", data=SURE)
    assert [counts(idea) for idea in (mine, decided, open_one, closed_one)] == [
        (0, 1, 0), (1, 1, 0), (2, 0, 0), (1, 1, 0),
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).where(Vote.person_id == person_id)) == 0
    kept = db.session.execute(
        select(Person, Vote.created_at, Vote.idea_id).join(Vote).where(Vote.idea_id.in_([decided.id, closed_one.id]),
                                                                     Vote.choice == Choice.SUPPORT)
    ).all()  # fmt: skip
    assert len({person.id for person, *_rest in kept}) == 2
    assert [(person.name, at) for person, at, _idea in kept] == [(None, None)] * 2
    assert (mine.title, mine.body, mine.body_html, mine.listed) == ("…", "", "", False)
    assert decided.status is Status.PLANNED
    assert signed_in.get(f"/ideas/{mine.id}").status_code == 410
    versions = db.session.execute(select(IdeaVersion.title, IdeaVersion.body)).all()
    assert {tuple(each) for each in versions} == {("…", "")}
    assert db.session.scalars(select(Grant.ended_at).where(Grant.person_id == person_id)).one()
    assert list(wrong_counts()) == list(wrong_place_counts()) == []


def test_ideas_that_are_kept_stay_as_they_are(app, signed_in, rosa):
    mine, decided, *_rest = do_everything(app, rosa, make_place())
    signed_in.post("/account/erase", data={**SURE, "words": "keep"})
    db.session.refresh(mine)
    assert (mine.title, mine.listed) == (f"{WORDS} in each park", True)
    shown = page(app.test_client(), f"/ideas/{mine.id}/history", queries=None)
    assert "somebody whose name is not known here" in shown.text
    assert app.test_client().get(f"/ideas/{decided.id}", follow_redirects=True).status_code == 200


def test_what_was_asked_is_kept_without_a_name(app, signed_in, rosa):
    external_id = db.session.get_one(Person, rosa.person_id).external_id
    person_id = rosa.person_id
    signed_in.post("/account/erase", data=SURE)
    row = db.session.scalars(select(Erasure)).one()
    assert (row.person_id, row.keeps_words) == (person_id, False)
    assert bytes(row.external_id_hash) == keyed_hash("erased", external_id)
    assert now() - row.erased_at < timedelta(minutes=1)
    assert db.session.get_one(Person, person_id, populate_existing=True).external_id != external_id


def test_erasing_takes_two_steps_the_password_and_a_tick(signed_in, rosa):
    first = page(signed_in, "/account/erase")
    assert [each.get("value") for each in first.all("input", name="words")] == ["keep", "remove"]
    for words, says in (("keep", "Your ideas stay"), ("remove", "emptied")):
        second = page(signed_in, f"/account/erase?words={words}")
        assert "cannot be undone" in second.text
        assert says in second.text
    for wrong in ({"sure": ""}, {"current": "wrong"}, {"current": ""}, {"words": ""}, {"words": "all"}):
        form = {name: value for name, value in {**SURE, **wrong}.items() if value}
        assert signed_in.post("/account/erase", data=form).status_code == 400
    assert db.session.get_one(Person, rosa.person_id, populate_existing=True).name == NAME


def test_whoever_is_erased_is_a_visitor_and_may_join_anew(app, signed_in, rosa):
    other = app.test_client()
    other.sign_in(rosa.person_id)
    before = rosa.person_id
    answer = signed_in.post("/account/erase", data=SURE)
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert "You are erased" in signed_in.get("/about").text
    for who in (signed_in, other):
        assert who.get("/account").status_code == 403
        assert who.post("/account/erase", data=SURE).status_code == 403
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 0
    other.post("/join", data={"name": NAME, "email": EMAIL})
    code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", db.session.scalars(select(OutgoingMail.text)).one())[0]
    path = db.session.scalars(select(OutgoingMail.text)).one().split("/code/")[1].split("?")[0]
    assert other.post(f"/code/{path}", data={"code": code}).status_code == 303
    assert db.session.scalars(select(Account.person_id)).one() != before


def test_erasing_once_more_changes_nothing_but_the_note_of_it(app, rosa):
    mine = make_idea("Words", author=db.session.get_one(Person, rosa.person_id))
    person_id = rosa.person_id
    for _time in range(2):
        erase_person(person_id, keep_words=False)
    assert (mine.title, db.session.scalar(select(func.count()).select_from(Erasure))) == ("…", 2)
    assert list(wrong_counts()) == list(wrong_place_counts()) == []


def test_the_last_admin_is_not_erased(signed_in, rosa):
    make_first_admin(rosa.person_id)
    assert "You are the last admin" in page(signed_in, "/account/erase", queries=None).text
    assert signed_in.post("/account/erase", data=SURE).status_code == 409
    assert db.session.get_one(Person, rosa.person_id, populate_existing=True).name == NAME
