"""Who is made up for the demo."""

from __future__ import annotations

__all__ = ["INVENTED", "PASSWORD", "ROLES"]

INVENTED = {f"invented-{name.lower()}": f"{name} (invented)" for name in ("Amina", "Bela", "Chidi", "Dolores", "Emre")}
"""People made up for signing in to the demo; everybody in the two data sets has only a number."""

ROLES = dict(zip(INVENTED, ("member", "host", "moderator", "leader", "admin"), strict=True))
PASSWORD = "demo-for-everybody"
"""Theirs; who serves a demo publicly lets everybody be an admin, and the page where one signs in says so."""
