"""A mail server, and a site that sends through it."""

from __future__ import annotations

from tests.mail.conftest import logged, mailing, sink

__all__ = ["logged", "mailing", "sink"]
