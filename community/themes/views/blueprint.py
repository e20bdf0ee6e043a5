"""Where the pages of themes are gathered."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("themes", __name__)
