"""Where the pages of ideas are gathered."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("ideas", __name__)
