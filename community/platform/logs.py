"""Structured logs: one event a line, JSON in production, readable elsewhere."""

from __future__ import annotations

import logging
import sys

import structlog

__all__ = ["configure"]


def configure(form: str, level: str) -> None:
    """Write events of `level` and above to standard error, as "json" or "plain" text."""
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
                (structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer())
                if form == "json"
                else (structlog.dev.ConsoleRenderer(colors=False, pad_event_to=20),)
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
