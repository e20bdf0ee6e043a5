"""Every route × everybody who may ask, as a table that people can read: tests/site/who_may.txt.

`python -m pytest tests/site/test_who_may.py --write-who-may` writes it anew; read the difference before you
commit it. A route that writes needs an entry in FORMS, with what a person would really send.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from community.extensions import Base, db
from community.factory import create_app
from tests.harness.databases import only_sqlite
from tests.site.scene import PERSONAS, Scene, undone
from tests.site.towns import MORE, addresses

TABLE = Path(__file__).with_name("who_may.txt")

# What is sent to each address that writes. Names in braces are those of the scene.
FORMS: dict[str, dict[str, str]] = {
    "/api/v1/similar": {"title": "Φώτα", "body": "", "kind": "idea"},
    "/confirm/{question}": {"answer": "yes", "said": "It works"},
    "/ideas/{idea}/decline": {"reason": "No money", "change_mind": "A sponsor", "review_on": "2100-01-01"},
    "/ideas/{declined}/decline/undo": {},
    "/ideas/{declined}/look-again": {},
    "/tracker/new": {"title": "Benches", "body": "Two", "place": "{ward}", "idea-{idea}": "on", "step": "publish"},
    "/tracker/{promise}/update": {"body": "News", "seen": "{promise_step}"},
    "/tracker/{promise}/move": {"body": "It rains", "due_on": "2099-01-01", "seen": "{promise_step}"},
    "/tracker/{promise}/deliver": {"body": "Done", "seen": "{promise_step}"},
    "/tracker/{promise}/stop": {"body": "No money", "seen": "{promise_step}"},
    "/tracker/{promise}/answer": {"idea-{idea}": "on", "seen": "{promise_step}"},
    "/tracker/{promise}/undo": {"seen": "{promise_step}"},
    "/issues/new": {"title": "A new issue", "place": "{ward}", "language": "en", "key": "a key"},
    "/ideas/{idea}/issues": {"issue": "/issues/{issue}/its-name"},
    "/tags/of/idea/{idea}": {"tags": "Parks, Water", "had": "Πάρκα"},
    "/issues/{issue}/edit": {"title": "Other words", "version": "1"},
    "/issues/{issue}/me-too": {"choice": "me_too"},
    "/issues/{issue}/answer": {"body": "It will be mended"},
    "/issues/{issue}/due": {"due_on": "2100-01-01"},
    "/issues/{issue}/close": {"reason": "It is mended"},
    "/issues/{closed}/reopen": {"reason": "It broke again"},
    "/issues/{issue}/withdraw": {},
    "/issues/{issue}/bring-back": {},
    "/drafts": {"title": "A new idea", "key": "a key", "kind": "idea"},
    "/waiting": {"id": "1"},
    "/ideas/new": {"title": "A new idea", "place": "{ward}", "language": "en", "key": "a key"},
    "/ideas/{idea}/bring-back": {},
    "/ideas/{idea}/edit": {"title": "Other words", "version": "1"},
    "/ideas/{idea}/withdraw": {},
    "/decisions/{decision}/answer": {"act": "overturn", "sentence": "It was another idea"},
    "/decisions/{decision}/appeal": {"said": "No"},
    "/moderation/decide": {"idea-{idea}": "{decision}", "act": "hide", "rule": "5", "sentence": "An advertisement"},
    "/ideas/{idea}/flag": {"reason": "spam"},
    "/ideas/{imported}/claim": {"said": "Ask my neighbour"},
    "/claims/{claim}/answer": {"approve": "yes", "sentence": "The neighbour says so"},
    "/claims/{approved}/undo": {"reason": "It was another one"},
    "/admin/people/joined": {"person": "{twin}", "into": "{author}", "reason": "The same handwriting"},
    "/admin/people/joined/{join}": {"reason": "It was another one"},
    "/comments/idea/{idea}": {"body": "Something to say", "side": "for", "key": "a key"},
    "/comments/{comment}/thread": {"body": "A reply", "key": "a key"},
    "/comments/{comment}/edit": {"body": "Said anew", "version": "1"},
    "/comments/{comment}/withdraw": {},
    "/comments/{comment}/bring-back": {},
    "/ideas/{idea}/flag/take-back": {},
    "/issues/{issue}/flag": {"reason": "spam"},
    "/issues/{issue}/flag/take-back": {},
    "/comments/{comment}/flag": {"reason": "spam"},
    "/comments/{comment}/flag/take-back": {},
    "/ideas/{idea}/vote": {"choice": "support"},
    "/ideas/queue": {"idea": "1", "choice": "support"},
    "/themes/gather": {"ideas": "{idea}", "theme": "{begun}"},
    "/themes/new": {"title": "A new theme", "place": "{district}", "language": "en", "key": "a key", "ideas": "{idea}"},
    "/themes/{begun}/edit": {"title": "Other words", "version": "1"},
    "/themes/{begun}/ideas": {"idea-{idea}": "on"},
    "/themes/{begun}/ideas/remove": {"idea-{idea}": "on"},
    "/themes/{begun}/publish": {},
    "/themes/{theme}/withdraw": {},
    "/admin/look": {"site_name": "Another name"},
    "/admin/limits": {"days": "3", "ideas": "5", "links": "0", "ask_days": "7"},
    "/admin/places/{district}": {"name": "Renamed"},
    "/admin/places/{district}/policies": {"posting": "members", "voting": "closed"},
    "/admin/places/{district}/add": {"new-name": "Added"},
    "/admin/places/{ward}/move": {"place": "{beside}"},
    "/admin/texts/rules": {"body": "Be kind."},
    "/language": {"language": "en"},
    "/places/{district}/join": {},
    "/places/{district}/leave": {},
    "/places/{district}/people": {"person": "person-{author}@example.org", "role": "host"},
    "/places/{district}/people/{grant}/end": {"reason": "Moved away"},
    "/account": {"name": "Somebody else", "language": "en"},
    "/account/close": {},
    "/account/data": {},
    "/account/devices/end": {},
    "/account/erase": {"words": "remove", "sure": "y"},
    "/account/devices/{device}/end": {},
    "/account/email": {"email": "somebody@example.org"},
    "/account/password": {"current": "never this one", "password": "eleven green benches"},
    "/account/second": {"code": "123456"},
    "/account/second/show": {"code": "123456"},
    "/account/second/codes": {},
    "/account/second/remove": {},
    "/account/passkeys": {"name": "My phone", "key": "x", "credential": "none"},
    "/account/passkeys/options": {},
    "/account/passkeys/1/remove": {},
    "/account/place": {"place": "{ward}"},
    "/code/{code}": {"code": "{code}"},
    "/join": {"name": "Somebody", "email": "somebody@example.org"},
    "/reset": {"email": "somebody@example.org"},
    "/sign-in": {"email": "somebody@example.org", "password": "never this one"},
    "/sign-in/as": {"person": "{author}"},
    "/sign-in/passkey": {"key": "x", "credential": "none"},
    "/sign-in/passkey/options": {},
    "/sign-in/second/{step}": {"code": "123456"},
    "/sign-in/code": {"email": "somebody@example.org"},
    "/sign-out": {},
    "/follow/idea/{idea}": {"act": "follow"},
    "/notifications/preferences": {"act": "stop"},
    "/notifications/seen": {"until": "1"},
    "/stop/{stop}": {},
}

CHANGED_BY_LOOKING = {("sign_in", "seen_at")}
SITE = create_app()
ROWS = [f"GET  {pattern}" for pattern in addresses(SITE)] + [f"POST {pattern}" for pattern in sorted(FORMS)]


@only_sqlite
@pytest.mark.parametrize("row", ROWS)
def test_everybody_may_what_the_table_says(row, scene):
    assert asked(scene, row) == table()[row]


@only_sqlite
def test_the_table_has_a_row_for_every_address(scene, pytestconfig):
    if pytestconfig.getoption("--write-who-may"):
        TABLE.write_text(_drawn({row: asked(scene, row) for row in ROWS}), encoding="utf-8")
    assert list(table()) == ROWS
    assert _drawn(table()) == TABLE.read_text(encoding="utf-8")


def test_everything_that_can_be_written_to_has_a_form():
    """From the URL map itself, and no form is for an address that is not there."""
    urls = SITE.url_map.bind("")
    found = [urls.match(_filled(pattern), "POST")[0] for pattern in FORMS]
    rules = [rule for rule in SITE.url_map.iter_rules() if "POST" in rule.methods and rule.endpoint != "static"]
    assert [rule.rule for rule in rules if rule.endpoint not in found] == []


def test_looking_at_every_page_changes_nothing(scene):
    before = everything()
    for persona in PERSONAS:
        client = scene.client(persona)
        for pattern in (*addresses(scene.app), *MORE):
            client.get(pattern.format(**scene.names), headers={"Accept": "text/html"}, follow_redirects=True)
    assert everything() == before


def asked(scene: Scene, row: str) -> list[str]:
    """Return what each persona is answered."""
    method, pattern = row.split()
    path = pattern.format(**scene.names)
    form = FORMS[pattern] if method == "POST" else {}
    data = {name.format(**scene.names): value.format(**scene.names) for name, value in form.items()}
    cells = []
    for persona in PERSONAS:
        with undone(scene.app):
            answer = scene.client(persona).open(path, method=method, data=data or None, headers={"Accept": "text/html"})
            assert answer.status_code < 500, f"{method} {path} as {persona} answers {answer.status_code}"
            cells.append(_said(answer))
    return cells


def table() -> dict[str, list[str]]:
    """Return the cells of each row of the table."""
    head, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    width = head.index(PERSONAS[0])
    return {line[:width].strip(): re.split(" {2,}", line[width:]) for line in lines}


def everything() -> dict[str, list]:
    """Return every row of the database, except for when somebody was last seen."""
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if (table.name, column.name) not in CHANGED_BY_LOOKING]
        found[table.name] = sorted(map(repr, db.session.execute(select(*columns)).all()))
    db.session.rollback()
    return found


def _said(answer) -> str:
    """Return the status, and whether a redirect leads to the sign-in page."""
    if answer.status_code in (302, 303) and "/sign-in" in (answer.location or ""):
        return f"{answer.status_code} sign in"
    return str(answer.status_code)


def _drawn(rows: dict[str, list[str]]) -> str:
    lines = [["", *PERSONAS], *([row, *cells] for row, cells in rows.items())]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )


def _filled(pattern: str) -> str:
    class Ones(dict):
        def __missing__(self, key):
            return "1"

    return pattern.format_map(Ones())
