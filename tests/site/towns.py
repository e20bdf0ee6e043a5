"""The same town twice, with little and with much behind every page, to fetch every address of the site from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Person
from community.accounts.operations import open_account, record_person
from community.comments.models import Comment, On, Side
from community.comments.operations.edit import record_version as comment_versions
from community.comments.operations.say import worded
from community.confirmations.models import Answer
from community.confirmations.operations import answer_question, ask_due
from community.extensions import db
from community.ideas.models import Choice, Idea, IdeaIssue, Status
from community.ideas.operations import cast_vote, post_idea, set_status
from community.issues import operations as issues
from community.issues.models import Issue, MeToo
from community.issues.operations.edit import record_version
from community.moderation.models import Act, Appeal, Decision, Flag, Kind, Reason
from community.persons.models import Claim, PersonJoin
from community.persons.operations import join_persons
from community.places.models import Ancestry, Place
from community.platform.clock import now, today
from community.platform.mail.operations import post_mail
from community.platform.signed import signed
from community.record.models import RecordEntry, RecordHead
from community.record.operations import append_due
from community.roles.models import Grant, Role
from community.roles.operations import make_first_admin
from community.roles.queries import Viewer
from community.tags.models import Tagged
from community.tags.operations import set_tags
from community.themes import operations as themes
from community.themes.models import Theme
from community.themes.rules import MOST_AT_ONCE
from community.tracker import models as tracker
from community.tracker.models import Commitment, Decline
from community.tracker.models import Status as Delivery
from community.tracker.operations import decline_idea
from community.writing.operations import dated, written
from tests.factories import (
    KNOWN_CODE,
    KNOWN_STEP,
    make_commitment,
    make_known_codes,
    make_leader,
    make_person,
    make_place,
    make_theme,
    make_viewer,
    root,
)
from tests.harness import databases
from tests.harness.clients import Client
from tests.site.news import tell
from tests.site.scene import question_of
from tests.tracker import making

FEW, MANY = 10, 1000
# What people write is Greek here, so that every Latin letter on a page is a word of the site.
SITE_NAME = "Κοινότητα"
EVERYWHERE = "Παντού"
DISTRICT = "Βόρεια συνοικία"
PROMISE = "Δέκα παγκάκια ως το καλοκαίρι"
SHARED = "Φώτα και πεζοδρόμια"
BEGUN = "Σκιά"
OPEN = "Φώτα στο μονοπάτι"
BUSY = "Φως στο μονοπάτι δίπλα στο ποτάμι"
ENDLESS = "Ω" * 300
BODY = """Πολλοί περπατάμε εκεί **όταν νυχτώσει**.

- κανένα φως από τη γέφυρα ως τον μύλο
- δύο άνθρωποι έπεσαν πέρυσι τον χειμώνα

> «Κάνω τον μεγάλο γύρο.»

