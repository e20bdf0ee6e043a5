"""All that the site knows of somebody, for them alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.counting import people_of, same_as
from community.accounts.models import Account, Passkey, Person, SignIn
from community.extensions import db
from community.ideas.models import Idea, IdeaIssue, IdeaVersion, StatusChange, Vote, Withdrawal
from community.issues.models import Answer, Issue, IssueStep, IssueVersion, MeToo
from community.moderation.models import Appeal, Decision, Flag
from community.moderation.things import joined
from community.notifications.models import Follow, News, Notification, Preference, Thing
from community.persons.models import Claim
from community.places.models import Place
from community.platform.clock import now
from community.platform.mail.models import OutgoingMail
from community.roles.models import Grant
from community.roles.queries import Viewer
from community.themes.models import Theme, ThemeVersion
from community.tracker.models import Commitment, Decline, Step, StepKind
from community.writing.models import Draft

__all__ = ["Part", "count_words", "parts_of"]

BATCH = 500

Part = tuple[str, bool, Iterator[Mapping[str, Any]]]
"""A name, whether there can be many of it, and the rows."""


def parts_of(viewer: Viewer) -> Iterator[Part]:
    """Return what the site knows of the viewer, part by part, its columns named as in the files it gives out.

    No part holds a password, a code or a key in any form.
    """
    for name, (many, statement) in _statements(
        viewer.person_id, people_of(viewer.person_id), viewer.account_id
    ).items():
        yield name, many, _rows(statement)


def count_words(person_id: int) -> int:
    """Return how many ideas and issues this person wrote, by whatever door."""
    written = select(func.count()).where(Idea.author_id.in_(same_as(person_id))).scalar_subquery()
    raised = select(func.count()).where(Issue.author_id.in_(same_as(person_id))).scalar_subquery()
    return db.session.scalar(select(written + raised)) or 0


def _statements(person_id: int, people: Sequence[int], account_id: int) -> Mapping[str, tuple[bool, Select[Any]]]:
    home, place = aliased(Place), Place.external_id.label("place")
    idea = Idea.external_id.label("idea")
    flagged, decided = joined(Flag.kind, Flag.thing_id), joined(Decision.kind, Decision.thing_id)
    # A code may stand in the subject.
    subject = case((OutgoingMail.is_secret, OutgoingMail.kind), else_=OutgoingMail.subject).label("subject")
    own_mail = or_(
        OutgoingMail.person_id == person_id,
        OutgoingMail.to_address == select(Account.email).where(Account.id == account_id).scalar_subquery(),
    )
    return {
        "person": (
            False,
            select(Person.external_id, Person.name, Person.recorded_at, home.external_id.label("home_place"))
            .outerjoin(home, home.id == Person.home_place_id)
            .where(Person.id == person_id),
        ),
        "counts_as_the_same": (
            True,
            select(Person.external_id, Person.name, Person.recorded_at)
            .where(Person.id.in_(people), Person.id != person_id)
            .order_by(Person.id),
        ),
        "account": (
            False,
            select(
                Account.email, Account.language, Account.created_at, Account.password_set_at,
                Account.totp_secret.is_not(None).label("second_factor"), Account.paused_until,
            ).where(Account.id == account_id),
        ),
        "sign_ins": (
            True,
            select(SignIn.device, SignIn.began_at, SignIn.seen_at, SignIn.second_at, SignIn.ended_at)
            .where(SignIn.account_id == account_id)
            .order_by(SignIn.id),
        ),
        "passkeys": (
            True,
            select(Passkey.name, Passkey.created_at, Passkey.used_at)
            .where(Passkey.account_id == account_id)
            .order_by(Passkey.id),
        ),
        "roles": (
            True,
            select(Grant.role, place, Grant.granted_at, Grant.until, Grant.ended_at, Grant.reason, Grant.end_reason)
            .join(Place, Place.id == Grant.place_id)
            .where(Grant.person_id == person_id)
            .order_by(Grant.id),
        ),
        "ideas": (
            True,
            select(
                Idea.external_id, Idea.title, Idea.body, place, Idea.tags, Idea.status, Idea.created_at, Idea.language,
                Idea.withdrawn_at, Idea.hidden_at,
            )
            .join(Place, Place.id == Idea.place_id)
            .where(Idea.author_id.in_(people))
            .order_by(Idea.id),
        ),
        "versions": (
            True,
            select(idea, IdeaVersion.number, IdeaVersion.title, IdeaVersion.body, IdeaVersion.written_at)
            .join(Idea, Idea.id == IdeaVersion.idea_id)
            .where(IdeaVersion.person_id.in_(people))
            .order_by(IdeaVersion.idea_id, IdeaVersion.number),
        ),
        "themes": (
            True,
            select(
                Theme.external_id, Theme.title, Theme.body, place, Theme.language, Theme.created_at, Theme.published_at,
                Theme.withdrawn_at,
            )
            .join(Place, Place.id == Theme.place_id)
            .where(Theme.person_id.in_(people))
            .order_by(Theme.id),
        ),
        "theme_versions": (
            True,
            select(
                Theme.external_id.label("theme"), ThemeVersion.number, ThemeVersion.title, ThemeVersion.body,
                ThemeVersion.written_at,
            )
            .join(Theme, Theme.id == ThemeVersion.theme_id)
            .where(ThemeVersion.person_id.in_(people))
            .order_by(ThemeVersion.theme_id, ThemeVersion.number),
        ),
        **_raised(people),
        **_promised(people),
        "drafts": (
            True,
            select(Draft.kind, idea, Draft.title, Draft.body, place, Draft.language, Draft.saved_at)
            .outerjoin(Idea, and_(Idea.id == Draft.thing_id, Draft.kind == "idea"))
            .outerjoin(Place, Place.id == Draft.place_id)
            .where(Draft.person_id.in_(people))
            .order_by(Draft.saved_at, Draft.key),
        ),
        "votes": (
            True,
            select(idea, Person.external_id.label("voter"), Vote.choice, Vote.created_at, Vote.changed_at)
            .join(Idea, Idea.id == Vote.idea_id)
            .join(Person, Person.id == Vote.person_id)
            .where(Vote.person_id.in_(people))
            .order_by(Vote.idea_id, Vote.person_id),
        ),
        "withdrawn_votes": (
            True,
            select(idea, Withdrawal.withdrawn_at)
            .join(Idea, Idea.id == Withdrawal.idea_id)
            .where(Withdrawal.person_id.in_(people))
            .order_by(Withdrawal.idea_id),
        ),
        "flags": (
            True,
            flagged.to(
                select(
                    Flag.kind, flagged.external_id.label("thing_id"), Flag.reason, Flag.said, Flag.flagged_at,
                    Flag.changed_at, Flag.taken_back_at,
                ).select_from(Flag)
            )
            .where(Flag.person_id.in_(people))
            .order_by(Flag.id),
        ),
        "decisions_about_me": (
            True,
            decided.to(
                select(
                    Decision.kind, decided.external_id.label("thing_id"), Decision.act, Decision.rule,
                    Decision.sentence, Decision.decided_at, Decision.until, Appeal.said.label("appeal"),
                    Appeal.appealed_at,
                ).select_from(Decision)
            )
            .outerjoin(Appeal, Appeal.decision_id == Decision.id)
            .where(Decision.author_id.in_(people))
            .order_by(Decision.id),
        ),
        "claims": (
            True,
            select(idea, Claim.said, Claim.claimed_at, Claim.answer, Claim.answered_at, Claim.join_id)
            .join(Idea, Idea.id == Claim.idea_id)
            .where(Claim.claimant_id.in_(people))
            .order_by(Claim.id),
        ),
        **_told(people),
        "mails": (
            True,
            select(OutgoingMail.to_address, subject, OutgoingMail.created_at, OutgoingMail.sent_at)
            .where(own_mail)
            .order_by(OutgoingMail.id),
        ),
    }  # fmt: skip


def _raised(people: Sequence[int]) -> Mapping[str, tuple[bool, Select[Any]]]:
    """What somebody said about issues: raised, is affected by, answered and decided."""
    place, issue = Place.external_id.label("place"), Issue.external_id.label("issue")
    found: Mapping[str, tuple[bool, Any]] = {
        "issues": (
            True,
            select(
                Issue.external_id, Issue.title, Issue.body, place, Issue.tags, Issue.status, Issue.created_at,
                Issue.language, Issue.withdrawn_at, Issue.hidden_at,
            )
            .join(Place, Place.id == Issue.place_id)
            .where(Issue.author_id.in_(people))
            .order_by(Issue.id),
        ),
        "issue_versions": (
            True,
            select(issue, IssueVersion.number, IssueVersion.title, IssueVersion.body, IssueVersion.written_at)
            .join(Issue, Issue.id == IssueVersion.issue_id)
            .where(IssueVersion.person_id.in_(people))
            .order_by(IssueVersion.issue_id, IssueVersion.number),
        ),
        "me_too": (
            True,
            select(issue, MeToo.said_at)
            .join(Issue, Issue.id == MeToo.issue_id)
            .where(MeToo.person_id.in_(people))
            .order_by(MeToo.issue_id),
        ),
        "ideas_for_issues": (
            True,
            select(Idea.external_id.label("idea"), issue, IdeaIssue.linked_at, IdeaIssue.ended_at)
            .join(Idea, Idea.id == IdeaIssue.idea_id)
            .join(Issue, Issue.id == IdeaIssue.issue_id)
            .where(IdeaIssue.person_id.in_(people))
            .order_by(IdeaIssue.linked_at, IdeaIssue.issue_id),
        ),
        "issue_answers": (
            True,
            select(issue, Answer.number, Answer.body, Answer.written_at)
            .join(Issue, Issue.id == Answer.issue_id)
            .where(Answer.person_id.in_(people))
            .order_by(Answer.issue_id, Answer.number),
        ),
        "issue_steps": (
            True,
            select(issue, IssueStep.kind, IssueStep.said, IssueStep.due_on, IssueStep.at)
            .join(Issue, Issue.id == IssueStep.issue_id)
            .where(IssueStep.person_id.in_(people))
            .order_by(IssueStep.id),
        ),
    }  # fmt: skip
    return found


def _promised(people: Sequence[int]) -> Mapping[str, tuple[bool, Select[Any]]]:
    """What they promised as leaders, what they said of it, and what they said no to."""
    commitment = Commitment.external_id.label("commitment")
    return {
        "promises": (
            True,
            select(
                commitment, Commitment.title, Commitment.body, Place.external_id.label("place"), Commitment.language,
                Commitment.measure, Commitment.cost, Commitment.created_at, Commitment.withdrawn_at,
            )
            .join(Place, Place.id == Commitment.place_id)
            .where(
                exists().where(
                    Step.commitment_id == Commitment.id, Step.kind == StepKind.MADE, Step.person_id.in_(people)
                )
            )
            .order_by(Commitment.id),
        ),
        "answered_for": (
            True,
            select(commitment, Commitment.title).where(Commitment.owner_id.in_(people)).order_by(Commitment.id),
        ),
        "steps": (
            True,
            select(
                commitment, Step.kind, Step.status, Step.due_on, Step.body, Step.next_step, Step.next_on,
                Step.evidence_url, Step.happened_at, Step.recorded_at, Step.taken_back_at,
            )
            .join(Commitment, Commitment.id == Step.commitment_id)
            .where(Step.person_id.in_(people))
            .order_by(Step.id),
        ),
        "declines": (
            True,
            select(
                Idea.external_id.label("idea"), StatusChange.reason, Decline.change_mind, Decline.review_on,
                Decline.declined_at, Decline.taken_back_at,
            )
            .join_from(Decline, Idea, Idea.id == Decline.idea_id)
            .join(StatusChange, StatusChange.id == Decline.status_change_id)
            .where(Decline.person_id.in_(people))
            .order_by(Decline.id),
        ),
    }  # fmt: skip


def _told(people: Sequence[int]) -> Mapping[str, tuple[bool, Select[Any]]]:
    """What they were told, follow and prefer; things by the names that files give them."""
    return {
        "notifications": (
            True,
            select(
                News.event, News.thing, _name_of(News.thing, News.thing_id), News.happened_at, Notification.route,
                Notification.via, _name_of(Notification.via, Notification.via_id).label("via_id"), Notification.choice,
                Notification.on_site, Notification.seen_at, OutgoingMail.sent_at.label("mailed_at"),
            )
            .join(Notification, Notification.news_id == News.id)
            .outerjoin(OutgoingMail, OutgoingMail.id == Notification.mail_id)
            .where(Notification.person_id.in_(people), News.due_at <= now(), News.cancelled_at.is_(None))
            .order_by(News.id, Notification.person_id),
        ),
        "follows": (
            True,
            select(
                Follow.thing, _name_of(Follow.thing, Follow.thing_id), Follow.muted, Follow.began_at, Follow.ended_at
            )
            .where(Follow.person_id.in_(people))
            .order_by(Follow.began_at, Follow.thing, Follow.thing_id),
        ),
        "preferences": (
            True,
            select(Preference.event, Preference.on_site, Preference.by_mail)
            .where(Preference.person_id.in_(people))
            .order_by(Preference.event),
        ),
    }  # fmt: skip


def _name_of(kind: Any, thing_id: Any) -> Any:
    """The external id of a thing of any kind."""
    kinds: Mapping[Thing, Any] = {
        Thing.IDEA: Idea,
        Thing.THEME: Theme,
        Thing.COMMITMENT: Commitment,
        Thing.ISSUE: Issue,
    }
    return case(
        *(
            (kind == thing, select(m.external_id).where(m.id == thing_id).scalar_subquery())
            for thing, m in kinds.items()
        )
    ).label("thing_id")


def _rows(statement: Select[Any]) -> Iterator[Mapping[str, Any]]:
    found = db.session.execute(statement, execution_options={"yield_per": BATCH})
    names = list(found.keys())
    for row in found:
        yield {name: _plain(value) for name, value in zip(names, row, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # an instant is one, too
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value
