"""Upgrades in processes of their own, which can be killed or held at any statement.

`python -m tests.harness.upgrades` reads a JSON request a line, `{"url": …, "kill": 3, "hold": null, "flag": null}`,
does the upgrade in a fork and answers with how that ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

KILLED = -signal.SIGKILL
HOLD_SECONDS = 1.0


class Upgrader:
    """A process that has loaded the site once and upgrades databases in forks."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def begin(
        self,
        url: str,
        *words: str,
        kill: int | None = None,
        hold: int | None = None,
        flag: Path | None = None,
    ) -> None:
        """Start an upgrade, or `flask` with these words; it dies before its statement number `kill`, or raises
        `flag` and waits at number `hold`."""
        assert self.process.stdin
        request = {"url": url, "words": words, "kill": kill, "hold": hold, "flag": str(flag) if flag else None}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, float]:
        """Return the exit status (KILLED when it was) and the moment at which it ended."""
        assert self.process.stdout
        status, ended = json.loads(self.process.stdout.readline())
        return status, ended

    def close(self) -> None:
        self.process.communicate()


def _serve() -> None:
    from tests.harness.databases import app_on, upgrade

    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _count_statements(request)
            if not request["words"]:
                upgrade(request["url"])
                os._exit(0)
            with app_on(request["url"]) as app:
                os._exit(app.test_cli_runner().invoke(args=request["words"]).exit_code)
        _pid, status = os.waitpid(child, 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), time.monotonic()]), flush=True)


def _count_statements(request: dict[str, Any]) -> None:
    done = 0

    def count(*_details: Any) -> None:
        nonlocal done
        done += 1
        if done == request["kill"]:
            os.kill(os.getpid(), signal.SIGKILL)
        if done == request["hold"]:
            Path(request["flag"]).touch()
            time.sleep(HOLD_SECONDS)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)


if __name__ == "__main__":
    _serve()
