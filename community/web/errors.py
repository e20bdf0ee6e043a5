"""Every error as a page for people or as problem+json (RFC 9457) for programs."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from community.extensions import db
from community.platform.database import is_away, only_read_from_now
from community.platform.errors import Problem
from community.platform.freshness import MadeBefore, NotModified
from community.platform.guards import forget_viewer, viewer
from community.platform.text import _
from community.web.language import prefer
from community.web.own import forget_own, own
from community.web.ready import is_upgraded

__all__ = ["register"]

BARE = '<!doctype html><html lang="en" dir="ltr"><title>{name}</title><h1>{name}</h1><p>{request_id}</p></html>'

log = structlog.get_logger(__name__)


def register(app: Flask) -> None:
    """Answer every error of `app` in words."""

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        response = _answer(error.status, error.sentence)
        response.headers.update(error.headers)
        return response

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.code is None or error.code < 400:
            return make_response(error.get_response())
        response = _answer(error.code)
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(DBAPIError)
    @app.errorhandler(PoolTimeout)
    def database(error: DBAPIError | PoolTimeout) -> Response:
        if not is_away(error):
            return broken(error) if _is_upgraded() else not_set_up()
        why = str(getattr(error, "orig", error))[:200]
        log.error("database away", kind=type(error).__name__, why=why, request=g.get("request_id"))
        response = _answer(503)
        response.headers["Retry-After"] = "5"
        return response

    def not_set_up() -> Response:
        log.error("the database is not upgraded to this version; run flask db upgrade", request=g.get("request_id"))
        response = _answer(503, str(_("This site is being set up. It opens as soon as that is done.")))
        response.headers["Retry-After"] = "30"
        return response

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        log.error("unexpected error", exc_info=error, path=request.path, request=g.get("request_id"))
        return _answer(500)

    _need_no_making(app)


def _need_no_making(app: Flask) -> None:
    @app.errorhandler(NotModified)
    def unchanged(_error: NotModified) -> Response:
        return Response(status=304)

    @app.errorhandler(MadeBefore)
    def made_before(error: MadeBefore) -> Response:
        return Response(error.page, mimetype="text/html")


def _is_upgraded() -> bool:
    """Say whether the database has the tables of this version; when it does not say, that is not the trouble."""
    only_read_from_now()
    try:
        db.session.rollback()
        return is_upgraded()
    except SQLAlchemyError:
        return True


def _answer(status: int, sentence: str | None = None) -> Response:
    _leave_database(status)
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
        response = _page(status, name, sentence)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _leave_database(status: int) -> None:
    """Undo what was begun, and see to it that the page to come needs no database that may be the trouble."""
    only_read_from_now()
    try:
        db.session.rollback()
        if status < 500:
            prefer(viewer())
            own()
            return
    except SQLAlchemyError:
        db.session.remove()
    forget_viewer()
    forget_own()


def _page(status: int, name: str, sentence: str | None) -> Response:
    request_id = g.get("request_id")
    try:
        return make_response(
            render_template("errors/error.html", status=status, sentence=sentence, request_id=request_id)
        )
    except Exception as error:  # whatever broke the page may break this one too, and something must be said
        log.error("the error page is broken", exc_info=error, request=request_id)
        return make_response(BARE.format(name=name, request_id=request_id))


def wants_json() -> bool:
    """Say whether whoever asks would rather have JSON than a page."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    return best is not None and best != "text/html"
