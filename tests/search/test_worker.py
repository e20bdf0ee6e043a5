"""With real commits: what is written is found soon, whatever kind of thing it is and however it is written."""

from __future__ import annotations

import pytest

from community.extensions import db
from community.ideas.operations import hide_idea
from community.issues.operations import hide_issue
from community.platform.worker.jobs import Worker
from community.search import queries
from community.search.jobs import keep_index
from community.search.models import SearchTask
from community.search.queries import Asked
from tests.factories import make_commitment, make_idea, make_issue, make_theme


@pytest.fixture
def town(own_app, tmp_path):
    own_app.config["DATA"] = tmp_path
    with own_app.app_context():
        yield tmp_path / "search"


def found(folder):
    db.session.rollback()
    answer = queries.find(folder, Asked("otter"))
    assert answer.by_index
    return {row.kind for row in answer.rows}


def test_every_kind_is_learnt_and_its_tasks_go(town):
    keep_index()
    make_idea("Otters in the pond")
    make_issue("No otters in the pond")
    make_theme("Otters")
    make_commitment("A pond for otters")
    db.session.commit()
    assert db.session.query(SearchTask).count() >= 4
    db.session.rollback()
    keep_index()
    assert found(town) == {"idea", "issue", "theme", "commitment"}
    assert db.session.query(SearchTask).count() == 0


def test_what_is_hidden_is_touched_too(town):
    keep_index()
    idea, issue = make_idea("Otters in the pond"), make_issue("No otters in the pond")
    db.session.commit()
    keep_index()
    hide_idea(idea.id)
    hide_issue(issue.id)
    db.session.commit()
    assert db.session.query(SearchTask).count() == 2
    db.session.rollback()
    keep_index()
    assert found(town) == set()


def test_the_worker_does_it(town, own_app):
    make_idea("Otters in the pond")
    db.session.commit()
    assert Worker(own_app).run_once()["search"] is None
    assert found(town) == {"idea"}
