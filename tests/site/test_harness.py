"""The checks that every page goes through can fail, and what a machine lacks is said."""

from __future__ import annotations

import pytest

from community.accounts.models import Person
from community.accounts.operations import record_person
from community.extensions import db
from community.places.models import ROOT_ID, Place
from community.places.operations import add_place
from tests.harness import html, pages

GOOD = """<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Ideas · Town</title></head>
<body><main><h1>Ideas</h1><p id="a">One</p><form>
<label>Search <input type="search" name="q"></label><button>Go</button></form>
</main></body></html>"""


needs_html_validate = pytest.mark.skipif(
    not html.available(), reason="html-validate is not installed, html5lib checked the pages: run `make assets-dev`"
)


def faults(source: str) -> list[str]:
    return list(pages.faults(pages.Page("/", 200, {}, source, pages.parse(source), [])))


def test_a_good_page_has_no_faults():
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        ("<h1>Ideas</h1>", "", "0 elements h1"),
        ("</h1>", "</h1><h1>Ideas</h1>", "2 elements h1"),
        ("Ideas · Town", "Town · Ideas", "does not start with the heading"),
        (' lang="en"', "", "no lang or no dir"),
        (' dir="ltr"', "", "no lang or no dir"),
        ("<main>", '<main id="a">', "2 elements with the id a"),
        pytest.param("<label>Search", "<label for='other'>Search", "label", marks=needs_html_validate),
        ("<p ", '<p style="color:red" ', "inline code"),
        ("<p ", '<p onclick="x()" ', "inline code"),
        ("<main>", "<main><script>x()</script>", "<script> inside the page"),
        ("<main>", "<main><style>p{}</style>", "<style> inside the page"),
        ("<main>", '<main><a href="javascript:x()">x</a>', "javascript:"),
        pytest.param("<p id", "<p id='b'><div></div></p><p id", "<p>", marks=needs_html_validate),
        ("<main>", "<main>" + "<p>much</p>" * 9_000, "bytes, more than"),
    ],
)
def test_each_fault_is_seen(good: str, bad: str, says: str):
    assert good in GOOD
    assert says in "\n".join(faults(GOOD.replace(good, bad, 1)))


@needs_html_validate
def test_pages_are_checked_by_html_validate():
    assert html.problems("<!doctype html><title>x</title><p><div></div></p>")


def test_statements_are_counted(client):
    shown = pages.page(client, "/ideas")
    assert 1 < len(shown.statements) <= pages.MOST_QUERIES
    with pytest.raises(AssertionError, match="statements, more than 1"):
        pages.page(client, "/ideas", queries=1)


@pytest.mark.parametrize("_time", range(2))
def test_what_a_test_makes_is_gone_after_it(app, client, _time):
    assert db.session.query(Person).count() == 0
    person = record_person("Ada")
    assert client.post("/sign-in/as", data={"person": person.id}).status_code == 303
    db.session.rollback()
    assert db.session.query(Person).count() == 1


def test_commits_of_an_own_app_are_commits(own_app):
    with own_app.app_context():
        record_person("Ada")
        db.session.commit()
    with own_app.app_context():
        assert db.session.query(Person).count() == 1


def test_a_real_browser_shows_the_page_of_the_test(app, browse):
    place = add_place(db.session.get(Place, ROOT_ID), "Riverside")
    shown = browse(color_scheme="dark")
    assert shown.goto(f"/places/{place.id}/riverside").status == 200
    assert shown.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
