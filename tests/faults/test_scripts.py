"""What people write never runs, wherever it is shown: hundreds of attempts in a real browser.

The pages are shown without their Content-Security-Policy, which would stop every one of these scripts by
itself: what is tested here is that nothing gets that far. Tests of the policy stand in test_headers.py.
"""

from __future__ import annotations

from html import escape

import pytest
from sqlalchemy import select, update

from community.accounts.models import Person
from community.extensions import db
from community.ideas.models import Idea, Status, StatusChange
from community.ideas.operations import post_idea, set_status
from community.moderation.models import Act, Appeal, Decision, Flag, Kind, Reason
from community.notifications.links import Stop, stop_path
from community.notifications.models import Event, News, Notification, Route, Thing
from community.persons.models import Claim, PersonJoin
from community.platform.clock import now
from community.platform.paging import Key
from community.roles.models import Grant, Role
from community.roles.operations import make_first_admin
from community.site.models import Name
from community.site.operations import change_setting
from community.site.queries import TEXTS
from community.tracker.models import Decline
from community.tracker.operations import record_update
from tests.factories import make_commitment, make_idea, make_leader, make_person, make_place, root
from tests.faults.payloads import payloads
from tests.harness.databases import only_sqlite

ALL = payloads()
FRAMES = 40
LEADS = "[href], [action], [formaction], [src], [data]"
FOUND = f"""() => [...document.querySelectorAll("iframe")].flatMap(frame =>
    [...frame.contentDocument.querySelectorAll("{LEADS}")].flatMap(element =>
        ["href", "xlink:href", "action", "formaction", "src", "data"].map(name => element.getAttribute(name) || "")
            .filter(address => /^[\\s\\x00-\\x20]*(javascript|vbscript|data):/i.test(address))
            .map(address => element.outerHTML.slice(0, 200))))"""


def ran(page, sources):
    """Show each source in a frame of its own; return the numbers that ran and the links that would run."""
    frames = "".join(f'<iframe srcdoc="{escape(source)}"></iframe>' for source in sources)
    page.set_content(f"<script>window.hits = []</script>{frames}", wait_until="load")
    page.wait_for_timeout(100)
    return set(page.evaluate("window.hits")), page.evaluate(FOUND)


@pytest.fixture
def blank(chromium):
    """A page that asks nobody for anything and keeps to no policy."""
    context = chromium.new_context(bypass_csp=True, offline=True)
    yield context.new_page()
    context.close()


def test_there_are_enough_attempts_and_a_careless_page_runs_many(blank):
    assert len(set(ALL)) > 300
    hits, leading = set(), []
    for some in _in(ALL):
        found, links = ran(blank, [f"<!doctype html><title>x</title><p>{payload}</p>" for payload in some])
        hits |= found
        leading += links
    assert len(hits) > 30
    assert leading


@only_sqlite
def test_nothing_that_people_write_runs_on_any_page(app, blank):
    client, admin = app.test_client(), make_person('"><img src=x onerror=top.hits.push(0)>')
    make_first_admin(admin.id)
    client.sign_in(admin.id)
    sources = [
        client.get(address, headers={"Accept": "text/html"}, follow_redirects=True).text for address in written()
    ]
    assert sum(payload_number(source) for source in sources) > len(ALL)
    for some in _in(sources):
        hits, leading = ran(blank, some)
        assert hits == set(), [ALL[number] for number in sorted(hits)]
        assert leading == []


def written() -> list[str]:
    """Write every payload into every field there is; return the addresses of the pages that show them."""
    one_line = [payload.replace("\n", " ").replace("\t", " ") for payload in ALL]
    addresses = []
    person = make_person()
    for number, payload in enumerate(ALL):
        place = make_place(one_line[number], kind=one_line[number][:60])
        author = make_person(one_line[number])
        idea = post_idea(author, place, one_line[number], payload)
        set_status(person, idea, Status.UNDER_REVIEW, payload)
        addresses.append(f"/ideas/{idea.id}")
        if number % 20 == 0:  # these show nothing in another way, twenty names in a row
            addresses += [f"/ideas/{idea.id}/vote", f"/places/{place.id}", f"/ideas?place={place.id}"]
    db.session.execute(update(Person).where(Person.id == person.id).values(name=one_line[0]))
    root().name = one_line[3]
    db.session.commit()
    for name in TEXTS:
        change_setting(person.id, name, "\n\n".join(ALL))
    for name in (Name.SITE_NAME, Name.PLACE_WORD, Name.PLACES_WORD):
        change_setting(person.id, name, next(payload for payload in reversed(one_line) if len(payload) <= 60))
    db.session.commit()
    seen = ["/", "/places", "/ideas", "/ideas?sort=share", "/sign-in", "/about", "/rules", "/privacy"]
    by_admins = ["/admin/log", "/admin/look", "/admin/people", "/admin/texts/rules", f"/admin/places/{place.id}"]
    shown = [*_moderated(idea), *_told(idea), *_promised(one_line)]
    return [*seen, *by_admins, f"/places/{place.id}/people", *addresses, *shown]


