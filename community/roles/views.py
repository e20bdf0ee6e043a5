"""Who looks, and who answers where."""

from __future__ import annotations

from flask import Blueprint, current_app

from community.accounts.operations.sign_ins import token_hash
from community.accounts.session import SignedIn
from community.extensions import login
from community.roles.queries import get_viewer

bp = Blueprint("roles", __name__)


@login.user_loader
def load(token: str) -> SignedIn | None:
    """Return whoever the browser's token signs in."""
    found = get_viewer(token_hash(token), current_app.config["SECOND_FACTOR"])
    return SignedIn(token, found) if found else None
