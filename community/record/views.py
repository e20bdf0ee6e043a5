"""The public record as a page for people, and as files for whoever checks it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import ServiceUnavailable

from community.platform.address import choice, given, page_links, with_parameters
from community.platform.freshness import show_if_changed
from community.platform.guards import anyone, may
from community.platform.paging import read_key
from community.record import queries, verify
from community.record.keys import public_pem
from community.record.kinds import Kind

bp = Blueprint("record", __name__)

IN_MEMORY = 1_000_000
"""Bytes of an export that are kept in memory while it is sent; what is more goes to a temporary file."""

PART = 64_000

_sending = BoundedSemaphore(2)
"""Exports that a process sends at a time: whoever is slow to take one shall not take the time of those who read."""


@bp.get("/record")
@may(anyone)
def record():
    """Show what was decided and promised, the newest entries first."""
    kind, page_key = choice("kind", Kind), given("page")
    page = queries.list_entries(kind, read_key(page_key, int) if page_key else None)
    newest = queries.get_newest()
    show_if_changed()
    return render_template(
        "record/record.html",
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        kind=kind,
        kinds=Kind,
        newest=newest,
    )


@bp.get("/record/heads")
@may(anyone)
def heads():
    """Show the signed head of each day, and how everything can be checked."""
    page_key = given("page")
    page = queries.list_heads(read_key(page_key, int) if page_key else None)
    newest = queries.get_newest()
    show_if_changed()
    return render_template(
        "record/heads.html",
        page=page,
        links=page_links(page.previous, page.next),
        first=with_parameters(page=None),
        newest=newest,
    )


@bp.get("/record/export.jsonl")
@may(anyone)
def export():
    """Send the whole record as it can be checked: written down first, so that nobody slow holds the database."""
    etag = _digest(repr((queries.get_newest(), queries.what_is_not_shown())).encode())
    if request.if_none_match.contains(etag):
        return _asked_about(Response(), etag)
    if not _sending.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=5)
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 – closed when it is sent
    try:
        response = _written(file)
    except BaseException:
        _end(file)
        raise
    response.call_on_close(lambda: _end(file))
    return _asked_about(response, etag)


@bp.get("/record/verify.py")
@may(anyone)
def checker():
    """Send the file that checks an export."""
    return _kept(Path(verify.__file__).read_bytes(), "text/x-python")


@bp.get("/record/key.pem")
@may(anyone)
def key():
    """Send the key by which the signatures of heads are checked."""
    return _kept(public_pem().encode(), "application/x-pem-file")


def _written(file: IO[bytes]) -> Response:
    try:
        file.writelines(queries.lines(public=True))
    except OSError as error:  # no room for it
        raise ServiceUnavailable(retry_after=60) from error
    response = Response(_parts(file), mimetype="application/x-ndjson")
    response.content_length = file.tell()
    response.headers["Content-Disposition"] = 'attachment; filename="record.jsonl"'
    return response


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while part := file.read(PART):
        yield part


def _kept(content: bytes, mimetype: str) -> Response:
    return _asked_about(Response(content, mimetype=mimetype), _digest(content))


def _asked_about(response: Response, etag: str) -> Response:
    """Let a file be kept and asked about: whoever has it already is told so."""
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(etag)
    response.make_conditional(request)
    return response


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=12).hexdigest()


def _end(file: IO[bytes]) -> None:
    file.close()
    _sending.release()
