"""The commands say how they ended, by a number and in words."""

from __future__ import annotations

import gzip

import pytest
from sqlalchemy import update

from community.extensions import db
from community.ideas.models import Idea, IdeaCount, Vote
from community.places.models import Place
from community.platform.exchange.cli import REPORT
from tests.exchange.command import Desk
from tests.harness.databases import app_on, only_sqlite

IDEAS = "external_id,title,status\none,First,planned\ntwo,Second,\n"
VOTES = "idea,voter,choice\none,ann,support\ntwo,ann,oppose\n"


def tables(desk):
    return [desk.rows(*model.__table__.columns) for model in (Place, Idea, IdeaCount, Vote)]


def test_a_trial_writes_nothing_and_tells_what_it_would_do(desk):
    desk.must_bring_in("ideas", IDEAS)
    before = tables(desk)
    for name, table in (
        ("places", "external_id,name\nroot,Here\nnew,New\n"),
        ("ideas", IDEAS.replace("First", "1st") + "three,Third,done\n"),
        ("votes", VOTES),
    ):
        result = desk.bring_in(name, table, "--dry-run")
        assert result.status == 0
        assert "nothing was written" in result.said
        assert tables(desk) == before


def test_a_trial_finds_every_problem(desk):
    assert desk.bring_in("votes", VOTES, "--dry-run").status == 1
    assert desk.problems == [(2, "idea"), (3, "idea")]


@only_sqlite
@pytest.mark.parametrize("words", [("import",), ("import", "people"), ("import", "votes"), ("export", "votes")])
def test_a_command_that_makes_no_sense_ends_with_2(desk, words):
    assert desk.flask(*words).status == 2


@only_sqlite
@pytest.mark.parametrize("table", [b"", b"a;b\n", b"external_id,external_id,title\n", b"\x1f\x8bno"])
def test_an_unusable_file_ends_with_2_and_says_why(desk, table):
    result = desk.bring_in("ideas", table)
    assert result.status == 2
    assert "Nothing was written" in result.complained
    assert "Traceback" not in result.complained


@only_sqlite
def test_a_missing_file_ends_with_2(desk):
    result = desk.flask("import", "ideas", str(desk.folder / "nowhere.csv"))
    assert (result.status, "cannot be opened" in result.complained) == (2, True)


@only_sqlite
def test_the_report_lies_in_data_until_the_next_import(desk):
    path = desk.folder / "bad.csv"
    path.write_text("external_id,title\n,\n")
    report = desk.app.config["DATA"] / REPORT
    result = desk.flask("import", "ideas", str(path))
    assert result.status == 1
    assert str(report) in result.complained
    assert "2 problems" in result.complained
    assert "Line 2, external_id" in result.complained
    assert report.read_text().splitlines()[0] == "line,column,problem"
    path.write_text("external_id,title\na,A\n")
    assert desk.flask("import", "ideas", str(path)).status == 0
    assert not report.exists()


@only_sqlite
def test_a_report_that_cannot_be_written_is_said(desk):
    path = desk.folder / "bad.csv"
    path.write_text("external_id,title\n,\n")
    result = desk.flask("import", "ideas", str(path), "--report", str(desk.folder / "no" / "report.csv"))
    assert (result.status, "cannot be written" in result.complained) == (1, True)


@only_sqlite
def test_a_table_goes_out_to_the_standard_output_or_packed(desk):
    desk.must_bring_in("ideas", IDEAS)
    plain = desk.give_out("ideas")
    assert desk.flask("export", "ideas", "-").said.encode() == plain.replace(b"\r\n", b"\n")
    path = desk.folder / "ideas.csv.gz"
    assert desk.flask("export", "ideas", str(path)).status == 0
    assert gzip.decompress(path.read_bytes()) == plain


@only_sqlite
def test_a_table_that_cannot_be_written_ends_with_2(desk):
    assert desk.flask("export", "ideas", str(desk.folder / "no" / "ideas.csv")).status == 2


def test_the_audit_names_what_is_wrong_and_can_put_it_right(desk):
    desk.must_bring_in("ideas", IDEAS)
    desk.must_bring_in("votes", VOTES)
    assert desk.audit().status == 0
    right = tables(desk)
    with desk.app.app_context():
        db.session.execute(update(Idea).where(Idea.external_id == "one").values(support_count=7))
        db.session.execute(update(Idea).where(Idea.external_id == "two").values(share_low=0.5))
        db.session.execute(update(IdeaCount).where(IdeaCount.status == "planned").values(count=3))
        db.session.commit()
    result = desk.audit()
    assert result.status == 1
    assert [line.partition(":")[0] for line in result.said.splitlines()[:3]] == ["idea one", "idea two", "place root"]
    assert desk.flask("ideas", "audit", "--repair").status == 0
    assert desk.audit().status == 0
    assert tables(desk) == right


def test_a_site_that_was_not_upgraded_is_told_in_words(run, kind, tmp_path):
    url = run.empty(kind)
    with app_on(url) as app:
        result = Desk(app, tmp_path).bring_in("ideas", IDEAS)
    run.drop(url)
    assert result.status == 1
    assert "Nothing was written" in result.complained
