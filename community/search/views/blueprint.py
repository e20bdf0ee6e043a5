"""The blueprint that the search's views register on."""

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("search", __name__)
