"""Where the pages of comments are gathered."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.routing import BaseConverter, ValidationError

from community.comments.models import On

bp = Blueprint("comments", __name__)


class OnConverter(BaseConverter):
    """`<on:thing>`: the name of a kind of things that can be commented on; everything else is another address."""

    regex = "[a-z]+"

    def to_python(self, value: str) -> On:
        try:
            return On(value)
        except ValueError as error:
            raise ValidationError from error


@bp.record
def know_kinds(state):
    """Let addresses name kinds of things; the blueprint's own rules come after."""
    state.app.url_map.converters["on"] = OnConverter
