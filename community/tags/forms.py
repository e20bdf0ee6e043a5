"""What may be typed where a thing gets its tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form, HiddenField, StringField, ValidationError

from community.platform.errors import Problem
from community.platform.text import lazy
from community.tags.operations import checked_names
from community.tags.rules import MOST_TAGS, NAME_LENGTH, split

__all__ = ["SEPARATOR", "TagsForm", "kept_tags"]

SEPARATOR = ", "


def tagged(_form: Form, field: Any) -> None:
    """Refuse what is no tag, and more of them than fit."""
    try:
        checked_names(split(field.data or ""))
    except Problem as problem:
        raise ValidationError(problem.sentence) from problem


class TagsForm(Form):
    """The tags of a thing as one line, and those that it had when the form was opened."""

    tags = StringField(
        lazy("Tags"),
        [tagged],
        description=lazy(
            "A word or a few that others look for, with commas between them. At most %(most)s tags of %(length)s "
            "letters; you may leave this empty.",
            most=MOST_TAGS,
            length=NAME_LENGTH,
        ),
        render_kw={"autocomplete": "off", "dir": "auto"},
    )
    had = HiddenField()

    @property
    def names(self) -> Sequence[str] | None:
        """What was typed, name by name; None when the form that was sent had no such field."""
        return split(self.tags.data or "") if self.tags.raw_data else None

    @property
    def had_names(self) -> Sequence[str]:
        return split(self.had.data or "")

    def show(self, names: Sequence[str]) -> None:
        """Begin with the tags that the thing has."""
        self.tags.data = self.had.data = SEPARATOR.join(names)

    def keep_on(self, more: Mapping[str, Any]) -> None:
        """Go on with what a draft keeps of the tags, if it does."""
        if "tags" in more:
            self.tags.data, self.had.data = more["tags"], more.get("had", self.had.data)


def kept_tags(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a draft keeps of the tags of something that could not be posted."""
    return {name: SEPARATOR.join(content[name]) for name in ("tags", "had") if content.get(name) is not None}
