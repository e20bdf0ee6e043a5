"""What people write is shown as words: it never runs, never loads, never takes for ever."""

from __future__ import annotations

import re
import time

import pytest

from community.accounts.models import Person
from community.accounts.operations import record_person
from community.extensions import db
from community.ideas.models import Choice, Idea, Status
from community.ideas.operations import cast_vote, post_idea, set_status
from community.places.operations import add_place, rename_place
from community.platform.errors import Unclear
from community.platform.markdown import TAGS, lead_of, render
from community.roles.models import Role
from community.themes import operations as themes
from tests.factories import make_idea, make_person, make_place, make_staff, make_theme, root
from tests.faults.samples import SCRIPTS
from tests.harness.databases import app_on
from tests.harness.pages import parse, words

LINKS = {"href", "src", "action", "formaction", "data", "srcset", "poster", "xlink:href", "ping", "background"}
LOADING = {"iframe", "object", "embed", "base", "style", "audio", "video", "applet", "frame", "math", "template"}
OWN_SCRIPT = re.compile(r"/static/")


@pytest.fixture(scope="module")
def said(run):
    """A site where every text is one of the samples: what a sample makes of every page is seen."""
    url = run.upgraded("sqlite")
    with app_on(url) as app:
        with app.app_context():
            moderator = make_staff(Role.ADMIN, name=" ".join(SCRIPTS[3].split()))
            app.config["MODERATOR"] = moderator.person_id
            for sample in SCRIPTS:
                one_line = " ".join(sample.split())
                author = record_person(one_line)
                place = add_place(root(), one_line, kind=one_line[:60])
                idea = post_idea(author, place, one_line, sample, language="en")
                cast_vote(author.id, idea.id, Choice.SUPPORT)
                set_status(author, idea, Status.PLANNED, sample)
                theme = make_theme(one_line, body=sample, place=place, ideas=[idea], by=moderator)
                themes.edit_theme(moderator, theme.id, f"{one_line} now", f"{sample}\nnow", version=1)
                themes.edit_theme(moderator, theme.id, one_line, sample, version=2)
                themes.remove_from_theme(moderator, theme.id, [idea.id])
                themes.add_to_theme(moderator, theme.id, [idea.id])
            # Text that came in another way, unchecked by what checks it today.
            db.session.get(Idea, 1).lead = SCRIPTS[0]
            db.session.get(Person, 1).name = SCRIPTS[17]
            db.session.commit()
        yield app
    run.drop(url)


def wrong(source):
    """Say what in a page could run, load or pretend."""
    for element in parse(source).iter():
        tag = element.tag if isinstance(element.tag, str) else "!"
        if tag in LOADING:
            yield f"<{tag}>"
        if tag == "script" and not OWN_SCRIPT.match(element.get("src", "")):
            yield "<script>"
        for name, value in element.attrib.items():
            name = name if isinstance(name, str) else name[1]
            if name.startswith("on") or name in ("style", "srcdoc"):
                yield f"<{tag} {name}>"
            elif name in LINKS and not is_harmless(tag, value):
                yield f"<{tag} {name}={value}>"


def is_harmless(tag, link):
    plain = re.sub(r"[\x00-\x20]", "", link).lower()
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    if tag == "a":
        return scheme is None or scheme[1] in ("http", "https", "mailto")
    return plain.startswith(("/", "#", "data:image/svg+xml", "data:image/png")) and not plain.startswith("//")


def test_the_check_sees_what_runs():
    for sample in ("<script>x</script>", "<p onclick=x>", "<a href=' java\nscript:x'>", "<img src=//evil.example>"):
        assert list(wrong(sample)), sample
    assert not list(wrong("<a href='https://example.org'>x</a><script src='/static/x.js'></script>"))


