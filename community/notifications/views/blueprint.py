"""The blueprint of the pages about news."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("notifications", __name__)
