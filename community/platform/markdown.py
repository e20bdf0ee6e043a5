"""What people write, as safe HTML and as one plain line."""

from __future__ import annotations

import html
import re
from functools import cache

import nh3
from markdown_it import MarkdownIt

__all__ = ["lead_of", "render"]

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "hr", "li", "ol", "p", "pre", "s", "strong", "ul",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto"}

LONG_WORD = re.compile(r"\S{2000}")
"""Looking for addresses in a word costs the square of its length; nobody's address is so long."""

MOST_CELLS = 10_000
"""A table is filled up to its widest row: of 6 KB it could make 700."""


def render(text: str) -> str:
    """Return `text`, CommonMark with links and tables, as HTML that cannot run, load or imitate anything."""
    if not text:
        return ""
    lines = text.splitlines()
    cells = len(lines) * max((line.count("|") for line in lines), default=0)
    parser = _parser(linked=not LONG_WORD.search(text), tables=cells <= MOST_CELLS)
    return nh3.clean(
        parser.render(text),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="nofollow ugc noopener",
    )


def lead_of(rendered: str, most: int = 200) -> str:
    """Return the first words of `rendered` as plain text of at most `most` characters."""
    start = rendered[: most * 20].replace("</li>\n<li>", " · ")
    plain = " ".join(html.unescape(nh3.clean(start, tags=set())).split())
    if len(plain) <= most:
        return plain
    return (plain[: most - 1].rpartition(" ")[0] or plain[: most - 1]) + "…"


@cache
def _parser(*, linked: bool, tables: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": linked, "maxNesting": 20})
    parser.enable(["linkify", "strikethrough", *(["table"] if tables else [])])
    parser.disable("reference")  # an address named once and used 10,000 times made 150 MB of 50 KB
    parser.add_render_rule("heading_open", _lower_heading)
    parser.add_render_rule("heading_close", _lower_heading)
    return parser


def _lower_heading(self, tokens, index, options, env):  # type: ignore[no-untyped-def]
    """People's headings stand below the page's own, and no level is ever skipped: each becomes h3."""
    token = tokens[index]
    token.tag = "h3"
    return self.renderToken(tokens, index, options, env)
