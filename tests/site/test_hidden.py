"""What is hidden, withdrawn, a draft or erased, over every path of the site: who is shown its words, as a table.

Each thing has words that stand nowhere else. Every address that can be fetched is fetched by everybody, for
each thing in turn, and so are every table that can be exported and what people are given of their data; whoever
sees the words is written down. Of two authors who were erased, one took the words along and one left them; who they
were is looked for like words.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import func, literal, select, update

from community.accounts.models import Account, Person
from community.accounts.operations import open_account
from community.accounts.operations.sign_ins import token_hash
from community.extensions import db
from community.ideas.models import Idea, Status
from community.ideas.operations import hide_idea, restore_idea, set_status, withdraw_idea
from community.issues import operations as issues
from community.leaving.operations import erase_person
from community.moderation.models import Decision
from community.notifications.jobs import post_digests, write
from community.notifications.models import Event, Thing
from community.notifications.operations import notify
from community.places.models import Place
from community.platform.clock import now
from community.platform.mail.models import OutgoingMail
from community.platform.mail.writers import Nothing
from community.platform.signed import signed
from community.record.kinds import Kind
from community.record.models import RecordNote
from community.record.operations import append_due, put_on_record
from community.roles.models import Role
from community.roles.queries import get_viewer
from community.search.operations import rebuild
from community.tags.models import Tagged
from community.tags.operations import set_tags
from community.themes import operations as themes
from community.themes.models import ThemeIdea
from community.tracker.models import CommitmentIdea
from community.tracker.operations import record_update, take_back_step
from community.tracker.queries import last_step
from community.writing.operations import save_draft
from tests.accounts.mailbox import mails
from tests.factories import make_commitment, make_idea, make_issue, make_leader, make_person, make_staff, make_theme
from tests.harness.databases import only_sqlite
from tests.site.scene import PERSONAS
from tests.site.towns import MORE, addresses

WORDS = {
    "public": "Pelargonium",
    "hidden": "Hyacinthus",
    "withdrawn": "Wisteria",
    "draft": "Delphinium",
    "erased": "Eranthis",
    "left behind": "Lavandula",
    "who erased it": "Wilhelmina",
    "who left it behind": "Leocadia",
    "theme": "Magnolia",
    "issue": "Iberis",
    "hidden issue": "Impatiens",
    "withdrawn issue": "Ixora",
    "begun theme": "Narcissus",
    "set aside theme": "Nigella",
    "withdrawn theme": "Nerine",
    "promise": "Petunia",
    "withdrawn promise": "Plumbago",
}
THEMES = ("theme", "begun theme", "set aside theme", "withdrawn theme")
PROMISES = ("promise", "withdrawn promise")
ISSUES = ("issue", "hidden issue", "withdrawn issue")
IDEAS = ("public", "hidden", "withdrawn", "erased", "left behind")
STAFF_HERE = {"moderator", "admin"}
"""A moderator of the district, and the admin; a weak moderator has shown no second factor and is none."""
MAY_SEE = {
    "public": set(PERSONAS),
    "hidden": {"author"} | STAFF_HERE,
    "withdrawn": {"author"} | STAFF_HERE,
    "draft": {"author"},
    "erased": set(),
    "left behind": set(PERSONAS),
    "who erased it": set(),
    "who left it behind": set(),
    "theme": set(PERSONAS),
    "issue": set(PERSONAS),
    "hidden issue": {"author"} | STAFF_HERE,
    "withdrawn issue": {"author"} | STAFF_HERE,
    "begun theme": STAFF_HERE,
    "set aside theme": STAFF_HERE,
    "withdrawn theme": STAFF_HERE,
    "promise": set(PERSONAS),
    "withdrawn promise": set(),
}


@pytest.fixture
def scene(scene, tmp_path, monkeypatch):
    """The scene, with one idea in each state, written, edited and decided on before it came there.

    The index of words knows all of it as it was before, and learns nothing more.
    """
    monkeypatch.setitem(scene.app.config, "DATA", tmp_path)
    author = get_viewer(token_hash(scene.tokens["author"]), second_factor=True)
    writer = db.session.get(Person, author.person_id)
    ward = db.session.get(Place, scene.names["ward"])
    for state in ("public", "hidden", "withdrawn"):
        word = WORDS[state]
        idea = make_idea(f"{word} title", body=f"{word} body", place=ward, author=writer, support=1)
        set_status(None, idea, Status.UNDER_REVIEW, f"{word} reason")
        db.session.flush()
        scene.names[state] = idea.id
        set_tags(Tagged.IDEA, idea.id, [f"{word} tag"], None)
        notify(everybody(idea.id), Event.UPDATED, Thing.IDEA, idea.id, due_at=now() - timedelta(days=8))
    save_draft(author.person_id, "key", f"{WORDS['draft']} title", f"{WORDS['draft']} body", kind="idea")
    before = [scene.app.test_client().get(f"/ideas/{scene.names[state]}").location for state in ("hidden", "withdrawn")]
    scene.names["before"] = before
    leader = make_leader(ward)
    for state in ISSUES:
        word = WORDS[state]
        issue = make_issue(f"{word} once", body=f"{word} body", place=ward, author=writer, affected=1)
        issues.edit_issue(author, issue.id, 1, f"{word} title", f"{word} text")
        set_tags(Tagged.ISSUE, issue.id, [f"{word} tag"], None)
        scene.names["before"].append(scene.app.test_client().get(f"/issues/{issue.id}").location)
        notify(everybody(issue.id, "issue"), Event.REOPENED, Thing.ISSUE, issue.id, due_at=now() - timedelta(days=8))
        scene.names[state] = issue.id
    issues.answer_issue(leader, scene.names["hidden issue"], f"{WORDS['hidden issue']} answer")
    append_due()
    with monkeypatch.context() as patched:
        patched.setattr(db.session, "rollback", db.session.flush)
        rebuild(tmp_path / "search")
    issues.hide_issue(scene.names["hidden issue"])
    issues.withdraw_issue(author, scene.names["withdrawn issue"])
    hide_idea(scene.names["hidden"])
    withdraw_idea(author, scene.names["withdrawn"])
    for state, who in (("erased", "who erased it"), ("left behind", "who left it behind")):
        scene.names[state] = erased(scene, ward, WORDS[state], WORDS[who], keep_words=state == "left behind")
    append_due()
    distil(scene, ward)
    promise(scene, ward)
    db.session.commit()
    return scene


def distil(scene, ward):
    """Make a theme in each state, of all ideas here: every one was written anew before it came there."""
    moderator = make_staff(Role.MODERATOR)
    ideas = [db.session.get(Idea, scene.names[state]) for state in IDEAS]
    for state in THEMES:
        word = WORDS[state]
        made = {"body": f"{word} body", "place": ward, "ideas": ideas[:1], "by": moderator}
        theme = make_theme(f"{word} once", published=False, **made)
        themes.edit_theme(moderator, theme.id, f"{word} title", f"{word} text", version=1)
        links = [ThemeIdea(theme_id=theme.id, idea_id=idea.id, added_at=now()) for idea in ideas[1:]]
        db.session.add_all(links)
        db.session.add_all(
            ThemeIdea(theme_id=theme.id, idea_id=idea.id, added_at=now(), ended_at=now()) for idea in ideas
        )
        db.session.flush()
        if state in ("theme", "withdrawn theme"):
            themes.publish_theme(moderator, theme.id)
            db.session.execute(update(RecordNote).values(due_at=now()))
            append_due()
            scene.names["before"].append(scene.app.test_client().get(f"/themes/{theme.id}").location)
        if state not in ("theme", "begun theme"):
            themes.withdraw_theme(moderator, theme.id)
        scene.names[state] = theme.id


def promise(scene, ward):
    """Make a promise to all ideas here that stands, and one that was taken back at once; each was updated first."""
    leader, at = make_leader(ward), now()
    for state in PROMISES:
        word = WORDS[state]
        made = make_commitment(f"{word} title", body=f"{word} body", place=ward, by=leader, owner_name=f"{word} office")
        link = {"commitment_id": made.id, "step_id": last_step(made.id).id, "added_at": at}
        db.session.add_all(CommitmentIdea(idea_id=scene.names[each], **link) for each in IDEAS)
        record_update(leader, made.id, f"{word} update", next_step=f"{word} next")
        scene.names["before"].append(scene.app.test_client().get(f"/tracker/{made.id}").location)
        scene.names[state] = made.id
    for _step in range(2):
        take_back_step(leader, made.id)


def erased(scene, ward, word, name, *, keep_words):
    """Let somebody write, edit, be decided about and told of it, leave their words wherever they can, and be erased."""
    person = make_person(name)
    address = f"{name}@example.org".lower()
    open_account(person.id, address)
    client = scene.app.test_client()
    client.sign_in(person.id)
    idea = make_idea(f"{word} once", body=f"{word} body", place=ward, author=person, support=1)
    scene.names["before"] = [*scene.names["before"], client.get(f"/ideas/{idea.id}").location]
    version = {"title": f"{word} title", "body": f"{word} text", "version": "1"}
    assert client.post(f"/ideas/{idea.id}/edit", data=version).status_code == 303
    assert client.post("/drafts", data={"title": f"{name} began", "key": "k", "kind": "idea"}).status_code in (
        200,
        204,
        303,
    )
    about = {"act": "warn", "rule": "1", "sentence": f"{name}, mind your words", "public_sentence": "Mind your words"}
    about[f"idea-{idea.id}"] = "0"
    assert scene.client("moderator").post("/moderation/decide", data=about).status_code == 303
    decision = db.session.scalar(select(func.max(Decision.id)))
    assert client.post(f"/decisions/{decision}/appeal", data={"said": f"{name} objects"}).status_code == 303
    assert any(name in mail.text for mail in mails() if mail.to == address)
    facts = {"idea": idea.external_id, "before": "open", "status": "planned"}
    put_on_record(Kind.STATUS, "a", facts, texts={"reason": (f"{word} on record", person.id)})
    append_due()
    put_on_record(Kind.STATUS, "b", facts, texts={"reason": (f"{word} for the record", person.id)})
    erase_person(person.id, keep_words=keep_words)
    return idea.id


def everybody(thing_id, via="idea"):
    """Whoever has an account, as news wants them that is told for the sake of a thing."""
    via = (
        (literal("voted"), "route"),
        (literal(via), "via"),
        (literal(thing_id), "via_id"),
        (literal("pass"), "choice"),
    )
    return select(Account.person_id, *(column.label(name) for column, name in via))


def paths(scene):
    """Every address, those with an idea in them once for each."""
    for pattern in (*addresses(scene.app), *MORE):
        for state in IDEAS:
            idea = {"idea": scene.names[state], "idea_page": f"/ideas/{scene.names[state]}"}
            idea["stop"] = signed("stop mails", f"{scene.names['author']}-idea-{scene.names[state]}")
            yield pattern.format(**{**scene.names, **idea})
        for state in THEMES:
            theme = {"theme": scene.names[state], "theme_page": f"/themes/{scene.names[state]}"}
            yield pattern.format(**{**scene.names, **theme})
        for state in ISSUES:
            issue = {"issue": scene.names[state], "issue_page": f"/issues/{scene.names[state]}"}
            yield pattern.format(**{**scene.names, **issue})
        for state in PROMISES:
            page = {"commitment_page": f"/tracker/{scene.names[state]}"}
            yield pattern.format(
                **{**scene.names, **page, "commitment": scene.names[state], "promise": scene.names[state]}
            )
    yield from scene.names["before"]
    for word in WORDS.values():
        # The page says again what was looked for: not the word itself.
        yield from (f"{where}?q={word[:-1]}{end}" for where in ("/search", "/api/v1/search") for end in ("*", "q"))
        yield from (f"/tags/{word.lower()}-tag", f"/tags?find={word[:-1]}")
    yield from (f"/dev/mail/{each}" for each in db.session.scalars(select(OutgoingMail.id)))


@only_sqlite
@pytest.mark.slow
def test_nobody_is_shown_what_is_not_theirs_to_see(scene):
    shown, where = defaultdict(set), defaultdict(list)

    def note(said, persona, path):
        for state, word in WORDS.items():
            if word.lower() in said.lower():
                shown[state].add(persona)
                where[state, persona].append(path)

    for persona in PERSONAS:
        client = scene.client(persona)
        for path in dict.fromkeys(paths(scene)):
            answer = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
            said = answer.get_data(as_text=True) + str(answer.headers)
            note(said, persona, path)
        for word in WORDS.values():
            like = {"title": f"{word[:-1]}i body title text tag", "body": "once", "limit": 20}
            note(client.post("/api/v1/similar", json=like).get_data(as_text=True), persona, "/api/v1/similar")
        note(client.post("/account/data").get_data(as_text=True), persona, "/account/data")
    for state, may_see in MAY_SEE.items():
        assert shown[state] == may_see, {key: paths for key, paths in where.items() if key[0] == state}


@only_sqlite
def test_no_mail_tells_of_it(scene):
    assert post_digests() > len(STAFF_HERE)
    told = [write(mail.id, mail.person_id) for mail in db.session.scalars(select(OutgoingMail)) if mail.kind == "news"]
    told = [mail for mail in told if not isinstance(mail, Nothing)]
    said = "".join(mail.subject + mail.text for mail in told)
    assert said.count("/stop/") >= 2 * len(told)
    assert [word for word in WORDS.values() if word in said] == [WORDS["public"], WORDS["issue"]]


@only_sqlite
def test_an_old_etag_shows_nothing_that_was_hidden_since(scene):
    client = scene.client("visitor")
    idea = make_idea("Gardenia")
    db.session.commit()
    path = client.get(f"/ideas/{idea.id}").location
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    hide_idea(idea.id)
    db.session.commit()
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 404


@only_sqlite
@pytest.mark.parametrize("keep_words", [True, False])
def test_an_old_etag_shows_nothing_of_who_was_erased_since(scene, keep_words):
    client, person = scene.client("visitor"), make_person("Godelieve")
    idea = make_idea("Gardenia", author=person)
    db.session.commit()
    paths = ["/ideas", client.get(f"/ideas/{idea.id}").location]
    etags = [client.get(path).headers["ETag"] for path in paths]
    erase_person(person.id, keep_words=keep_words)
    db.session.commit()
    answers = [client.get(path, headers={"If-None-Match": etag}) for path, etag in zip(paths, etags, strict=True)]
    assert [answer.status_code for answer in answers] == ([304, 200] if keep_words else [200, 410])
    assert [path for path, answer in zip(paths, answers, strict=True) if "Godelieve" in answer.text] == []
    assert any("Gardenia" in answer.text for answer in answers) == keep_words


@only_sqlite
@pytest.mark.parametrize("table", ["places", "ideas", "votes"])
def test_no_export_holds_anything_of_who_was_erased(scene, tmp_path, table):
    path = tmp_path / "table.csv"
    assert scene.app.test_cli_runner().invoke(args=["export", table, str(path)]).exit_code == 0
    said = path.read_text(encoding="utf-8").lower()
    gone = ("erased", "who erased it", "who left it behind")
    assert [state for state in gone if WORDS[state].lower() in said] == []
    assert (WORDS["left behind"].lower() in said) == (table == "ideas")


@only_sqlite
def test_public_exports_hold_what_is_public(scene, tmp_path):
    path = tmp_path / "ideas.csv"
    scene.app.test_cli_runner().invoke(args=["export", "ideas", str(path), "--public"])
    said = path.read_text(encoding="utf-8")
    assert len(list(csv.reader(said.splitlines()))) > 1
    public = ("public", "left behind")
    assert {state for state, word in WORDS.items() if word in said} == set(public)


@only_sqlite
def test_what_is_public_again_is_seen_again(scene):
    restore_idea(scene.names["hidden"])
    db.session.commit()
    assert db.session.get(Idea, scene.names["hidden"]).listed
    assert WORDS["hidden"] in scene.client("visitor").get("/ideas").text
