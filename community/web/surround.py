"""What surrounds every request: its id and log line, the language, the security headers, the ETag."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from threading import BoundedSemaphore
from time import perf_counter
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.exceptions import RequestEntityTooLarge, ServiceUnavailable

from community.config import THREADS
from community.extensions import db
from community.platform.database import SAFE_METHODS
from community.platform.freshness import keep_made
from community.platform.guards import same_origin, viewer
from community.platform.unchanged import Unchanged, state_of
from community.web.language import language, prefer_own

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from itsdangerous import URLSafeTimedSerializer

__all__ = ["register"]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)
HASHED = "/static/dist/"

_senders = BoundedSemaphore(THREADS - 2)
"""However many people send slowly, two threads of each process are left to those who read."""

REQUEST_ID = "community.request_id"
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)


def register(app: Flask) -> None:
    """Surround every request of `app`."""
    with app.app_context():
        engine = db.engine
    https = (("Strict-Transport-Security", "max-age=31536000"),) if app.config["COMMUNITY_ENV"] == "production" else ()
    inside = app.wsgi_app
    if not app.config["TESTING"]:  # a test sees its own changes before they are committed
        inside = Unchanged(inside, state_of(engine))
    app.session_interface = _Sessions()
    app.wsgi_app = _Surround(inside, [*HEADERS, *https])  # type: ignore[method-assign]

    @app.before_request
    def begin() -> None:
        g.request_id = request.environ.get(REQUEST_ID)
        g.language = language()
        same_origin()
        if request.method not in SAFE_METHODS:
            _read_form()
        prefer_own()

    @app.after_request
    def finish(response: Response) -> Response:
        headers = response.headers
        if request.endpoint == "static":
            headers["Cache-Control"] = _keep_for(request.path, response.status_code)
            return response
        headers.add("Vary", "Accept-Language, Cookie")
        headers.setdefault("Cache-Control", _keep_page() if "etag" in g else "no-store")
        if "etag" in g and response.status_code in (200, 304):
            headers["ETag"] = f'"{g.etag}"'
            if response.status_code == 200 and request.method == "GET" and response.mimetype == "text/html":
                keep_made(response.get_data())
        return response


class _Sessions(SecureCookieSessionInterface):
    """Flask's sessions; the tools to read and sign them, which cost 25 µs, are made once and when they are needed."""

    signing: URLSafeTimedSerializer | None = None
    signed_for: object = None

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self.signing is None or self.signed_for != app.secret_key:
            self.signing, self.signed_for = super().get_signing_serializer(app), app.secret_key
        return self.signing


class _Surround:
    """Gives every request an id and a log line, and every answer the headers that all have.

    This stands below Flask: adding ten headers costs 15 µs an answer there, and nothing here.
    """

    def __init__(self, serve: WSGIApplication, always: list[tuple[str, str]]) -> None:
        self.serve = serve
        self.always = always
        self.log = structlog.get_logger("request").bind()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        began = perf_counter()
        request_id = environ[REQUEST_ID] = secrets.token_hex(8)

        def start(status: str, headers: list[tuple[str, str]], *failed: Any) -> Any:
            self.log.info(
                "answered",
                method=environ["REQUEST_METHOD"],
                path=environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
                status=int(status[:3]),
                ms=round((perf_counter() - began) * 1000, 1),
                request=request_id,
            )
            return start_response(status, [*headers, *self.always, ("X-Request-ID", request_id)], *failed)

        return self.serve(environ, start)


def _read_form() -> None:
    """Read all of the form before anything locks the database, for senders can be slow; refuse what is too large."""
    if not _senders.acquire(timeout=0.1):
        raise ServiceUnavailable(retry_after=5)
    try:
        sizes = [len(name or "") + len(value) for name, value in request.form.items(multi=True)]
    finally:
        _senders.release()
    config = current_app.config
    # Werkzeug keeps to these two limits in one of the two kinds of forms only.
    if len(sizes) > config["MAX_FORM_PARTS"] or max(sizes, default=0) > config["MAX_FORM_MEMORY_SIZE"]:
        raise RequestEntityTooLarge


def _keep_page() -> str:
    """Return how a page with an ETag is kept: asked about each time, and a person's own by nobody in between."""
    return "no-cache" if viewer() is None else "private, no-cache"


def _keep_for(path: str, status: int) -> str:
    """Return how long a static file is kept: for good when its name changes with what is in it."""
    if status >= 400:
        return "no-store"  # the next deployment may well have it
    return "public, max-age=31536000, immutable" if path.startswith(HASHED) else "no-cache"
