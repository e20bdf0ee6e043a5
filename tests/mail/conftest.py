"""A mail server, and a site that sends through it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from community.platform.mail import jobs as mail_jobs
from community.platform.worker import jobs as worker_jobs
from tests.mail.sink import Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that takes everything."""
    server = Sink().start()
    yield server
    server.stop()


@pytest.fixture
def mailing(own_app: Flask, sink: Sink) -> Flask:
    """The site on a database of its own, sending through the sink."""
    own_app.config["MAIL"] = sink.url
    return own_app


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What the worker and its job for mail write to the log."""
    lines: list[dict[str, object]] = []

    class Log:
        def info(self, event: str, **values: object) -> None:
            lines.append({"event": event, **values})

        warning = error = info

    for module in (mail_jobs, worker_jobs):
        monkeypatch.setattr(module, "log", Log())
    return lines
