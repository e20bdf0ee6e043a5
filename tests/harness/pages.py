"""One page as a visitor gets it, and everything that every page must hold to.

shown = page(client, "/ideas?sort=newest", queries=4)
assert shown.h1 == "Ideas"
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient

from tests.harness import html
from tests.harness.statements import recorded

MOST_QUERIES = 9
"""Eight for what a page shows, with what people say of it, and one for the name and look of the site."""
MOST_BYTES = 60_000
UNLABELLED = ("hidden", "submit", "button", "reset", "image")


@dataclass(frozen=True)
class Page:
    """What came back, with its elements to look into."""

    url: str
    status: int
    headers: Any
    source: str
    tree: Element
    statements: list[str]

    @property
    def h1(self) -> str:
        return words(next(self.tree.iter("h1")))

    @property
    def title(self) -> str:
        return words(next(self.tree.iter("title")))

    @property
    def text(self) -> str:
        """Everything a reader sees, on one line."""
        return words(next(self.tree.iter("body")))

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return every element of this tag whose attributes have these values; `class_` asks for one class."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [element for element in self.tree.iter(tag) if _has(element, wanted)]

    def links(self) -> list[str]:
        """Return where its links lead to."""
        return [element.get("href", "") for element in self.tree.iter("a")]


def page(
    client: FlaskClient, url: str, *, status: int = 200, queries: int | None = MOST_QUERIES, **request: Any
) -> Page:
    """Fetch `url` and check what must hold on every page; `queries=None` leaves the number of statements open."""
    request.setdefault("headers", {"Accept": "text/html"})
    with recorded() as statements:
        response = client.get(url, **request)
    assert response.status_code == status, f"{url} answers {response.status_code}, not {status}"
    assert response.mimetype == "text/html", f"{url} is {response.mimetype}"
    source = response.get_data(as_text=True)
    shown = Page(url, response.status_code, response.headers, source, parse(source), statements)
    wrong = list(faults(shown))
    if queries is not None and len(statements) > queries:
        wrong.append(f"{len(statements)} statements, more than {queries}:\n" + "\n".join(statements))
    assert not wrong, f"{url}:\n" + "\n".join(wrong)
    return shown


def faults(shown: Page) -> Iterator[str]:
    """Say what a page does wrong, a line for each mistake."""
    yield from html.problems(shown.source) if html.available() else _parse_errors(shown.source)
    if len(shown.source.encode()) > MOST_BYTES:
        yield f"{len(shown.source.encode())} bytes, more than {MOST_BYTES}"
    headings = shown.all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} elements h1"
    elif not shown.title.startswith(shown.h1):
        yield f"the title “{shown.title}” does not start with the heading “{shown.h1}”"
    root = shown.tree
    if not root.get("lang") or root.get("dir") not in ("ltr", "rtl"):
        yield "html has no lang or no dir"
    yield from _repeated_ids(root)
    yield from _unlabelled(root)
    yield from _inline_code(root)


def parse(source: str) -> Element:
    return html5lib.parse(source, namespaceHTMLElements=False)


def words(element: Element) -> str:
    """Return the text in an element, white space collapsed."""
    return " ".join("".join(element.itertext()).split())


def _has(element: Element, wanted: dict[str, str]) -> bool:
    for name, value in wanted.items():
        have = element.get(name)
        if have is None or value not in (have.split() if name == "class" else [have]):
            return False
    return True


def _parse_errors(source: str) -> Iterator[str]:
    parser = html5lib.HTMLParser()
    parser.parse(source)
    for (line, column), code, details in parser.errors:
        yield f"{line}:{column} {code} {details}"


def _repeated_ids(root: Element) -> Iterator[str]:
    for name, times in Counter(element.get("id") for element in root.iter() if element.get("id")).items():
        if times > 1:
            yield f"{times} elements with the id {name}"


def _unlabelled(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label")}
    inside = {id(child) for label in root.iter("label") for child in label.iter()}
    for tag in ("input", "select", "textarea"):
        for element in root.iter(tag):
            if tag == "input" and element.get("type") in UNLABELLED:
                continue
            named = element.get("aria-label") or element.get("aria-labelledby")
            if not named and element.get("id") not in labelled and id(element) not in inside:
                yield f"<{tag} name={element.get('name')}> has no label"


def _inline_code(root: Element) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"<{element.tag}> inside the page"
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"<{element.tag} {name}=…> is inline code"
            elif re.match(r"\s*javascript:", value, re.IGNORECASE):
                yield f"<{element.tag} {name}={value}>"
