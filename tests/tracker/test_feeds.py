"""The list for programs: the feed is Atom, the tables run nothing, and all keep to the filters of the page."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from community.extensions import db
from community.platform.exchange.cells import restored
from community.tracker.models import Status, Step, StepKind
from community.tracker.views.feeds import COLUMNS
from tests.factories import make_idea
from tests.harness.databases import only_sqlite
from tests.tracker.making import make_commitment

pytestmark = only_sqlite

ATOM = "{http://www.w3.org/2005/Atom}"
FORMS = ("atom", "csv", "json")


def entries(client, url: str) -> list[ET.Element]:
    answer = client.get(url)
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.text)
    assert feed.tag == f"{ATOM}feed"
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):  # RFC 4287, 4.1.1 and 4.1.2
            assert part.findtext(f"{ATOM}{name}"), name
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).tzinfo
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    rels = [link.get("rel") for link in feed.findall(f"{ATOM}link")]
    assert rels[:2] == ["self", "alternate"]
    return feed.findall(f"{ATOM}entry")


def add_step(commitment, html: str, **columns: object) -> Step:
    at = datetime.now(UTC)
    said = {"kind": StepKind.UPDATE, "status": commitment.status, "happened_at": at, "recorded_at": at, "listed_at": at}
    step = Step(commitment_id=commitment.id, body=html, body_html=html, **{**said, **columns})
    db.session.add(step)
    db.session.flush()
    return step


def table(client, url: str) -> list[dict[str, str]]:
    answer = client.get(url)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(answer.text.splitlines()))


def test_the_feed_tells_every_step_and_keeps_its_names(client):
    made = make_commitment("A bench & a tree")
    step = add_step(made, "<p>Dug & planted.</p>\uffff", evidence_url="https://example.org/a?b&c")
    add_step(made, "<p>Never mind.</p>", taken_back_at=datetime.now(UTC))
    found = entries(client, "/tracker.atom")
    assert [entry.findtext(f"{ATOM}title") for entry in found] == ["A bench & a tree"] * 2
    assert found[0].findtext(f"{ATOM}id") == f"http://127.0.0.1:5000/tracker/{made.id}#step-{step.id}"
    content = found[0].find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "<p>Dug & planted.</p>" in content.text
    assert "Promised for" not in content.text
    links = {link.get("rel"): link.get("href") for link in found[0].findall(f"{ATOM}link")}
    assert links["related"] == "https://example.org/a?b&c"
    assert links["alternate"] == f"http://127.0.0.1:5000/tracker/{made.id}/a-bench-a-tree#step-{step.id}"
    made.title = "Another name"
    db.session.flush()
    assert entries(client, "/tracker.atom")[0].findtext(f"{ATOM}id") == found[0].findtext(f"{ATOM}id")


def test_a_step_cannot_break_out_of_the_feed(client):
    made = make_commitment("]]></title><script>", next_step="x")
    add_step(made, "<p>]]&gt;</p>", next_step="</content><b>", due_on=None)
    [first, second] = entries(client, "/tracker.atom")
    assert "&lt;/content&gt;&lt;b&gt;" in first.find(f"{ATOM}content").text
    assert second.findtext(f"{ATOM}title") == "]]></title><script>"


def test_a_feed_leads_on_to_older_steps(client):
    made = make_commitment()
    for number in range(60):
        add_step(made, f"<p>{number}</p>")
    answer = client.get("/tracker.atom")
    first = entries(client, "/tracker.atom")
    following = answer.headers["Link"].partition(">")[0].removeprefix("<http://127.0.0.1:5000")
    assert f'rel="next" type="application/atom+xml" href="http://127.0.0.1:5000{following}"' in answer.text
    ids = [entry.findtext(f"{ATOM}id") for entry in (*first, *entries(client, following))]
    assert (len(first), len(ids), len(set(ids))) == (50, 61, 61)
    assert "Link" not in client.get(following).headers


def test_tables_say_all_that_is_public(client):
    idea = make_idea(support=3)
    idea.tally = 7
    make_commitment(
        "A bench", ideas=[idea], body="Of oak.", owner_name="Parks", cost="$ 900", status=Status.DELIVERED, yes=4
    )
    [row] = table(client, "/tracker.csv")
    assert list(row) == list(COLUMNS)
    assert (row["title"], row["body"], row["owner"], row["cost"]) == ("A bench", "Of oak.", "Parks", "$ 900")
    assert (row["people"], row["votes_elsewhere"], row["status"], row["signal"]) == ("3", "7", "delivered", "delivered")
    assert (row["answers"], row["yes"], row["partly"], row["no"]) == ("4", "", "", "")
    [item] = json.loads(client.get("/tracker.json").text)["commitments"]
    assert item["people"] == 3
    assert item["yes"] is None
    assert {name: "" if item[name] is None else str(item[name]) for name in COLUMNS} == row


def test_answers_are_split_from_five_on(client):
    make_commitment(status=Status.DELIVERED, yes=3, partly=1, no=1)
    [row] = table(client, "/tracker.csv")
    assert (row["answers"], row["yes"], row["partly"], row["no"]) == ("5", "3", "1", "1")


def test_no_cell_is_run_by_a_spreadsheet(client):
    make_commitment('=HYPERLINK("x")', body="+1", owner_name="@here", cost="-1")
    [row] = table(client, "/tracker.csv")
    assert [row[name] for name in ("title", "body", "owner", "cost")] == ['\'=HYPERLINK("x")', "'+1", "'@here", "'-1"]
    assert restored(row["title"]) == '=HYPERLINK("x")'


@pytest.mark.parametrize("form", FORMS)
def test_programs_get_what_the_page_shows(client, form):
    make_commitment("Late", due_in=-2, owner_name="Parks")
    make_commitment("On track")
    withdrawn = make_commitment("Withdrawn", due_in=-2)
    withdrawn.withdrawn_at, withdrawn.listed = datetime.now(UTC), False
    shown = client.get("/tracker?signal=late&owner=office:Parks").text
    address = f"/tracker.{form}?owner=office%3AParks&amp;signal=late"
    assert address in shown
    text = client.get(address.replace("&amp;", "&")).text
    assert "Late" in text
    assert "On track" not in text
    assert "Withdrawn" not in client.get(f"/tracker.{form}").text


@pytest.mark.parametrize("form", FORMS)
def test_programs_are_told_when_nothing_is_new(client, form):
    make_commitment()
    answer = client.get(f"/tracker.{form}")
    etag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/tracker.{form}", headers=etag).status_code == 304
    again = client.get(f"/tracker.{form}")
    assert (again.data, again.mimetype) == (answer.data, answer.mimetype)
    make_commitment()
    assert client.get(f"/tracker.{form}", headers=etag).status_code == 200


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("asked", ["signal=good", "owner=12", "page=x", "place=x"])
def test_nonsense_is_said_to_programs_too(client, form, asked):
    answer = client.get(f"/tracker.{form}?{asked}")
    assert answer.status_code == 400


def test_a_table_is_bounded_and_leads_on(client, monkeypatch):
    from community.tracker import queries

    listed = queries.list_records
    monkeypatch.setattr(queries, "list_records", lambda where, order, key: listed(where, order, key=key, size=2))
    for number in range(5):
        make_commitment(f"Commitment {number}")
    names, url = [], "/tracker.json?sort=newest"
    while url:
        found = json.loads(client.get(url.removeprefix("http://127.0.0.1:5000")).text)
        names += [one["title"] for one in found["commitments"]]
        url = found["next"]
    assert len(names) == len(set(names)) == 5
    assert 'rel="next"' in client.get("/tracker.csv").headers["Link"]
