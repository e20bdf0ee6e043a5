"""Commitments and themes to test with, written straight into their tables."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from community.extensions import db
from community.ideas.models import Idea
from community.places.models import Place
from community.platform.clock import end_of, now
from community.themes.models import Theme, ThemeIdea
from community.tracker.models import Commitment, CommitmentIdea, CommitmentTheme, Status, Step, StepKind
from community.tracker.operations import recount_asking
from community.tracker.order import sooner_at
from community.tracker.signal import Facts, changes_at, signal_of
from tests.factories import root

_numbers = count(1)


def make_theme(
    title: str | None = None,
    *,
    ideas: list[Idea] = [],  # noqa: B006
    place: Place | None = None,
    listed: bool = True,
    **columns: object,
) -> Theme:
    """A theme with these ideas in it, published unless told."""
    number, at = next(_numbers), now()
    theme = Theme(
        **{
            "external_id": f"theme-{number}",
            "title": title or f"Theme {number}",
            "lead": "What many say.",
            "body": "What many say.",
            "body_html": "<p>What many say.</p>",
            "language": "en",
            "direction": "ltr",
            "place_id": (place or root()).id,
            "created_at": at,
            "recorded_at": at,
            "published_at": at if listed else None,
            "listed": listed,
            "listed_at": at,
            "idea_count": len(ideas),
            **columns,
        }
    )
    db.session.add(theme)
    db.session.flush()
    db.session.add_all(ThemeIdea(theme_id=theme.id, idea_id=idea.id, added_at=at) for idea in ideas)
    db.session.flush()
    return theme


def make_commitment(
    title: str | None = None,
    *,
    place: Place | None = None,
    ideas: list[Idea] = [],  # noqa: B006
    themes: list[Theme] = [],  # noqa: B006
    status: Status = Status.PLANNED,
    due_in: int | None = 60,
    news: int = 1,
    ended: int = 1,
    yes: int = 0,
    partly: int = 0,
    no: int = 0,
    **columns: object,
) -> Commitment:
    """A commitment due in so many days, with news so many days ago, ended so many days ago if it has ended."""
    number, at = next(_numbers), now()
    zone = at.tzinfo
    due_on = None if due_in is None else (at + timedelta(days=due_in)).date()
    due_at = end_of(due_on, zone) if due_on else None
    ended_at = at - timedelta(days=ended)
    has_ended = status in (Status.DELIVERED, Status.STOPPED)
    facts = Facts(status, due_at, at - timedelta(days=news), yes, partly, no)
    made = Commitment(
        **{
            "external_id": f"commitment-{number}",
            "title": title or f"Commitment {number}",
            "lead": "What will be done.",
            "body": "What will be done.",
            "body_html": "<p>What will be done.</p>",
            "language": "en",
            "direction": "ltr",
            "place_id": (place or root()).id,
            "created_at": at - timedelta(days=100),
            "recorded_at": at,
            "listed_at": at - timedelta(days=100),
            "status": status,
            "due_on": due_on,
            "first_due_on": due_on,
            "first_due_at": due_at,
            "sooner_at": sooner_at(status, due_at, ended_at if has_ended else None),
            "news_at": facts.news_at,
            "begun_at": None if status is Status.PLANNED else at - timedelta(days=50),
            "delivered_at": ended_at if status is Status.DELIVERED else None,
            "stopped_at": ended_at if status is Status.STOPPED else None,
            "asked_count": 2 * facts.answers,
            "yes_count": yes,
            "partly_count": partly,
            "no_count": no,
            "signal": signal_of(facts, at),
            "signal_until": changes_at(facts, at),
            **columns,
        }
    )
    db.session.add(made)
    db.session.flush()
    step = Step(
        commitment_id=made.id,
        kind=StepKind.MADE,
        status=status,
        due_on=due_on,
        happened_at=made.created_at,
        recorded_at=at,
        listed_at=made.listed_at,
        body="",
        body_html="",
    )
    db.session.add(step)
    db.session.flush()
    link = {"commitment_id": made.id, "step_id": step.id, "added_at": at}
    db.session.add_all(CommitmentIdea(idea_id=idea.id, **link) for idea in ideas)
    db.session.add_all(CommitmentTheme(theme_id=theme.id, **link) for theme in themes)
    db.session.flush()
    recount_asking([made.id])
    return made
