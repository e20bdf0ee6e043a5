"""Whoever claimed to be somebody gets the answer by mail; the same stands on the site."""

from __future__ import annotations

from sqlalchemy import select

from community.accounts.models import Account
from community.extensions import db
from community.persons.models import Claim
from community.platform.mail.operations import post_mail
from community.platform.mail.writing import render_mail
from community.platform.text import site_language

__all__ = ["tell_claimant"]


def tell_claimant(claim: Claim, title: str | None, *, undone_for: str | None = None) -> None:
    """Post a mail with the answer, or with why it was undone; who has closed their account gets none."""
    account = db.session.scalars(
        select(Account).where(Account.person_id == claim.claimant_id, Account.closed_at.is_(None))
    ).first()
    if account is None:
        return
    language = account.language or site_language()
    result = "undone" if undone_for else "approved" if claim.join_id else "refused"
    subject, text = render_mail(
        "claim",
        language,
        result=result,
        title=title,
        sentence=undone_for or claim.answer,
        path=f"/claims/{claim.id}",
    )
    post_mail(
        account.email,
        subject,
        text,
        kind="claim",
        language=language,
        person_id=account.person_id,
        once=f"claim {claim.id} {result}",
    )
