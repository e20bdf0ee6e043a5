"""A broken file of 100 MB ends with a report, in little memory."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.command import REPORT
from tests.harness.databases import only_sqlite

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process's memory"
    ),
]

SIZE = 100_000_000
MOST_KB = 200_000
ROOT = Path(__file__).parents[2]
TEXT = "A bench under the lime tree. " * 33

# What exec leaves of our own memory must not be counted: the process reads its own peak.
COMMAND = """
import atexit, re, sys
from pathlib import Path
peak = lambda: re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
atexit.register(lambda: print("peak", peak()))
from flask.cli import main
sys.argv[0] = "flask"
main()
"""


def lines(row: str) -> Callable[[Any], None]:
    def write(file: Any) -> None:
        many = row.encode("utf-8", "surrogateescape") * (1_000_000 // len(row))
        file.write(b"external_id,title,body\n")
        for _ in range(SIZE // len(many)):
            file.write(many)

    return write


def unknown(file: Any) -> None:
    file.write(b"idea,voter,choice\n")
    for number in range(SIZE // 410):
        file.write(f"{number:0200},{number:0200},support\n".encode())


def doubled(file: Any) -> None:
    file.write(b"external_id,title,title\n")
    lines(f"a,b,{TEXT}\n")(file)


def zeros(file: Any) -> None:
    for _ in range(SIZE // 1_000_000):
        file.write(bytes(1_000_000))


def endless(file: Any) -> None:
    file.write(b'external_id,title,body\na,b,"')
    lines(TEXT)(file)


FILES = {
    "a quotation mark left out": (lines(f'a,b,"{TEXT}\n'), "ideas", 1),
    "a quotation mark never closed": (endless, "ideas", 1),
    "ragged rows": (lines(f"a,b,{TEXT},c\n"), "ideas", 1),
    "latin-1": (lines(f"a,\udce9,{TEXT}\n"), "ideas", 1),
    "one line": (lines(TEXT), "ideas", 1),
    "a column twice": (doubled, "ideas", 2),
    "zeros, packed": (zeros, "ideas", 2),
    "ideas that are not there": (unknown, "votes", 1),
}


@only_sqlite
@pytest.mark.parametrize("name", FILES)
def test_a_huge_broken_file_takes_little_memory(own_app, tmp_path, name):
    write, table, status = FILES[name]
    path = tmp_path / "table.csv"
    with gzip.open(path, "wb", 1) if "packed" in name else path.open("wb") as file:
        write(file)
    words = ["import", table, str(path), "--report", str(tmp_path / REPORT)]
    url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    environment = {**os.environ, "DATABASE_URL": url, "DATA": str(tmp_path), "COMMUNITY_ENV": "development"}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, "Traceback" in done.stderr) == (status, False), done.stderr[-2000:]
    assert int(done.stdout.split("peak ")[1]) < MOST_KB
    assert (tmp_path / REPORT).exists() == (status == 1)
