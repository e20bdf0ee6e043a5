"""The server is killed again and again while somebody votes: no vote that was answered is lost."""

from __future__ import annotations

import http.client
import random
import threading
import time
from contextlib import suppress
from itertools import cycle

import pytest

from tests.faults.ballots import CHOICES, some_ideas, votes
from tests.faults.servers import Server, Visitor

pytestmark = pytest.mark.slow

KILLS = 3


def test_no_acknowledged_vote_is_lost_when_the_server_is_killed(own_app, tmp_path):
    ideas, people = some_ideas(own_app, ideas=40, people=2)
    server = Server(own_app.config["SQLALCHEMY_DATABASE_URI"], tmp_path, workers=1)
    chance = random.Random(7)
    acknowledged, asked, answered = {}, {}, []
    over = threading.Event()
    clients = [
        threading.Thread(target=keep_voting, args=(server, person, ideas, over, acknowledged, asked, answered))
        for person in people
    ]
    try:
        server.start()
        for client in clients:
            client.start()
        for _ in range(KILLS):
            wait_for(answered, chance.randrange(20, 120))
            server.kill()
            check(votes(own_app), acknowledged, asked)
            server.start()
        wait_for(answered, 20)
    finally:
        over.set()
        for client in clients:
            client.join(timeout=30)
        server.kill()
    check(votes(own_app), acknowledged, asked)
    audit = own_app.test_cli_runner().invoke(args=["ideas", "audit"])
    assert audit.exit_code == 0, audit.output


def wait_for(answered, more):
    """Wait until so many more votes were answered."""
    goal, deadline = len(answered) + more, time.monotonic() + 120
    while len(answered) < goal:
        assert time.monotonic() < deadline, "nobody can vote any more"
        time.sleep(0.005)


def keep_voting(server, person, ideas, over, acknowledged, asked, answered):
    """Vote on one idea after the other until it is `over`; note what was asked, and what was answered."""
    ballots = ((idea, choice) for choice in cycle(CHOICES) for idea in ideas)
    while not over.is_set():
        # A killed server leaves the connection broken; whether the vote was counted, nobody was told.
        with suppress(OSError, http.client.HTTPException), Visitor(server.port) as visitor:
            visitor.be(person)
            for idea, choice in ballots:
                asked[person, idea] = choice
                if visitor.vote(idea, choice).status == 200:
                    acknowledged[person, idea] = choice
                    answered.append((person, idea))
                if over.is_set():
                    return
        time.sleep(0.02)


def check(cast, acknowledged, asked):
    """Every vote that was answered is there, unless a later one that was asked for has taken its place."""
    for ballot, choice in dict(acknowledged).items():
        assert cast.get(ballot) in (choice, asked[ballot]), f"{ballot} was acknowledged as {choice}"
