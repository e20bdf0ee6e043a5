"""News for one person of a town, of every kind of thing, as much as is asked for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.operations import open_account
from community.extensions import db
from community.ideas.models import Idea, Status
from community.ideas.operations import set_status
from community.notifications.models import Event, Follow, News, Notification, Route, Thing
from community.platform.clock import now
from community.tracker.models import Decline, Step
from tests.factories import make_commitment, make_idea, make_theme, make_viewer

SAID = "Λόγια"


def tell(person: Person, admin: Person, idea: Idea, size: int) -> None:
    """Tell this person so many things, of which some were seen; they follow as many."""
    open_account(person.id, f"person-{person.id}@example.org")
    by = make_viewer(admin)
    theme = make_theme("Θέμα", body=SAID, ideas=[idea], by=by, language="el")
    commitment = make_commitment("Δέσμευση", body=SAID, by=by, next_step="Μετά", next_on=date(2199, 1, 1))
    step = db.session.scalars(select(Step.id).where(Step.commitment_id == commitment.id)).one()
    refused = make_idea("Όχι", language="el")
    change = set_status(None, refused, Status.DECLINED, SAID)
    assert change is not None
    at = now()
    review = {"review_on": date(2199, 1, 1), "declined_at": at, "change_mind": SAID}
    db.session.add(Decline(idea_id=refused.id, status_change_id=change.id, **review))
    about = (
        (Event.GATHERED, Thing.THEME, theme.id, None, Route.WROTE),
        (Event.UPDATED, Thing.COMMITMENT, commitment.id, step, Route.VOTED),
        (Event.DECLINED, Thing.IDEA, refused.id, change.id, Route.FOLLOWS),
    )
    for number in range(size):
        event, thing, thing_id, step_id, route = about[number % 3]
        news = News(event=event, thing=thing, thing_id=thing_id, step_id=step_id, happened_at=at, due_at=at)
        db.session.add(news)
        db.session.flush()
        via = {"via": Thing.IDEA, "via_id": idea.id, "choice": "oppose" if route is Route.VOTED else None}
        seen_at = at if number % 2 else None
        told = Notification(news_id=news.id, person_id=person.id, route=route, on_site=True, seen_at=seen_at, **via)
        db.session.add(told)
        follow = Follow(person_id=person.id, thing=Thing.IDEA, thing_id=10_000 + number, muted=number % 2 == 1)
        follow.began_at = at
        db.session.add(follow)
    db.session.flush()
