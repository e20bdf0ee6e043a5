"""When the disk is full: reading goes on, writing says 503, and room made is room used, without a restart."""

from __future__ import annotations

import resource
import sys

import psutil
import pytest
from sqlalchemy import event

from community.extensions import db
from tests.faults.ballots import some_ideas, votes
from tests.faults.servers import Visitor, serving
from tests.harness.databases import only_sqlite

CHOICES = ("support", "oppose")


@only_sqlite
def test_a_full_database_is_read_but_not_written(own_app):
    (idea,), people = some_ideas(own_app, people=400)
    clients = [own_app.test_client() for _person in people]
    for client, person in zip(clients, people, strict=True):
        client.sign_in(person)
    with own_app.app_context():
        pages = db.session.connection().exec_driver_sql("PRAGMA page_count").scalar()
        engine = db.engine
    limit = {"pages": pages}

    @event.listens_for(engine, "checkout")
    def bound(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count={limit['pages']}").close()

    answers = []
    for client in clients:
        answers.append(client.post(f"/ideas/{idea}/vote", data={"choice": "support"}).status_code)
        if answers[-1] != 303:
            break
    assert answers[-1] == 503, "the database was never full"
    assert client.get("/").status_code == client.get(f"/ideas/{idea}/vote").status_code == 200
    assert len(votes(own_app)) == answers.count(303)
    limit["pages"] = pages * 10
    assert client.post(f"/ideas/{idea}/vote", data={"choice": "support"}).status_code == 303
    assert len(votes(own_app)) == answers.count(303) + 1


@only_sqlite
@pytest.mark.slow
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason=f"{sys.platform} cannot limit another process's files")
def test_a_server_survives_a_full_disk_and_its_own_log_on_it(own_app, tmp_path):
    ideas, (person,) = some_ideas(own_app, ideas=3)
    url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    with serving(url, tmp_path, workers=1, LOG_LEVEL="INFO") as server, Visitor(server.port) as voter:
        voter.be(person)
        assert voter.vote(ideas[0], "support").status == 200
        # No file of the server may grow any more: neither the database's log nor the server's own.
        let_files_grow(server, to=1)
        assert [voter.vote(ideas[0], choice).status for choice in CHOICES * 2].count(503) >= 2
        for path in ("/", "/ideas", f"/ideas/{ideas[0]}/vote", "/places", "/healthz"):
            assert voter.get(path).status in (200, 301), path
        written = server.log.stat().st_size
        assert voter.get("/").status == 200
        assert server.log.stat().st_size == written, "the log could still grow"
        let_files_grow(server, to=resource.RLIM_INFINITY)
        assert [voter.vote(idea, "oppose").status for idea in ideas] == [200, 200, 200]
    assert votes(own_app) == {(person, idea): "oppose" for idea in ideas}


def let_files_grow(server, to):
    """Change how large the files of a running server may become."""
    main = psutil.Process(server.process.pid)
    for process in (main, *main.children(recursive=True)):
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (to, resource.RLIM_INFINITY))
