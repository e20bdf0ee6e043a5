"""Writing a mail from its template, in the language of whoever gets it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from community.platform.address import absolute
from community.platform.named import site_name
from community.platform.text import _, plural, speaking

__all__ = ["render_mail"]

KEPT = "mail templates"


def render_mail(name: str, language: str, /, **values: Any) -> tuple[str, str]:
    """Return the subject and the text that templates/email/`name`.txt makes of `values`.

    Such a template extends `_layout.txt`, which adds the site's name and address, and fills the blocks
    `subject` and `text`. It is plain text: nothing in it is escaped. `absolute(path)` makes links.
    """
    template = _environment().get_template(f"{name}.txt")
    known = {"site_name": site_name(), "absolute": absolute, **values}
    with speaking(language):
        subject = "".join(template.blocks["subject"](template.new_context(known)))
        return " ".join(subject.split()), template.render(known).strip() + "\n"


def _environment() -> Environment:
    kept: Environment | None = current_app.extensions.get(KEPT)
    if kept is None:
        folder = Path(current_app.root_path) / "templates" / "email"
        kept = Environment(  # noqa: S701 – mails are plain text
            loader=FileSystemLoader(folder), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        kept.globals.update(_=_, gettext=_, ngettext=plural)
        current_app.extensions[KEPT] = kept
    return kept
