"""Which language a page is in, and the made-up right-to-left one for tests."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from babel.support import NullTranslations
from flask import Blueprint, Flask, current_app, g, has_request_context, redirect, request, session
from flask_babel import Domain
from sqlalchemy.exc import DBAPIError

from community.accounts.operations import choose_language
from community.extensions import babel, db
from community.platform.database import SAFE_METHODS, is_away
from community.platform.errors import Unclear
from community.platform.guards import anyone, may, viewer
from community.platform.text import _

__all__ = ["bp", "language", "prefer", "prefer_own", "register"]

COOKIE = "language"
PSEUDO = "ar-XB"
NOT_ASKED = ("static", "web.healthz", "web.readyz")

bp = Blueprint("language", __name__)


@bp.post("/language")
@may(anyone)
def choose():
    """Keep the reader's choice of language."""
    code = request.form.get("language", "")
    if code not in current_app.config["LANGUAGES"]:
        raise Unclear(_("The site does not speak that language."))
    who = viewer()
    if who:
        choose_language(who.account_id, code)
        db.session.commit()
    came_from = urlsplit(request.referrer or "")
    # Only the host: behind a proxy that ends TLS, the scheme we see is not the one the browser sees.
    own = came_from.netloc == request.host and came_from.path.startswith("/") and not came_from.path.startswith("//")
    response = redirect(came_from._replace(scheme="", netloc="").geturl() if own else "/", 303)
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(COOKIE, code, max_age=31_536_000, samesite="Lax", httponly=True, secure=secure)
    return response


def register(app: Flask) -> None:
    """Let `app` answer in the reader's language."""
    babel.init_app(app, locale_selector=_select)
    babel.domain_instance = _Domain()


def language() -> str:
    """Return the language of this page, or of what is written just now, as a BCP 47 tag."""
    code: str = g.get("language", "")  # asked for by every text that is not in a template
    if not code and not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    if not code:
        known = current_app.config["LANGUAGES"]
        chosen = request.cookies.get(COOKIE)
        code = g.language = chosen if chosen and chosen in known else _accepted(known)
    return code


def prefer_own() -> None:
    """Let the page be in the language that somebody signed in has chosen, if the database can say so.

    What a machine asks does not wait for the database, and an error page does not need it.
    """
    if request.endpoint in NOT_ASKED or request.routing_exception is not None or "_user_id" not in session:
        return
    try:
        prefer(viewer())
    except DBAPIError as error:
        if request.method not in SAFE_METHODS or not is_away(error):
            raise
        # What else the page needs of the database, it asks for itself.


def prefer(who: Any) -> None:
    """Let what is said from now on be in the language of this viewer, or of none."""
    if who and who.language in current_app.config["LANGUAGES"]:
        g.language = who.language


def _accepted(known: tuple[str, ...]) -> str:
    wanted = request.accept_languages
    if not wanted:
        return known[0]
    if PSEUDO in known and wanted[0][0] == PSEUDO:  # asked for by its very name: readers of Arabic do not mean it
        return PSEUDO
    return wanted.best_match([code for code in known if code != PSEUDO]) or known[0]


def _select() -> Locale:
    return Locale.parse(language().replace("-XB", ""), sep="-")


class _Pseudo(NullTranslations):
    """Marks every text that went through translation: ⟦like this⟧; what stands bare was forgotten."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    ugettext = gettext
    ungettext = ngettext


class _Domain(Domain):
    """Flask-Babel's, but it looks for a language's texts once and not for each text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Any] = {PSEUDO: _Pseudo()}

    def get_translations(self) -> Any:
        if not g or (not has_request_context() and "language" not in g):
            return super().get_translations()
        code = language()
        if code not in self.found:
            self.found[code] = super().get_translations()
        return self.found[code]