@pytest.mark.slow
def test_no_text_runs_on_any_page(said):
    visitor, member, moderator = said.test_client(), said.test_client(), said.test_client()
    member.sign_in(2)
    moderator.sign_in(said.config["MODERATOR"])
    numbers = range(1, len(SCRIPTS) + 1)
    lists = ["/", "/themes", "/ideas", "/ideas?sort=supported", "/ideas?sort=random&seed=1"]
    lists += ["/places", "/places/1", "/sign-in"]
    found = {}
    for path in (*lists, *(f"/ideas/{n}" for n in numbers), *(f"/places/{n + 1}" for n in numbers[::8])):
        found[path] = list(wrong(shown(visitor, path)))
    for path in (*lists, "/ideas/1", "/ideas/18", "/ideas/18/vote"):
        found[f"{path} signed in"] = list(wrong(shown(member, path)))
    for path in ("/themes/desk?show=published", "/themes/new", "/themes/gather?all=1", "/ideas?place=1"):
        found[f"{path} as a moderator"] = list(wrong(shown(moderator, path)))
    for n in numbers:
        for path in (f"/themes/{n}", f"/themes/{n}/history?version=2", *(() if n % 8 else (f"/themes/{n}/ideas",))):
            found[path] = list(wrong(shown(moderator, path)))
    for path in (f"/themes/{n}/edit" for n in numbers[::8]):
        found[path] = list(wrong(shown(moderator, path)))
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_no_text_breaks_the_page_around_it(said):
    client = said.test_client()
    numbers = range(1, len(SCRIPTS) + 1, 3)
    pages = [shown(client, f"/ideas/{number}") for number in numbers]
    assert (
        len({(page.count("<form"), page.count("<main"), page.count("<h1"), page.count("<script")) for page in pages})
        == 1
    )
    for number, source in zip(numbers, pages, strict=True):
        assert words(next(parse(source).iter("h1"))) == " ".join(SCRIPTS[number - 1].split())
        assert ">49" not in source


def shown(client, path):
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, path
    return answer.text


@pytest.mark.parametrize("sample", SCRIPTS)
def test_rendered_text_and_its_lead_are_harmless(sample):
    html = render(sample)
    assert not list(wrong(html))
    inside = next(parse(html).iter("body"))
    assert {element.tag for element in inside.iter()} <= {"body", *TAGS}
    assert {name for element in inside.iter() for name in element.attrib} <= {"href", "rel", "start"}
    assert len(lead_of(html)) <= 200


UNSEEN = ("\x00", "\x07", "\x1b[2J", "\x7f", "\x85", "\ud800", "\udfff", "\u202e", "\u202d", "a\x00b")


@pytest.mark.parametrize("text", UNSEEN)
def test_what_cannot_be_seen_or_stored_is_refused_alike_on_both_databases(app, text):
    idea, place, moderator = make_idea(), make_place(), make_staff(Role.MODERATOR)
    for write in (
        lambda: post_idea(None, place, f"Title {text} x"),
        lambda: post_idea(None, place, "Title", f"Body {text}"),
        lambda: set_status(None, idea, Status.PLANNED, f"Because {text}"),
        lambda: add_place(place, f"Place {text} x"),
        lambda: rename_place(place, f"Place {text} x"),
        lambda: record_person(f"Person {text} x"),
        lambda: themes.make_theme(moderator, place.id, f"Theme {text} x", "", language="en"),
        lambda: themes.make_theme(moderator, place.id, "Theme", f"Body {text}", language="en"),
    ):
        with pytest.raises(Unclear, match="cannot be seen"):
            write()


@pytest.mark.parametrize(
    "text",
    [
        "é" + "\u0301" * 300,
        "👨‍👩‍👧‍👦" * 20,
        "क्षि" * 40,
        "می‌خواهم",
        "\u2067שלום\u2069",
        "ﷺ" * 10,
        "İıẞ",
        "𝕳𝖊𝖑𝖑𝖔",
        "…",
        "¿?",
    ],
)
def test_unusual_letters_are_stored_and_shown_on_both_databases(app, client, text):
    text = text[:190]
    idea = make_idea(text, body=text, place=make_place(text), author=make_person(text))
    for path in (f"/ideas/{idea.id}", f"/places/{idea.place_id}"):
        first = client.get(path)
        where = first.location or path
        assert client.get(where).status_code == 200, f"{path} leads round in a circle"
    assert client.get("/ideas").status_code == client.get("/places").status_code == client.get("/").status_code == 200


@pytest.mark.parametrize(
    "most",
    [
        (lambda p: add_place(p, "x" * 201)),
        (lambda p: record_person("x" * 201)),
        (lambda p: post_idea(None, p, "x" * 301)),
        (lambda p: post_idea(None, p, "x", "x" * 50_001)),
    ],
)
def test_what_is_too_long_for_a_column_is_refused_alike_on_both_databases(app, most):
    with pytest.raises(Unclear):
        most(root())


