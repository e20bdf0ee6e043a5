"""Mail that tells somebody what was changed about their account, in case it was not them."""

from __future__ import annotations

from typing import Any

from community.accounts.models import Account
from community.platform.mail.operations import post_mail
from community.platform.mail.writing import render_mail

__all__ = ["give_notice"]

FALLBACK = "en"


def give_notice(account: Account, name: str, *, to: str | None = None, **values: Any) -> None:
    """Tell the account by mail, at its address or at `to`; the template may ask for `values`."""
    language = account.language or FALLBACK
    subject, text = render_mail(name, language, **values)
    post_mail(to or account.email, subject, text, kind=name, language=language, person_id=account.person_id)
