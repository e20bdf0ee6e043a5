"""Who holds what, and who may grant it."""

from __future__ import annotations

from collections.abc import Collection

from community.places.models import ROOT_ID
from community.roles.models import Role

__all__ = ["Held", "holds", "holds_somewhere", "may_end", "may_grant", "staff", "staff_of"]

Held = Collection[tuple[Role, int]]
"""The roles that somebody holds now: each with the id of its place."""

STAFF = frozenset({Role.HOST, Role.MODERATOR, Role.LEADER, Role.ADMIN})
STRONG = frozenset({Role.MODERATOR, Role.LEADER, Role.ADMIN})
"""Held only by who has shown a second factor, where the site asks for one."""


def holds(held: Held, role: Role, line: Collection[int]) -> bool:
    """Say whether `role` is held for a place: `line` are the ids of the place and of all places above it.

    An admin holds every role everywhere.
    """
    return (Role.ADMIN, ROOT_ID) in held or any(each is role and place_id in line for each, place_id in held)


def holds_somewhere(held: Held, role: Role) -> bool:
    """Say whether `role` is held for any place."""
    return any(each in (role, Role.ADMIN) for each, _place_id in held)


def staff(held: Held) -> bool:
    """Say whether somebody holds a role that is granted, not joined."""
    return any(role in STAFF for role, _place_id in held)


def staff_of(held: Held, line: Collection[int]) -> bool:
    """Say whether somebody holds a role that is granted for a place; `line` as for `holds`."""
    return any(role in STAFF and place_id in line for role, place_id in held)


def may_grant(held: Held, role: Role, line: Collection[int]) -> bool:
    """Nobody grants what they do not hold; an admin is one for the whole site; members join by themselves."""
    if role is Role.MEMBER or (role is Role.ADMIN and tuple(line) != (ROOT_ID,)):
        return False
    return holds(held, role, line)


def may_end(held: Held, role: Role, line: Collection[int], own: bool, admins: int) -> bool:
    """Roles are taken by who may grant them, and laid down by who holds them; the last admin stays."""
    if role is Role.ADMIN and admins <= 1:
        return False
    return own or may_grant(held, role, line)
