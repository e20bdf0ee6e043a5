"""Texts in many scripts."""

from __future__ import annotations

import pytest

from community.platform.markdown import lead_of, render
from community.platform.text import direction_of, fold, slug


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("A bench at the stop!", "a-bench-at-the-stop"),
        ("पानी की टंकी", "पानी-की-टंकी"),
        ("محلے کا پارک", "محلے-کا-پارک"),
        ("¿Qué? — ¡Sí!", "qué-sí"),
        ("///", ""),
        ("\u202eabc\u0000", "abc"),
    ],
)
def test_slugs_keep_letters_of_every_script(text, part):
    assert slug(text) == part


def test_slugs_end_at_a_word():
    assert slug("word " * 50) == "-".join(["word"] * 12)
    assert len(slug("x" * 500)) == 60


def test_folding_sorts_numbers_as_people_count():
    assert sorted(["District 10", "district 9", "Émile", "Zoo"], key=fold) == [
        "district 9",
        "District 10",
        "Émile",
        "Zoo",
    ]


def test_directions():
    assert [direction_of(code) for code in ("en", "ur", "ar-EG", "nonsense", "")] == ["ltr", "rtl", "rtl", "ltr", "ltr"]


def test_markdown_stays_below_the_headings_of_the_page():
    assert render("# One\n\n### Two") == "<h3>One</h3>\n<h3>Two</h3>\n"


def test_links_do_not_pass_on_trust():
    assert render("https://example.org") == (
        '<p><a href="https://example.org" rel="nofollow ugc noopener">https://example.org</a></p>\n'
    )


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"]
)
def test_nothing_people_write_runs(text):
    rendered = render(text)
    assert "<script" not in rendered
    assert "<img" not in rendered
    assert 'href="javascript' not in rendered


def test_a_lead_is_plain_and_ends_at_a_word():
    assert lead_of(render("**Bold** & [link](https://example.org)")) == "Bold & link"
    lead = lead_of(render("word " * 100))
    assert lead.endswith("word…")
    assert len(lead) <= 200
