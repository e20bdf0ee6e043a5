"""A PostgreSQL of a test's own, which may be stopped and started under a running site."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.harness import postgres


class Cluster:
    """A server with its data in `folder`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.who = postgres._unprivileged()
        folder.mkdir()
        if self.who:
            shutil.chown(folder, self.who["user"], self.who["group"])
        self.programs = postgres._readable_wheel(folder, self.who) / "bin"
        self.data = folder / "data"
        self.process: subprocess.Popen[bytes] | None = None
        initdb = [self.programs / "initdb", f"--pgdata={self.data}", "--username=postgres", "--auth=trust", "--no-sync"]
        subprocess.run(
            [*initdb, "--encoding=UTF8", "--locale=C"], check=True, cwd=folder, stdout=subprocess.DEVNULL, **self.who
        )

    @property
    def url(self) -> str:
        return postgres.url(self.folder, "postgres")

    def start(self):
        """Serve, and return when connections are welcome."""
        command = [self.programs / "postgres", "-D", self.data, "-k", self.folder, "--listen_addresses="]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, **self.who)
        ready = [self.programs / "pg_isready", "--host", self.folder, "--quiet"]
        deadline = time.monotonic() + 120
        while subprocess.run(ready).returncode:
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self):
        """End all connections and serve no more."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=120)
            self.process = None


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Make a cluster in `folder`, started; nothing is left of it afterwards."""
    made = Cluster(folder)
    made.start()
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)
