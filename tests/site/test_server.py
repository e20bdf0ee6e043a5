"""What the server says of itself."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from community.server import _answers
from tests.faults.servers import free_port


class Refuses(BaseHTTPRequestHandler):
    """Answers 400, as a site in production does when it is called by another name."""

    def do_GET(self):
        self.send_error(400)

    def log_message(self, *_args):
        pass


@pytest.fixture
def port():
    with HTTPServer(("127.0.0.1", 0), Refuses) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_it_is_asked_itself_and_no_proxy(port, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    assert _answers("127.0.0.1", port)


def test_nobody_there_is_no_answer():
    assert not _answers("127.0.0.1", free_port())