def _promised(one_line: list[str]) -> list[str]:
    """Promise with every payload, ten updates each; return the addresses that show it to everybody and to leaders."""
    leader, addresses = make_leader(), ["/tracker", "/tracker/desk", "/tracker.atom", "/tracker/declined"]
    for start in range(0, len(ALL), 10):
        some, lines = ALL[start : start + 10], one_line[start : start + 10]
        number = make_commitment(
            lines[0][:300], body=some[0], by=leader, owner_name=lines[-1][:200], measure=lines[len(lines) // 2][:500],
            cost=lines[-1][:100],
        ).id  # fmt: skip
        for body, line in zip(some, lines, strict=True):
            record_update(leader, number, body, next_step=line[:300])
        addresses += [f"/tracker/{number}", f"/tracker/{number}/update"]
    db.session.commit()
    return addresses


def _told(last: Idea) -> list[str]:
    """Tell the admin that each idea was declined, and why; return the addresses that show it."""
    at, admin = now(), db.session.scalars(select(Grant.person_id).where(Grant.role == Role.ADMIN)).one()
    changes = db.session.execute(
        select(StatusChange.id, StatusChange.idea_id).where(StatusChange.idea_id <= last.id).order_by(StatusChange.id)
    ).all()
    numbers = []
    for payload, (change_id, idea_id) in zip(ALL, changes, strict=True):
        about = {"idea_id": idea_id, "status_change_id": change_id, "change_mind": payload}
        db.session.add(Decline(review_on=at.date(), declined_at=at, **about))
        told = {"thing": Thing.IDEA, "thing_id": idea_id, "step_id": change_id}
        news = News(event=Event.DECLINED, happened_at=at, due_at=at, **told)
        db.session.add(news)
        db.session.flush()
        via = {"route": Route.FOLLOWS, "via": Thing.IDEA, "via_id": idea_id}
        db.session.add(Notification(news_id=news.id, person_id=admin, on_site=True, **via))
        numbers.append(news.id)
    db.session.commit()
    stops = [stop_path(Stop(admin, Thing.IDEA, idea_id)) for _change_id, idea_id in changes[::20]]
    return [*(f"/notifications?page={Key(0, each + 1)}" for each in numbers[29::30]), *stops]


def _moderated(idea: Idea) -> list[str]:
    """Flag, decide and appeal with every payload; return the addresses that show it to moderators and to the author."""
    at = now()
    admin = db.session.scalars(select(Grant.person_id).where(Grant.role == Role.ADMIN)).one()
    flagged = [make_idea().id for _ in range(0, len(ALL), 100)]
    told = {"kind": Kind.IDEA, "place_id": idea.place_id, "author_id": admin, "person_id": idea.author_id, "rule": 1}
    decisions = []
    for number, payload in enumerate(ALL):
        about = {"kind": Kind.IDEA, "thing_id": flagged[number // 100], "person_id": make_person().id}
        db.session.add(Flag(reason=Reason.OTHER, said=payload[:1000], flagged_at=at, changed_at=at, **about))
        words = {"sentence": payload, "public_sentence": payload}
        decisions.append(Decision(thing_id=idea.id, act=Act.HIDE, decided_at=at, **told, **words))
    db.session.add_all(decisions)
    db.session.flush()
    numbers = [decision.id for decision in decisions]
    db.session.add_all(
        Appeal(decision_id=each, said=said, appealed_at=at) for each, said in zip(numbers, ALL, strict=True)
    )
    reason = ALL[0][:500]
    db.session.add(Grant(person_id=admin, role=Role.HOST, place_id=idea.place_id, granted_at=at, reason=reason))
    db.session.commit()
    claims = _claimed(idea, admin)
    return [
        "/moderation",
        "/claims",
        "/admin/people/joined",
        *(f"/admin/people/joined?page={Key(0, each + 1)}" for each in claims[19::20]),
        *(f"/claims/{each}" for each in claims),
        f"/places/{idea.place_id}/people/history",
        *(f"/moderation/ideas/{idea_id}" for idea_id in (*flagged, idea.id)),
        *(f"/decisions/{each}" for each in numbers[::20]),
        *(f"/decisions?page={Key(0, each + 1)}" for each in numbers[29::30]),
        *(f"/decisions/mine?page={Key(0, each + 1)}" for each in numbers[19::20]),
    ]


def _claimed(idea: Idea, admin: int) -> list[int]:
    """Claim, answer, join and part with every payload; the first of each twenty still waits. Return the claims' ids."""
    at, words, claims = now(), [each[:1000] for each in ALL], []
    for number, said in enumerate(words):
        person = make_person().id
        claim = Claim(person_id=person, claimant_id=admin, idea_id=idea.id, place_id=idea.place_id, said=said,
                      claimed_at=at)  # fmt: skip
        if number % 20:
            joined = PersonJoin(person_id=person, into_id=admin, joined_by=admin, joined_at=at, reason=said,
                                ended_at=at, ended_by=admin, end_reason=said)  # fmt: skip
            db.session.add(joined)
            db.session.flush()
            claim.answered_at, claim.answer, claim.join_id = at, said, joined.id
        claims.append(claim)
    db.session.add_all(claims)
    db.session.flush()
    return [claim.id for claim in claims][::10]


def payload_number(source: str) -> int:
    """Return how many attempts a page shows."""
    return source.count("top.hits.push(")


def _in(values):
    return [values[start : start + FRAMES] for start in range(0, len(values), FRAMES)]
