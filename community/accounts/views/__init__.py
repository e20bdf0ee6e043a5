"""The pages on which one joins, signs in and out, and keeps one's account."""

from community.accounts.views import code, join, sign_in
from community.accounts.views.blueprint import bp

__all__ = ["bp", "code", "join", "sign_in"]
