"""Every error as a page for people or as problem+json (RFC 9457) for programs."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from community.extensions import db
from community.platform.errors import Problem
from community.platform.freshness import NotModified

__all__ = ["register"]

log = structlog.get_logger(__name__)


def register(app: Flask) -> None:
    """Answer every error of `app` in words."""

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return _answer(error.status, error.sentence)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.code is None or error.code < 400:
            return make_response(error.get_response())
        response = _answer(error.code)
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def away(error: Exception) -> Response:
        log.error("database away", kind=type(error).__name__, why=str(getattr(error, "orig", error))[:200])
        response = _answer(503)
        response.headers["Retry-After"] = "5"
        return response

    @app.errorhandler(DBAPIError)
    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        log.error("unexpected error", exc_info=error, path=request.path)
        return _answer(500)

    @app.errorhandler(NotModified)
    def unchanged(_error: NotModified) -> Response:
        return Response(status=304)


def _answer(status: int, sentence: str | None = None) -> Response:
    db.session.rollback()
    name = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Error"
    if wants_json():
        body = {
            "type": "about:blank",
            "title": name,
            "status": status,
            "detail": sentence,
            "request": g.get("request_id"),
        }
        response = jsonify({key: value for key, value in body.items() if value is not None})
        response.mimetype = "application/problem+json"
    else:
        response = make_response(
            render_template("errors/error.html", status=status, sentence=sentence, request_id=g.get("request_id"))
        )
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_json() -> bool:
    """Say whether whoever asks would rather have JSON than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    return best is not None and best != "text/html"
