"""The public record as a page for people, and as files for whoever checks it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("record", __name__)
