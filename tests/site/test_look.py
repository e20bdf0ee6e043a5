"""What makes the look one: nothing is drawn that is not listed, nothing is listed that is not drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

COMMUNITY = Path(__file__).parents[2] / "community"
TEMPLATES = sorted((COMMUNITY / "templates").rglob("*.html"))
SOURCES = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
COMPONENTS = sorted(path.stem for path in (COMMUNITY / "templates" / "components").glob("*.html"))
STYLES = sorted((COMMUNITY / "static" / "css").rglob("*.css"))
ICONS = (COMMUNITY / "static" / "img" / "icons.txt").read_text(encoding="utf-8").split()
NOT_RULES = re.compile(r"/\*.*?\*/|@media[^{]+|@font-face\s*{[^}]+}", re.DOTALL)
PHYSICAL = re.compile(r"(?<![\w-])(left|right|(?:margin|padding|border)-(?:left|right|top|bottom)|width|height)\s*:")


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_in_the_sprite_is_used(name):
    assert re.search(f"['\"]{name}['\"]", SOURCES)


def test_an_icon_that_a_page_shows_is_in_the_sprite(client):
    shown = set(re.findall(r'icons[^"]*\.svg#([\w-]+)"', client.get("/design").text))
    assert len(shown) > 10
    assert shown <= set(ICONS)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_shown_on_the_design_page(name):
    """By that page itself, by the layout around it, or by a component or partial that they show."""
    reached, left = set(), ["web/design.html"]
    while left:
        template = left.pop()
        if template not in reached:
            reached.add(template)
            source = (COMMUNITY / "templates" / template).read_text(encoding="utf-8")
            left += re.findall(r'{% (?:from|include|extends) "([^"]+)"', source)
    assert f"components/{name}.html" in reached


def test_every_stylesheet_is_part_of_the_site():
    site = (COMMUNITY / "static" / "css" / "site.css").read_text(encoding="utf-8")
    listed = set(re.findall(r'@import "\./([^"]+)"', site))
    there = {path.relative_to(COMMUNITY / "static" / "css").as_posix() for path in STYLES} - {"site.css"}
    assert listed == there


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_a_stylesheet_follows_the_writing_and_overrules_nothing(path):
    source = NOT_RULES.sub("", path.read_text(encoding="utf-8"))
    assert PHYSICAL.findall(source) == []
    assert "!important" not in source
    assert not re.search(r"(^|[\s,>])#[\w-]+[^{};]*{", source), "an id"


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_colours_are_tokens(path):
    if path.stem in ("tokens", "print"):
        return
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", path.read_text(encoding="utf-8")) == []


def test_a_class_in_a_stylesheet_is_used():
    """Word for word, or put together by a template: pill--{{ tone }}, is-{{ state }}."""
    scripts = [path.read_text(encoding="utf-8") for path in (COMMUNITY / "static" / "js").rglob("*.js")]
    used = SOURCES + "".join(scripts)
    rules = "".join(NOT_RULES.sub("", path.read_text(encoding="utf-8")) for path in STYLES)
    classes = set(re.findall(r"\.([a-z][\w-]*)(?=[^{};]*{)", rules))
    assert len(classes) > 100
    made = {name for name in classes if re.sub(r"(--|^is-).*", r"\1{{", name) in used}
    assert {name for name in classes - made if not re.search(rf"(?<![\w-]){name}(?![\w-])", used)} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= (60 if path.parent.name == "components" else 90)