SHORT, LONG = 1_000, 8_000
GROWTH = 3
"""Eight times the text may cost three times eight times; the square of it would be sixty-four."""

HEAVY = {
    "brackets": lambda n: "[" * n,
    "pictures": lambda n: "![" * (n // 2),
    "empty links": lambda n: "[]()" * (n // 4),
    "open links": lambda n: "[a](" * (n // 4),
    "open links in angles": lambda n: "[a](<b" * (n // 6),
    "brackets a line": lambda n: "[a\n" * (n // 3),
    "references": lambda n: "[a]: b\n" * (n // 7),
    "a long reference, used": lambda n: "[a]: " + "b" * (n // 2) + "\n\n" + "[a] " * (n // 8),
    "an open title": lambda n: "[a]: b '" + "\n x" * (n // 3),
    "quotes": lambda n: ">" * n,
    "quotes a line": lambda n: ">\n" * (n // 2),
    "quoted lists": lambda n: "> * " * (n // 4),
    "deep quotes": lambda n: ("> " * 18 + "a\n") * (n // 38),
    "nested lists": lambda n: "".join("  " * depth + "* a\n" for depth in range(int(n**0.5))),
    "lists in lists": lambda n: ("- " * 9 + "a\n") * (n // 20),
    "numbered": lambda n: "1. " * (n // 3),
    "a long list": lambda n: "* a\n" * (n // 4),
    "backticks": lambda n: "`" * n,
    "backticks of every length": lambda n: "".join("e" + "`" * length for length in range(int((2 * n) ** 0.5))),
    "fences": lambda n: "```\n" * (n // 4),
    "stars": lambda n: "*" * n,
    "open emphasis": lambda n: "*a " * (n // 3),
    "closing emphasis": lambda n: "a* " * (n // 3),
    "both": lambda n: "**a *b " * (n // 7),
    "underscores": lambda n: "_a_" * (n // 3),
    "tildes": lambda n: "~~a" * (n // 3),
    "a wide table": lambda n: "|".join("a" * (n // 8)) + "\n" + "|".join("-" * (n // 8)) + "\n" + "a\n" * (n // 8),
    "an empty table": lambda n: "|a" * 50 + "\n" + "|-" * 50 + "\n" + "|\n" * ((n - 200) // 2),
    "a long table": lambda n: "a|b\n-|-\n" + "a|b\n" * (n // 4),
    "bars": lambda n: "|" * n,
    "angles": lambda n: "<" * n,
    "tags": lambda n: "<a " * (n // 3),
    "comments": lambda n: "<!-- " * (n // 5),
    "instructions": lambda n: "<?" * (n // 2),
    "ampersands": lambda n: "&" * n,
    "entities": lambda n: "&#1;" * (n // 4),
    "backslashes": lambda n: "\\" * n,
    "addresses": lambda n: "http://a.com " * (n // 13),
    "addresses in one": lambda n: "http://a." * (n // 9),
    "addresses in one, blanks between": lambda n: ("http://a." * 50 + " ") * (n // 451),
    "mail": lambda n: "a@b.com " * (n // 8),
    "half mail": lambda n: "a@" * (n // 2),
    "dots": lambda n: "a." * (n // 2),
    "slashes": lambda n: "/" * n,
    "an address of brackets": lambda n: "http://a.com/" + "([" * (n // 2),
    "headings": lambda n: "# a\n" * (n // 4),
    "underlined": lambda n: "a\n=\n" * (n // 4),
    "rules": lambda n: "---\n" * (n // 4),
    "empty lines": lambda n: "\n" * n,
    "blanks": lambda n: "a" + " " * n + "a",
    "indented": lambda n: "    a\n" * (n // 6),
    "one word": lambda n: "x" * n,
    "marks on one letter": lambda n: "e" + "\u0301" * n,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY)
def test_the_cost_of_a_text_grows_with_its_length_and_not_with_its_square(name):
    short, long = HEAVY[name](SHORT), HEAVY[name](LONG)
    assert len(render(long)) < 15 * LONG
    # A busy machine makes some of ten tries slow, a cost that grows with the square each of them.
    most = GROWTH * (LONG / SHORT)
    assert any(cost(long) < most * max(cost(short), 0.004) for _ in range(10))


def cost(text):
    """The CPU time, in seconds."""
    began = time.process_time()
    render(text)
    return time.process_time() - began
