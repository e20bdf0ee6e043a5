"""The record as people read it, and the files that they check it with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text, update
from werkzeug.exceptions import ServiceUnavailable

from community.extensions import db
from community.ideas.models import Status
from community.ideas.operations import hide_idea, restore_idea, set_status
from community.leaving.operations import erase_person
from community.platform.database import execute
from community.record import queries, views
from community.record.keys import is_signed, public_key
from community.record.kinds import Kind
from community.record.models import RecordEntry
from community.record.operations import append as appending
from community.record.operations import notes as noting
from community.record.operations import put_on_record, sign_heads
from community.record.queries import chain, get_head
from community.record.verify import RIGHT, WRONG, canonical, check, read_head
from tests.factories import make_commitment, make_idea, make_person, make_theme
from tests.harness.databases import only_sqlite
from tests.harness.pages import page
from tests.record.changes import forged, parsed
from tests.record.keeping import appended, entries, export, in_order, put

pytestmark = only_sqlite


@pytest.fixture
def clock(monkeypatch, app):
    """Call it with a number of days for the time that the record has then."""
    began = datetime(2026, 5, 1, 12, tzinfo=UTC)

    def after(days):
        for module in (appending, chain, noting):
            monkeypatch.setattr(module, "now", lambda: began + timedelta(days=days))

    after(0)
    return after


def decided(title="Benches in the shade", reason="There is money", status=Status.PLANNED, by=None):
    """An idea whose status is on record."""
    idea = make_idea(title)
    set_status(by, idea, status, reason)
    appended()
    return idea


def test_an_entry_says_in_words_what_happened_to_what_and_why(client):
    idea = decided()
    shown = page(client, "/record")
    assert "It changed from “Open” to “Planned”." in shown.text
    assert "Benches in the shade" in shown.text
    assert "There is money" in shown.text
    assert f"/ideas/{idea.id}" in shown.links()
    assert str(queries.get_newest()) in shown.text
    assert [item.get("id") for item in shown.all("li", class_="history__entry")] == ["entry-2", "entry-1"]
    assert client.get(f"/ideas/{idea.id}").status_code in (200, 301)


def test_before_anything_happened_the_page_says_so(client):
    assert "The record has not begun" in page(client, "/record").text
    assert "No day has ended yet" in page(client, "/record/heads").text
    assert client.get("/record/export.jsonl").data == b""
    appended()
    assert "This record began." in page(client, "/record").text


def test_every_kind_has_words(client):
    idea, theme = make_idea("Trees"), make_theme("Shade")
    commitment = make_commitment("Fifty trees", ideas=[idea])
    facts = {
        "idea": idea.external_id, "theme": theme.external_id, "commitment": commitment.external_id, "before": "open",
        "status": "done", "ideas": ["a", "b"], "themes": ["c"], "due_on": date(2027, 3, 1), "table": "ideas", "rows": 2,
        "review_on": date(2027, 4, 1), "asked": 9, "yes": 5, "partly": 2, "no": 1,
    }  # fmt: skip
    for number, kind in enumerate(Kind):
        put_on_record(kind, f"kind:{number}", facts)
    appended()
    said = page(client, "/record").text
    assert "no words yet" not in said
    assert "Something else" not in said
    for words in ("as an answer to 2 ideas and 1 theme", "looked at again on April 1, 2027", "5 said yes, 2 partly"):
        assert words in said


def test_a_kind_without_words_is_shown_all_the_same(client):
    put_on_record("landed_on_the_moon", "a", {"rows": 1}, texts={"reason": ("Because", None)})
    appended()
    shown = page(client, "/record")
    assert "no words yet" in shown.text
    assert "Because" in shown.text


def test_the_list_can_be_turned_over_and_chosen_from(client):
    for number in range(70):
        put(number)
    idea = decided()
    first = page(client, "/record")
    assert len(first.all("li", class_="history__entry")) == 30
    seen, url = [], "/record"
    while url:
        shown = page(client, url)
        seen += [item.get("id") for item in shown.all("li", class_="history__entry")]
        url = next((link.get("href") for link in shown.all("a", rel="next")), None)
    assert seen == [f"entry-{number}" for number in range(72, 0, -1)]
    shown = page(client, "/record?kind=status")
    assert [item.get("id") for item in shown.all("li", class_="history__entry")] == ["entry-72"]
    assert f"/ideas/{idea.id}" in shown.links()
    assert "No entry here" in page(client, "/record?kind=stopped").text
    for nonsense in ("?kind=nonsense", "?page=nonsense", "?kind=status&kind=moved"):
        assert page(client, f"/record{nonsense}", status=400).h1


def test_what_is_not_shown_to_everybody_shows_no_word_here_nor_in_the_export(client):
    idea = decided("Hyacinthus", "Hyacinthus is a flower")
    etag = client.get("/record/export.jsonl").headers["ETag"]
    hide_idea(idea.id)
    for path in ("/record", "/record?kind=status", "/record/export.jsonl"):
        assert "Hyacinthus" not in client.get(path, headers={"If-None-Match": etag}).text
    assert "none of its words are shown here" in page(client, "/record").text
    assert json.loads(export()[1])["texts"] == {"reason": {"not_shown": "hidden"}}
    assert b"Hyacinthus" in export(public=False)[1]
    restore_idea(idea.id)
    assert "Hyacinthus is a flower" in page(client, "/record").text
    assert client.get("/record/export.jsonl", headers={"If-None-Match": etag}).status_code == 304


def test_what_an_entry_names_besides_has_to_be_shown_as_well(client):
    idea, theme = make_idea("Trees"), make_theme("Secret", published=False)
    facts = {"idea": idea.external_id, "theme": theme.external_id, "status": "done", "before": "open"}
    put_on_record("status", "a", facts, texts={"reason": ("A secret reason", None)})
    appended()
    assert "ecret" not in page(client, "/record").text
    assert "ecret" not in client.get("/record/export.jsonl").text


def test_erased_words_are_said_to_be_gone(client):
    person = make_person("Rosa")
    decided(by=person, reason="Rosa says so")
    etag = client.get("/record/export.jsonl").headers["ETag"]
    erase_person(person.id, keep_words=False)
    db.session.commit()
    again = client.get("/record/export.jsonl", headers={"If-None-Match": etag})
    assert (again.status_code, "Rosa" in again.text) == (200, False)
    shown = page(client, "/record")
    assert "Rosa" not in shown.text
    assert "Words of this entry were erased" in shown.text


def test_the_export_is_what_the_site_checks_by_and_is_asked_about(client):
    decided()
    answer = client.get("/record/export.jsonl")
    assert answer.data == b"".join(export())
    assert answer.content_length == len(answer.data)
    assert answer.mimetype == "application/x-ndjson"
    assert check(answer.data.splitlines(keepends=True)).entries == 2
    same = client.get("/record/export.jsonl", headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    decided("Another")
    assert client.get("/record/export.jsonl", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_few_exports_at_a_time_and_the_others_are_told_when(client, monkeypatch):
    appended()
    with ExitStack() as sending:
        for _time in range(2):
            sending.enter_context(views._sending)
        answer = client.get("/record/export.jsonl")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    for _time in range(5):
        assert client.get("/record/export.jsonl").status_code == 200

    def full(**_public):
        raise OSError("no room")

    monkeypatch.setattr(queries, "lines", full)
    for _time in range(5):
        assert client.get("/record/export.jsonl").status_code == ServiceUnavailable.code


def test_the_checker_comes_with_the_site_and_checks_what_the_site_gives(client, tmp_path):
    decided()
    for name in ("export.jsonl", "verify.py"):
        (tmp_path / name).write_bytes(client.get(f"/record/{name}").data)
    command = [sys.executable, "-I", "-S", "verify.py", "export.jsonl", "--head", str(queries.get_newest())]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, "nothing up to entry 2 was changed" in done.stdout) == (RIGHT, True)
    etag = client.get("/record/verify.py").headers["ETag"]
    assert client.get("/record/verify.py", headers={"If-None-Match": etag}).status_code == 304


def test_the_last_entry_of_each_day_is_a_head(client, clock):
    for day, many in ((0, 2), (1, 1), (4, 3)):
        clock(day)
        for number in range(many):
            put(number)
        appended()
        assert sign_heads() == (0 if day == 0 else 1)
    assert get_head().number == 4
    clock(30)
    assert (sign_heads(), sign_heads()) == (1, 0)
    head = get_head()
    assert (head.number, head.day, str(head)) == (7, date(2026, 5, 5), f"7:{entries()[-1].hash}")
    shown = page(client, "/record/heads")
    assert [item.get("id") for item in shown.all("li", class_="history__entry")] == ["head-7", "head-4", "head-3"]
    assert head.line in shown.text
    assert check(export(), [read_head(head.line)]).entries == 7
    assert "entry-4" in client.get(next(link for link in shown.links() if link.endswith("#entry-4"))).text


def test_no_entry_comes_to_a_day_whose_head_is_signed(client, clock):
    put(1)
    appended()
    clock(2)
    sign_heads()
    clock(0)  # a clock that is two days behind
    put(2)
    appended()
    assert entries()[-1].recorded_at == datetime(2026, 5, 2, tzinfo=UTC)
    assert sign_heads() == 0
    clock(2)
    assert sign_heads() == 1
    assert [head.day.day for head in queries.list_heads().rows] == [2, 1]


@pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl on this machine")
def test_a_head_is_signed_and_openssl_says_so_as_the_checker_explains(client, clock, tmp_path):
    appended()
    clock(1)
    sign_heads()
    head = get_head()
    assert is_signed(head.signed, head.signature, public_key())
    assert not is_signed(head.signed.replace("1:", "2:"), head.signature, public_key())
    (tmp_path / "record-key.pem").write_bytes(client.get("/record/key.pem").data)
    for name in ("export.jsonl", "verify.py"):
        (tmp_path / name).write_bytes(client.get(f"/record/{name}").data)
    command = [sys.executable, "-I", "-S", "verify.py", "export.jsonl", "--head", head.line]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    commands = "\n".join(line for line in said.splitlines() if line.startswith("  "))
    done = subprocess.run(["sh", "-ec", commands], cwd=tmp_path, capture_output=True, text=True)
    assert "Verified Successfully" in done.stdout, done.stderr
    forged = commands.replace(head.hash, "0" * 64)
    assert subprocess.run(["sh", "-ec", forged], cwd=tmp_path, capture_output=True).returncode != 0


def test_the_site_checks_its_own_signatures(app, client, clock):
    put(1)
    appended()
    clock(1)
    sign_heads()
    db.session.commit()
    command = ["record", "verify"]
    said = app.test_cli_runner().invoke(args=command)
    assert (said.exit_code, "The signature of 1 day fits" in said.output) == (RIGHT, True)
    made_anew = forged([export()[0]] * 2)[1]
    db.session.execute(text("DROP TRIGGER record_entry_refuses_update"))
    anew = {"hash": parsed(made_anew)["hash"], "facts": canonical(parsed(made_anew)["facts"]), "kind": "record_began"}
    changing = update(RecordEntry).where(RecordEntry.number == 2).values(anew | {"event_at": entries()[0].event_at})
    execute(changing)
    db.session.commit()
    assert in_order().entries == 2
    said = app.test_cli_runner().invoke(args=command)
    assert (said.exit_code, "WRONG. What was signed of 2026-05-01 is not entry 2:" in said.output) == (WRONG, True)


def test_many_heads_are_turned_over(client, clock):
    for day in range(40):
        clock(day)
        put(day)
        appended()
        sign_heads()
    first = page(client, "/record/heads")
    assert len(first.all("li", class_="history__entry")) == 30
    (url,) = (link.get("href") for link in first.all("a", rel="next"))
    second = page(client, url)
    assert len(second.all("li", class_="history__entry")) == 9
    assert page(client, "/record/heads?page=nonsense", status=400).h1
