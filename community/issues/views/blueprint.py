"""Where the pages of issues are gathered."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("issues", __name__)