Δείτε [τον χάρτη](https://example.org/map).
"""
MAIL = "Γεια σας,\n\nδείτε https://example.org/map\nκαι απαντήστε.\n"
GREEK = {"lead": "Ό,τι λένε πολλοί.", "body": BODY, "body_html": "<p>Ό,τι λένε πολλοί.</p>", "language": "el"}
ARABIC = ("إنارة الطريق على طول النهر", "كثير منا يمشي هناك بعد حلول الظلام.")

# What stands behind each rule that takes arguments: the busiest place and idea of the town.
# A route that is missing here and takes arguments fails the suite, so that none goes unlooked at.
ARGUMENTS = {
    "/places/<id:place_id>": ["/places/{district}"],
    "/places/<id:place_id>/<slug>": ["{district_page}"],
    "/places/<id:place_id>/people": ["/places/{district}/people"],
    "/places/<id:place_id>/people/<id:grant_id>/end": ["/places/{district}/people/{grant}/end"],
    "/places/<id:place_id>/people/history": ["/places/{district}/people/history"],
    "/places/<id:place_id>/join": ["/places/{district}/join"],
    "/look/<day>-<night>.css": ["/look/0b5557-7fd1c7.css"],
    "/look/logo-<key>.png": [],
    "/tags/of/<any(idea, issue):kind>/<id:thing_id>": ["/tags/of/idea/{idea}"],
    "/tags/<tag_slug>": ["/tags/παρκα"],
    "/admin/texts/<name>": ["/admin/texts/rules"],
    "/admin/places/<id:place_id>": ["/admin/places/{district}"],
    "/ideas/<id:idea_id>": ["/ideas/{idea}"],
    "/ideas/<id:idea_id>/<slug>": ["{idea_page}"],
    "/ideas/<id:idea_id>/edit": ["/ideas/{idea}/edit"],
    "/ideas/<id:idea_id>/history": ["/ideas/{idea}/history"],
    "/issues/<id:issue_id>": ["/issues/{issue}"],
    "/issues/<id:issue_id>/<slug>": ["{issue_page}"],
    "/issues/<id:issue_id>/edit": ["/issues/{issue}/edit"],
    "/issues/<id:issue_id>/history": ["/issues/{issue}/history"],
    "/comments/<on:thing>/<id:thing_id>": [
        "/comments/idea/{idea}",
        "/comments/issue/{issue}",
        "/comments/theme/{theme}",
        "/comments/commitment/{commitment}",
    ],
    "/comments/<id:comment_id>": ["/comments/{comment}"],
    "/comments/<id:comment_id>/thread": ["/comments/{comment}/thread"],
    "/comments/<id:comment_id>/edit": ["/comments/{comment}/edit"],
    "/comments/<id:comment_id>/history": ["/comments/{comment}/history"],
    "/ideas/<id:thing_id>/flag": ["/ideas/{idea}/flag"],
    "/issues/<id:thing_id>/flag": ["/issues/{issue}/flag"],
    "/comments/<id:thing_id>/flag": ["/comments/{comment}/flag"],
    "/moderation/ideas/<id:thing_id>": ["/moderation/ideas/{idea}"],
    "/moderation/issues/<id:thing_id>": ["/moderation/issues/{issue}"],
    "/moderation/comments/<id:thing_id>": ["/moderation/comments/{comment}"],
    "/decisions/<id:decision_id>": ["/decisions/{decision}"],
    "/ideas/<id:idea_id>/vote": ["/ideas/{idea}/vote"],
    "/ideas/<id:idea_id>/claim": ["/ideas/{imported}/claim"],
    "/claims/<id:claim_id>": ["/claims/{claim}"],
    "/admin/people/joined/<id:join_id>": ["/admin/people/joined/{join}"],
    "/themes/<id:theme_id>": ["/themes/{theme}"],
    "/themes/<id:theme_id>/<slug>": ["{theme_page}"],
    "/themes/<id:theme_id>/edit": ["/themes/{begun}/edit"],
    "/themes/<id:theme_id>/history": ["/themes/{theme}/history"],
    "/themes/<id:theme_id>/ideas": ["/themes/{begun}/ideas"],
    "/dev/mail/<id:mail_id>": ["/dev/mail/1"],
    "/follow/<any(idea, theme, commitment, issue):thing>/<id:thing_id>": ["/follow/idea/{idea}"],
    "/stop/<token>": ["/stop/{stop}"],
    "/code/<key>": ["/code/{code}"],
    "/sign-in/second/<key>": ["/sign-in/second/{step}"],
    "/confirm/<key>": ["/confirm/{question}"],
    "/tracker/<id:commitment_id>": ["/tracker/{commitment}"],
    "/tracker/<id:commitment_id>/<slug>": ["{commitment_page}"],
    "/tracker/<id:commitment_id>/answers": ["/tracker/{commitment}/answers"],
    "/tracker/<id:commitment_id>/update": ["/tracker/{promise}/update"],
    "/tracker/<id:commitment_id>/move": ["/tracker/{promise}/move"],
    "/tracker/<id:commitment_id>/deliver": ["/tracker/{promise}/deliver"],
    "/tracker/<id:commitment_id>/stop": ["/tracker/{promise}/stop"],
    "/tracker/<id:commitment_id>/answer": ["/tracker/{promise}/answer"],
    "/ideas/<id:idea_id>/decline": ["/ideas/{idea}/decline"],
}
# Further addresses, where parameters lead to other statements or other words.
MORE = [
    "/tags?find=par",
    "/comments/idea/{idea}?side=against&sort=oldest",
    "/tags/suggest.json?q=par",
    "/search?q=Φως&place={district}",
    "/api/v1/search?q=Φως&sort=newest",
    "/record?kind=status",
    "/account/erase?words=keep",
    "/account/erase?words=remove",
    "/issues?sort=affected",
    "/issues?sort=waiting",
    "/issues?place={district}&status=answered",
    "/issues/new?place={district}",
    "/ideas?sort=supported",
    "/ideas?sort=contested",
    "/ideas?sort=share",
    "/ideas?sort=random&seed=7",
    "/ideas?status=planned",
    "/decisions?place={district}&rule=2",
    "/tracker?sort=newest&place={district}&signal=late",
    "/tracker?sort=asked&owner=none&status=planned",
    "/tracker/waiting?place={district}",
    "/tracker/declined?place={district}",
    "/tracker/ledger?place={district}",
    "/ideas?place={district}&status=open",
    "/ideas/queue?place={district}&undo={idea}",
    "/ideas/queue?theme={theme}&idea={idea}",
    "/ideas/new?place={district}",
    "/ideas/new?place={district}&issue={issue}",
    "/admin/people/joined?first={imported}&second=admin@example.org",
    "/admin/people/joined?person={twin}&into={claimant}",
    "/themes?sort=people",
    "/themes?place={district}",
    "{theme_page}?sort=contested",
    "/ideas/{declined}/-",
    "/tracker/new?place={district}&idea={idea}",
    "/tracker/desk?place={district}&mine=1",
]

# What only staff may open: it is fetched as an admin whoever else is tried.
FOR_STAFF = {
    "/tags/of/idea/{idea}",
    "/places/{district}/people/{grant}/end",
    "/places/{district}/people/history",
    "/moderation",
    "/moderation/ideas/{idea}",
    "/moderation/issues/{issue}",
    "/moderation/comments/{comment}",
    "/decisions/{decision}",
    "/claims/{claim}",
    "/decisions/mine",
    "/tracker/{commitment}/answers",
    "/themes/desk",
    "/themes/gather",
    "/themes/new",
    "/themes/{begun}/edit",
    "/themes/{begun}/ideas",
    "/tracker/new",
    "/tracker/new?place={district}&idea={idea}",
    "/tracker/desk",
    "/tracker/desk?place={district}&mine=1",
    "/ideas/{idea}/decline",
    *(f"/tracker/{{promise}}/{step}" for step in ("update", "move", "deliver", "stop", "answer")),
}
# What only its author may open: it is fetched as them whoever else is tried.
FOR_AUTHORS = {
    "/comments/{comment}/edit",
    "/drafts",
    "/ideas/drafts",
    "/issues/{issue}/edit",
    "/ideas/{idea}/edit",
    "/claims",
    "/ideas/{imported}/claim",
}
# What everybody has for themselves: it is fetched as somebody signed in.
PERSONAL = ("/account", "/notifications", "/voice")
VISITOR, SIGNED_IN, STAFF = range(3)


@dataclass(frozen=True)
class Town:
    """A site with so many things behind each of its pages."""

    app: Flask
    names: dict[str, object]
    person: int
    admin: int

    def address(self, pattern: str) -> str:
        return pattern.format(**self.names)

    def client(self, pattern: str = "", who: int = VISITOR) -> Client:
        """Return a client to fetch the address with, of whoever it is, or of an admin where nobody else may."""
        client = self.app.test_client()
        assert isinstance(client, Client)
        if pattern in FOR_AUTHORS or (who == VISITOR and pattern.startswith(PERSONAL)):
            client.sign_in(self.person)
        elif who == STAFF or pattern in FOR_STAFF or pattern.startswith("/admin"):
            client.sign_in(self.admin)
        elif who == SIGNED_IN:
            client.sign_in(self.person)
        return client


def addresses(app: Flask) -> list[str]:
    """Return a pattern for every address that can be fetched, from the URL map itself."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.methods and "GET" in rule.methods and rule.endpoint != "static":
            found += ARGUMENTS[rule.rule] if rule.arguments - set(rule.defaults or ()) else [rule.rule]
    return sorted(set(found))


def town(run: databases.Run, kind: str, size: int) -> str:
    """Return the address of a database with a town of this size, made once a run."""

    def fill(url: str) -> None:
        if kind == "sqlite":
            _settle(url, size)
        else:
            made = town(run, "sqlite", size)
            databases.copy_rows(made, url)
            run.drop(made)

    return run.copied(kind, f"town-{size}", lambda: run.upgraded(kind), fill)


def look_up(app: Flask) -> Town:
    with app.app_context():
        district = db.session.execute(select(Place.id).where(Place.name == DISTRICT)).scalar_one()
        idea = db.session.execute(select(Idea.id).where(Idea.title == BUSY)).scalar_one()
        issue = db.session.execute(select(Issue.id).where(Issue.title == BUSY)).scalar_one()
        theme = db.session.execute(select(Theme.id).where(Theme.title == SHARED)).scalar_one()
        begun = db.session.execute(select(Theme.id).where(Theme.title == BEGUN)).scalar_one()
        person = db.session.execute(select(Person.id).order_by(Person.id).limit(1)).scalar_one()
        admin = db.session.execute(select(Grant.person_id).where(Grant.role == Role.ADMIN)).scalar_one()
        grant = db.session.execute(select(Grant.id).where(Grant.role == Role.MODERATOR).limit(1)).scalar_one()
        decision = db.session.execute(
            select(Decision.id).where(Decision.act == Act.HIDE, Decision.thing_id == idea).limit(1)
        ).scalar()
        decision = decision or db.session.execute(select(Decision.id).where(Decision.act == Act.WARN).limit(1)).scalar()
        commitment = db.session.execute(select(Commitment.id).where(Commitment.title == PROMISE)).scalar_one()
        question = question_of(commitment, person)
        comment = db.session.scalars(select(Comment.id).order_by(Comment.id).limit(1)).one()
        claim, imported, twin, claimant = db.session.execute(
            select(Claim.id, Claim.idea_id, Claim.person_id, Claim.claimant_id).order_by(Claim.id).limit(1)
        ).one()
        join = db.session.scalars(select(func.max(PersonJoin.id))).one()
        stop = signed("stop mails", f"{person}-idea-{idea}")
        promise = db.session.execute(select(Commitment.id).where(Commitment.title == OPEN)).scalar_one()
        declined = db.session.execute(select(Decline.idea_id).order_by(Decline.id.desc()).limit(1)).scalar_one()
        db.session.remove()
    pages = {
        "district_page": app.test_client().get(f"/places/{district}").location,
        "idea_page": app.test_client().get(f"/ideas/{idea}").location,
        "commitment_page": app.test_client().get(f"/tracker/{commitment}").location,
        "issue_page": app.test_client().get(f"/issues/{issue}").location,
        "theme_page": app.test_client().get(f"/themes/{theme}").location,
    }
    claims = {"claim": claim, "imported": imported, "twin": twin, "claimant": claimant, "join": join}
    names = {
        "district": district,
        "idea": idea,
        "issue": issue,
        "theme": theme,
        "begun": begun,
        "grant": grant,
        "decision": decision,
        "comment": comment,
        **pages,
    }
    names |= {"code": KNOWN_CODE, "step": KNOWN_STEP, "commitment": commitment, "question": question, "stop": stop}
    names |= claims | {"promise": promise, "declined": declined}
    return Town(app, names, person, admin)


def _settle(url: str, size: int) -> None:
    with databases.app_on(url) as app, app.app_context():
        people = [make_person(f"Άνθρωπος {number}") for number in range(size)]
        root().name = EVERYWHERE
        district = make_place(DISTRICT, kind="συνοικία")
        places = [make_place(f"Γειτονιά {number}", kind="γειτονιά", under=district) for number in range(size)]
        deep = places[0]
        for number in range(4):
            deep = make_place(f"Δρόμος {number}", under=deep)
        admin = make_person("Διαχειριστής")
        open_account(admin.id, "admin@example.org")
        make_first_admin(admin.id)
        for person in people[1:]:
            db.session.add_all(
                Grant(person_id=person.id, role=role, place_id=district.id, granted_at=now(), granted_by=admin.id)
                for role in (Role.MEMBER, Role.MODERATOR)
            )
        for number in range(size):
            post_mail(f"{number}@example.org", f"Γράμμα {number}", MAIL, kind="test", language="el")
        for number in range(size):
            where = (district, places[number], deep, root())[number % 4]
            idea = post_idea(people[number], where, f"Ιδέα {number} για την πόλη", BODY, language="el")
            idea.tally = number if number % 3 == 0 else None
        idea = post_idea(people[0], district, BUSY, BODY, language="el")
        for number, person in enumerate(people):
            cast_vote(person.id, idea.id, list(Choice)[number % 3])
        _raise(people, admin, (district, *places, deep))
        _moderate(people, admin, idea, district)
        _promise(people, idea, (district, *places), size)
        _claim(people, admin, district)
        tell(people[0], admin, idea, size)
        for number in range(size // 5):
            set_status(people[1], idea, (Status.PLANNED, Status.OPEN)[number % 2], f"Λόγος {number}")
        set_tags(Tagged.IDEA, idea.id, ["Πάρκα", *(f"Ετικέτα {number}" for number in range(min(size, 9)))], None)
        post_idea(people[0], deep, ENDLESS, BODY, language="el")
        post_idea(None, deep, *ARABIC, language="ar")
        _distil(make_viewer(admin), district)
        make_known_codes()
        _deliver(people, district)
        _answer(district, make_viewer(admin))
        _discuss(people)
        for number, status in enumerate(Status):
            set_status(
                None, post_idea(None, district, f"Άλλη ιδέα {number}", language="el"), status, "Για να φαίνεται."
            )
        db.session.commit()
        _keep_record()


def _keep_record() -> None:
    """All of it on the public record, each entry the last of its day."""
    while append_due():
        db.session.commit()
    numbers = db.session.scalars(select(RecordEntry.number).order_by(RecordEntry.number.desc()))
    signed = {"signature": "A" * 86 + "==", "public_key": "A" * 43 + "="}
    db.session.add_all(
        RecordHead(day=now().date() - timedelta(days=number), number=each, **signed)
        for number, each in enumerate(numbers, 1)
    )
    db.session.commit()


def _answer(district: Place, admin: Viewer) -> None:
    """A promise that goes on, for two ideas, and a no whose day has come."""
    ideas = [post_idea(None, district, f"Ζητούμενο {number}", BODY, language="el") for number in range(3)]
    due_on = today() + timedelta(days=20)
    make_commitment(OPEN, body=BODY, place=district, by=admin, ideas=ideas[:2], due_on=due_on, next_step="Μετράμε")
    said = decline_idea(admin, ideas[2].id, "Δεν υπάρχουν χρήματα.", "Ένας χορηγός.", due_on)
    said.review_on = today()


def _discuss(people) -> None:
    """Much is said of everything, of an idea for and against; the first comment is replied to and edited again."""
    for thing, model in ((On.IDEA, Idea), (On.ISSUE, Issue), (On.THEME, Theme), (On.COMMITMENT, Commitment)):
        title = {On.IDEA: BUSY, On.ISSUE: BUSY, On.THEME: SHARED, On.COMMITMENT: PROMISE}[thing]
        thing_id = db.session.scalars(select(model.id).where(model.title == title)).one()
        first = None
        for number, person in enumerate(people):
            side = list(Side)[number % 3] if thing is On.IDEA else Side.NEUTRAL
            said = _comment(thing, thing_id, person, number, side)
            first = first or said
            _comment(thing, thing_id, person, number, Side.NEUTRAL, parent_id=first.id)
        first.reply_count = len(people)
        for number in range(1, 2 + len(people) // 20):
            comment_versions(first, f"{BODY}\n{number}", people[0].id)
            db.session.refresh(first)


def _comment(thing, thing_id, person, number, side, **said) -> Comment:
    comment = Comment(
        external_id=f"{thing}-{number}-{bool(said)}", thing=thing, thing_id=thing_id, author_id=person.id, side=side,
        recorded_at=now(), **worded(BODY, "el"), **dated(now()), **said,
    )  # fmt: skip
    db.session.add(comment)
    db.session.flush()
    return comment


def _deliver(people, district) -> None:
    """Something that everybody supported, promised, reported as delivered, and asked about; two in three answered."""
    viewers = [make_viewer(person) for person in people]
    idea = post_idea(people[0], district, "Παγκάκια στη σκιά", BODY, language="el")
    for person in people:
        cast_vote(person.id, idea.id, Choice.SUPPORT)
    leader = make_leader(district, "Δήμαρχος")
    made = make_commitment(
        PROMISE, body=BODY, ideas=[idea], place=district, by=leader, status=Delivery.DELIVERED, days_ago=8
    )
    assert ask_due() == made.id
    for number, viewer in enumerate(viewers):
        if number % 3:
            answer_question(viewer.person_id, _reported(made.id), list(Answer)[number % 2], f"Λόγια {number}")


def _reported(commitment_id: int) -> int:
    return int(question_of(commitment_id, 1).partition("-")[0])


def _promise(people, busy, places, size) -> None:
    """Themes and promises, as many as there are people, of every owner and signal."""
    statuses, days = list(tracker.Status), (None, -30, 20, 200)
    ideas = db.session.scalars(select(Idea).order_by(Idea.id).limit(size)).all()
    for number in range(size):
        place, idea = places[number % len(places)], (busy, ideas[number])[number % 2]
        theme = making.make_theme(f"Θέμα {number}", ideas=[idea], place=place, **GREEK)
        owner = ({"owner_id": people[number].id}, {"owner_name": f"Υπηρεσία {number}"}, {})[number % 3]
        making.make_commitment(
            f"Υπόσχεση {number}",
            place=place,
            themes=[theme] if number % 2 else [],
            ideas=[idea],
            status=statuses[number // 2 % 4],
            due_in=days[number // 8 % 4],
            news=number % 200,
            **owner,
            **GREEK,
        )


def _raise(people, admin, places) -> None:
    """Issues of every status, and one of them that affects everybody, written and answered again and again."""
    leads = make_viewer(admin)
    for number, person in enumerate(people):
        issue = _issue(f"Θέμα {number} στη γειτονιά", places[number % len(places)], person)
        if number % 3 == 1:
            issues.answer_issue(leads, issue.id, BODY)
        if number % 3 == 2:
            issues.close_issue(leads, issue.id, "Για να φαίνεται.")
    busy = _issue(BUSY, places[0], people[0])
    db.session.add_all(MeToo(person_id=person.id, issue_id=busy.id, said_at=now()) for person in people[1:])
    busy.affected_count = len(people) - 1
    for number in range(1, 2 + len(people) // 20):
        record_version(busy, (BUSY, f"{BODY}\n{number}"), people[0].id)
        db.session.refresh(busy)
        issues.owe_answer(leads, busy.id, today() + timedelta(days=number))
    busy.answer_due_on = today() - timedelta(days=3)
    idea_id = db.session.scalars(select(Idea.id).where(Idea.title == BUSY)).one()
    numbers = [(each, busy.id) for each in db.session.scalars(select(Idea.id).limit(len(people)))]
    numbers += [(idea_id, each) for each in db.session.scalars(select(Issue.id).limit(20))]
    links = {pair: IdeaIssue(idea_id=pair[0], issue_id=pair[1], linked_at=now()) for pair in numbers}
    db.session.add_all(links.values())


def _issue(title, place, author) -> Issue:
    issue = Issue(
        external_id=title, place_id=place.id, author_id=author.id, status="open", recorded_at=now(), affected_count=0,
        answer_due_on=today(), **written(title, BODY, "el"), **dated(now()),
    )  # fmt: skip
    db.session.add(issue)
    db.session.flush()
    return issue


def _claim(people, admin, district) -> None:
    """Imported ideas that people say are theirs, some believed, and an admin of many names."""
    for number, person in enumerate(people):
        imported = record_person(f"Γράφων {number}", f"file-{number}")
        idea = post_idea(imported, district, f"Από αλλού {number}", language="el")
        asked = Claim(claimant_id=person.id, person_id=imported.id, idea_id=idea.id, place_id=district.id, said="Εγώ.",
                      claimed_at=now())  # fmt: skip
        if number % 2:
            asked.join_id = join_persons(admin.id, imported.id, admin.id, f"Λόγος {number}").id
            asked.answered_at, asked.answer = now(), "Ναι."
        db.session.add(asked)
        db.session.flush()


def _distil(moderator, district) -> None:
    """A theme of all ideas of the district, written anew again and again, and others, published and not."""
    inside = select(Ancestry.place_id).where(Ancestry.ancestor_id == district.id)
    ideas = db.session.scalars(select(Idea).where(Idea.place_id.in_(inside), Idea.listed).order_by(Idea.id)).all()
    few = max(1, min(len(ideas) // 2, MOST_AT_ONCE))
    shared = make_theme(SHARED, body=BODY, place=district, ideas=ideas[:few], by=moderator, language="el")
    for start in range(few, len(ideas), MOST_AT_ONCE):
        themes.add_to_theme(moderator, shared.id, [idea.id for idea in ideas[start : start + MOST_AT_ONCE]])
    begun = make_theme(
        BEGUN, body=BODY, place=district, ideas=ideas[:few], by=moderator, language="el", published=False
    )
    themes.remove_from_theme(moderator, begun.id, [idea.id for idea in ideas[:few:2]])
    for number in range(1, 3 + len(ideas) // 20):
        themes.edit_theme(moderator, shared.id, SHARED, f"{BODY}\n{number}", version=number)
        themes.remove_from_theme(moderator, shared.id, [ideas[-number].id])
        made = {"place": district, "ideas": [ideas[number]], "by": moderator, "language": "el"}
        make_theme(f"Θέμα {number}", published=number % 3 > 0, **made)


def _moderate(people, admin, busy, district) -> None:
    """Flags that wait, decisions and appeals, as many as there are people."""
    author, *others = people
    at = now()
    told = {"person_id": admin.id, "author_id": author.id, "decided_at": at, "place_id": district.id, "kind": Kind.IDEA}
    words = {"sentence": "Επειδή έτσι είναι.", "public_sentence": "Επειδή έτσι είναι."}
    ideas = db.session.scalars(select(Idea.id).order_by(Idea.id).limit(len(people))).all()
    for number, person in enumerate(others):
        reason = list(Reason)[number % len(Reason)]
        about = {"kind": Kind.IDEA, "person_id": person.id, "reason": reason, "said": f"Λόγια {number}"}
        db.session.add(Flag(thing_id=busy.id, flagged_at=at, changed_at=at, **about))
        db.session.add(Flag(thing_id=ideas[number], flagged_at=at, changed_at=at, **about))
        act = (Act.WARN, Act.HIDE, Act.DISMISS)[number % 3]
        made = Decision(thing_id=(busy.id, ideas[number])[number % 2], act=act, rule=1 + number % 7, **told, **words)
        db.session.add(made)
        db.session.flush()
        if act is not Act.DISMISS:
            db.session.add(Appeal(decision_id=made.id, said=f"Όχι {number}", appealed_at=at))
            answer = Decision(thing_id=made.thing_id, act=Act.UPHOLD, about_id=made.id, rule=1, **told, **words)
            db.session.add(answer)
    db.session.flush()
