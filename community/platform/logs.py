"""Structured logs: one event a line, JSON in production, readable elsewhere."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO

import structlog
from structlog.dev import plain_traceback
from structlog.tracebacks import ExceptionDictTransformer

__all__ = ["configure"]


def configure(form: str, level: str) -> None:
    """Write events of `level` and above to standard error, as "json" or "plain" text.

    Tracebacks come without the values of variables: those are what people wrote, and secrets.
    """
    numeric = logging.getLevelNamesMapping().get(level, logging.INFO)
    logging.basicConfig(
        level=max(numeric, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            *(
                (
                    structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
                    structlog.processors.JSONRenderer(),
                )
                if form == "json"
                else (
                    _one_line,
                    structlog.dev.ConsoleRenderer(colors=False, pad_event_to=20, exception_formatter=plain_traceback),
                )
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.WriteLoggerFactory(file=_Patient(sys.stderr)),  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )


def _one_line(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Escape what would begin a line of its own or steer the terminal: addresses hold what strangers type."""
    for name, value in event.items():
        if isinstance(value, str) and not value.isprintable():
            event[name] = ascii(value)
    return event


class _Patient:
    """A stream whose loss stops nobody: a full disk or a closed pipe costs log lines, not answers."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()
