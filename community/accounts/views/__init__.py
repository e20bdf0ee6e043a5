"""The pages on which one joins, signs in and out, and keeps one's account."""

from community.accounts.views import account, code, join, passkeys, second, seen, sign_in
from community.accounts.views.blueprint import bp

__all__ = ["account", "bp", "code", "join", "passkeys", "second", "seen", "sign_in"]
