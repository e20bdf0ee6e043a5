"""What surrounds every request: its id and log line, the language, the security headers, the ETag."""

from __future__ import annotations

import secrets
from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from community.platform.database import SAFE_METHODS
from community.platform.guards import same_origin

__all__ = ["register"]

log = structlog.get_logger("request")

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
    production = app.config["COMMUNITY_ENV"] == "production"

    @app.before_request
    def begin() -> None:
        g.began = perf_counter()
        g.request_id = secrets.token_hex(8)
        same_origin()
        if request.method not in SAFE_METHODS:
            request.form  # noqa: B018 – read it all before anything locks the database: senders can be slow

    @app.after_request
    def finish(response: Response) -> Response:
        headers = response.headers
        for name, value in HEADERS:
            headers[name] = value
        if production:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        headers["X-Request-ID"] = g.get("request_id", "")
        if request.endpoint == "static":
            headers["Cache-Control"] = _keep_for(request.path, response.status_code)
        else:
            headers.add("Vary", "Accept-Language, Cookie")
            headers.setdefault("Cache-Control", "no-cache" if "etag" in g else "no-store")
            if "etag" in g and response.status_code in (200, 304):
                headers["ETag"] = f'"{g.etag}"'
        log.info(
            "answered",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((perf_counter() - g.get("began", perf_counter())) * 1000, 1),
            request=g.get("request_id"),
        )
        return response


def _keep_for(path: str, status: int) -> str:
    """Return how long a static file is kept: for good when its name changes with what is in it."""
    if status >= 400:
        return "no-store"  # the next deployment may well have it
    return "public, max-age=31536000, immutable" if path.startswith(HASHED) else "no-cache"
