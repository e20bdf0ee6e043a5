"""An import that is killed leaves nothing behind, wherever it was; the next one completes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from community.accounts.models import Person
from community.ideas.models import Idea, IdeaCount, StatusChange, Vote
from community.places.models import Ancestry, Place
from community.record.models import RecordNote
from tests.harness.upgrades import KILLED, Upgrader

pytestmark = pytest.mark.slow

PLACES = "external_id,parent,name\nroot,,Here\nward,town,Ward\ntown,,Town\n"
IDEAS = "external_id,title,place,author,status\n" + "".join(
    f"{number},Idea {number},ward,ann {number},{'planned' if number % 2 else ''}\n" for number in range(40)
)
VOTES = "idea,voter,choice\n" + "".join(
    f"{number},ann {voter},support\n" for number in range(20) for voter in range(number, number + 3)
)
MODELS = (Place, Ancestry, Person, Idea, StatusChange, IdeaCount, Vote, RecordNote)


@pytest.fixture(scope="module")
def helper() -> Iterator[Upgrader]:
    helper = Upgrader()
    yield helper
    helper.close()


def test_a_killed_import_leaves_nothing_and_the_next_completes(desk, helper):
    url = desk.app.config["SQLALCHEMY_DATABASE_URI"]
    for name, table in (("places", PLACES), ("ideas", IDEAS), ("votes", VOTES)):
        path = desk.folder / f"{name}.csv"
        path.write_text(table)
        before = [desk.rows(*model.__table__.columns) for model in MODELS]
        kills = 0
        while True:
            helper.begin(url, "import", name, str(path), kill=kills + 1)
            status, _ended = helper.end()
            if status != KILLED:
                break
            kills += 1
            assert [desk.rows(*model.__table__.columns) for model in MODELS] == before, (name, kills)
        assert status == 0
        assert kills >= 5, "it was killed at each statement and at the commit"
        assert [desk.rows(*model.__table__.columns) for model in MODELS] != before
    assert desk.audit().status == 0
    assert len(desk.rows(Vote.person_id)) == 60
