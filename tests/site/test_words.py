"""No word of the site stands outside gettext: not in a template, and not in what the code hands to one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import pytest

from community.factory import create_app
from tests.harness import pages
from tests.harness.databases import only_sqlite
from tests.site.towns import SIGNED_IN, STAFF, VISITOR, addresses

SITE = create_app()
TEMPLATES = sorted(SITE.jinja_env.list_templates(extensions=["html"]))
PSEUDO = {"Accept": "text/html", "Accept-Language": "ar-XB"}
SPOKEN = {"alt", "aria-description", "aria-label", "aria-roledescription", "label", "placeholder", "title"}
NOT_WORDS = {"code", "kbd", "math", "pre", "script", "style", "time"}
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
EXPRESSION = "\ue000"


def letters(text: str) -> list[str]:
    """The words of the site in a text; what people write is Greek or Arabic in these tests."""
    return re.findall(r"[A-Za-z]+", text)


def bare_in_template(source: str) -> list[str]:
    """The words that stand in a template itself, not in an expression."""
    tokens = SITE.jinja_env.lexer.tokeniter(source, "template")
    kept = {"data": lambda text: text, "variable_begin": lambda _text: EXPRESSION}
    plain = "".join(kept[kind](text) for _line, kind, text in tokens if kind in kept)
    return _Bare().read(re.sub(f"<(/?){EXPRESSION}", r"<\1x", plain))


def untranslated(root: Element) -> Iterator[str]:
    """The words of a page in the made-up language that did not go through gettext, as ⟦these⟧ did."""
    if root.get("translate") == "no" or root.tag in NOT_WORDS or (root.tag != "html" and root.get("lang")):
        return
    texts = [root.text or "", *(child.tail or "" for child in root)]
    texts += [value for name, value in root.attrib.items() if name in SPOKEN]
    for text in texts:
        if letters(_outside(text)):
            yield f"<{root.tag} class={root.get('class')!r}>: {text.strip()}"
    for child in root:
        if isinstance(child.tag, str):
            yield from untranslated(child)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_word_of_a_template_is_translatable(name):
    source, _path, _fresh = SITE.jinja_env.loader.get_source(SITE.jinja_env, name)
    assert bare_in_template(source) == []


@only_sqlite
@pytest.mark.parametrize("who", [VISITOR, SIGNED_IN, STAFF], ids=["visitor", "signed in", "staff"])
@pytest.mark.parametrize("pattern", addresses(SITE))
def test_every_word_of_a_page_is_translatable(pattern, who, small_town):
    answer = small_town.client(pattern, who).get(small_town.address(pattern), headers=PSEUDO, follow_redirects=True)
    if answer.mimetype == "text/html":
        root = pages.parse(answer.text)
        assert root.get("dir") == "rtl"
        assert list(untranslated(root)) == []


def test_a_bare_word_is_seen():
    assert bare_in_template("<p>{{ _('fine') }} – {% if x %}1{% endif %}</p>") == []
    assert bare_in_template("<p>{{ _('fine') }} but {% if x %}<br>this{% endif %}</p>") == ["but", "this"]
    assert bare_in_template("<p>{{ _('fine') }} <b lang='en'>Rosa <i>Luz</i></b> <i translate='no'>x</i></p>") == []
    assert bare_in_template("""<a title="Go {{ x }}" class="b {{ y }}">{{ z }}</a>""") == ["Go"]
    assert list(untranslated(pages.parse("<p>⟦fine ⟦this⟧ too⟧ 3 <b lang=en>Rosa</b> <time>May</time>"))) == []
    assert len(list(untranslated(pages.parse("<p title=Go>⟦fine⟧ bare <b>word</b>")))) == 3


def _outside(text: str) -> str:
    """What stands outside the brackets that mark translated texts, which may be nested."""
    depth, kept = 0, []
    for char in text:
        depth += (char == "⟦") - (char == "⟧")
        if depth == 0 and char != "⟧":
            kept.append(char)
    return "".join(kept)


class _Bare(HTMLParser):
    def read(self, source: str) -> list[str]:
        self.found: list[str] = []
        self.silent: list[bool] = [False]
        self.feed(source)
        self.close()
        return self.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            own = tag in NOT_WORDS or given.get("translate") == "no" or ("lang" in given and tag != "html")
            self.silent.append(own or self.silent[-1])
        for name in SPOKEN & given.keys():
            self.handle_data(given[name] or "")

    def handle_endtag(self, tag: str) -> None:
        if len(self.silent) > 1:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent[-1]:
            self.found += letters(data)
