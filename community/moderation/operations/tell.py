"""Whom a decision is about gets it by mail; the same stands on the site."""

from __future__ import annotations

from sqlalchemy import select

from community.accounts.models import Account
from community.extensions import db
from community.moderation.models import Decision
from community.moderation.rules import APPEALABLE, TOLD
from community.moderation.things import moderated
from community.platform.mail.operations import post_mail
from community.platform.mail.writing import render_mail
from community.platform.text import say_day, site_language, speaking
from community.site.numbered import SITE_RULES

__all__ = ["tell_author"]


def tell_author(decision: Decision, title: str) -> None:
    """Post a mail about a decision to whom it is about; who has no account, or has closed it, gets none."""
    if decision.act not in TOLD or decision.author_id is None:
        return
    account = db.session.scalars(
        select(Account).where(Account.person_id == decision.author_id, Account.closed_at.is_(None))
    ).first()
    if account is None:
        return
    language = account.language or site_language()
    rule = SITE_RULES.get(decision.rule or 0)
    with speaking(language):
        until = say_day(decision.until) if decision.until else ""
        short = str(rule.short) if rule else ""
    subject, text = render_mail(
        "decision",
        language,
        act=decision.act,
        words=moderated[decision.kind].words,
        title=title,
        rule=decision.rule,
        rule_text=short,
        sentence=decision.sentence,
        until=until,
        path=f"/decisions/{decision.about_id or decision.id}",
        appealable=decision.act in APPEALABLE,
    )
    post_mail(
        account.email,
        subject,
        text,
        kind="decision",
        language=language,
        person_id=account.person_id,
        once=f"decision {decision.id}",
    )
