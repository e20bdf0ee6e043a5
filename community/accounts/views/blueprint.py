"""Where the pages of accounts are gathered."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)
