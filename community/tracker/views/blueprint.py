"""Where the pages of commitments are gathered."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("tracker", __name__)
