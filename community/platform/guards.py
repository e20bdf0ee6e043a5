"""Who may open a route: every view says so, and a route that does not fails the suite."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g, request
from flask_login import current_user

from community.extensions import login
from community.platform.database import SAFE_METHODS
from community.platform.errors import Denied
from community.platform.text import _

__all__ = ["Who", "anyone", "forget_viewer", "known_viewer", "may", "same_origin", "signed_in", "viewer", "viewer_id"]

View = TypeVar("View", bound=Callable[..., Any])
Who = Callable[[Any], bool]


def viewer() -> Any:
    """Return who looks, as accounts.queries.Viewer, or None for a visitor."""
    return getattr(current_user, "viewer", None)


def viewer_id() -> int | None:
    """Return the number of who looks, or None for a visitor."""
    who = viewer()
    return who.person_id if who else None


def known_viewer() -> Any:
    """Return who looks if this request has asked for that, else None: nothing is read."""
    return viewer() if "_login_user" in g else None


def forget_viewer() -> None:
    """Take whoever asks for a visitor until the request ends: the database cannot say who it is."""
    g._login_user = login.anonymous_user()  # noqa: SLF001 – where flask-login looks first


def anyone(_viewer: Any) -> bool:
    """Visitors too."""
    return True


def signed_in(viewer: Any) -> bool:
    """Whoever has signed in."""
    return viewer is not None


def may(who: Who) -> Callable[[View], View]:
    """Declare that only those for whom `who(viewer)` holds may open the view."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if who is not anyone and not who(viewer()):
                raise Denied(_("Sign in first: this is not open to visitors."))
            return view(*args, **kwargs)

        guarded.may = who  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def from_anywhere(view: View) -> View:
    """Declare that other sites may send this form: not the browser's cookie counts there, but what the address says."""
    view.from_anywhere = True  # type: ignore[attr-defined]
    return view


def same_origin() -> None:
    """Raise Denied when a browser says that another site sent this writing request.

    Browsers send Sec-Fetch-Site, older ones Origin, and no page can forge either; whoever sends neither
    (a program) has no cookies of somebody else's. See docs/decisions/0003-no-tokens-in-forms.md.
    """
    if request.method in SAFE_METHODS or _may_come_from_anywhere():
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "")
    if site:
        foreign = site not in ("same-origin", "none")
    else:
        # Only the host: behind a proxy that ends TLS, the scheme we see is not the one the browser sees.
        foreign = bool(origin) and str(origin).partition("://")[2] != request.host
    if foreign:
        raise Denied(_("Another site sent this form. Open the page here and send it again."))


def _may_come_from_anywhere() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "from_anywhere", False)
