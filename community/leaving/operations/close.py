"""Somebody closes their account."""

from __future__ import annotations

from community.accounts.operations import close_account
from community.roles.operations import lay_down_roles
from community.roles.queries import Viewer

__all__ = ["close"]


def close(actor: Viewer) -> None:
    """Close the actor's account: signed out everywhere, roles laid down; words, votes and what they joined stay.

    Raises Refused for the last admin.
    """
    lay_down_roles(actor.person_id)
    close_account(actor.account_id)
