"""Where the pages of commitments are gathered."""

from __future__ import annotations

from flask import Blueprint

from community.tracker.chain import theme_marks

bp = Blueprint("tracker", __name__)
bp.add_app_template_global(theme_marks, "theme_marks")
