"""Remove each guard and each rule in turn and name the test that notices; fail when none does.

A guard is `@may(...)` on a view, unless it lets anyone in; without it, anyone may. A rule is a function
in a `rules.py`; without it, the answer is always yes. Each is tried in a process of its own.

`tools/guards.txt` remembers which test noticed each removal; that one is run first, and all others when it
passes, which may take minutes: what was learned is written there, to be committed.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, NoReturn

import pytest

from community.platform.guards import anyone

ROOT = Path(__file__).resolve().parent.parent
QUICK = "not postgresql and not browser and not slow"
REMEMBERED = Path(__file__).with_name("guards.txt")
TABLE = ROOT / "tests" / "site" / "test_who_may.py"
"""What notices most guards."""


@dataclass(frozen=True)
class Removal:
    """One guard or rule to do without: a function in a file."""

    path: Path
    function: str
    kind: str

    def __str__(self) -> str:
        return f"{self.kind} {self.path.relative_to(ROOT)}:{self.function}"

    def likely(self) -> str:
        """The test that noticed it last time."""
        return _remembered().get(str(self), "")

    def happen(self) -> None:
        """Change the function in place, wherever it was already imported to."""
        module = importlib.import_module(".".join(self.path.relative_to(ROOT).with_suffix("").parts))
        function = getattr(module, self.function)
        if self.kind == "rule":
            inspect.unwrap(function).__code__ = (lambda *_arguments, **_named: True).__code__
            return
        while "who" not in function.__code__.co_freevars:
            function = function.__wrapped__
        function.__closure__[function.__code__.co_freevars.index("who")].cell_contents = anyone


def removals() -> Iterator[Removal]:
    """Every guard and every rule there is."""
    for path in sorted((ROOT / "community").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in functions(tree):
            if path.name == "rules.py":
                yield Removal(path, function.name, "rule")
            elif (guard := _guard(function)) and ast.unparse(guard.args[0]) != "anyone":
                yield Removal(path, function.name, "guard")


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


class Trying:
    """A run of pytest that collects once, and then runs the tests in a fork for each removal."""

    def __init__(self, found: Iterable[Removal], say: Callable[[Removal, str], None], at_once: int = 2) -> None:
        self.waiting = list(found)
        self.say = say
        self.at_once = at_once

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("not every test could be collected")
        _warm_up(session)
        running: dict[int, tuple[Removal, IO[str]]] = {}
        while self.waiting or running:
            while self.waiting and len(running) < self.at_once:
                removal = self.waiting.pop(0)
                answer = tempfile.TemporaryFile("w+")  # noqa: SIM115 – closed when the child has ended
                child = os.fork()
                if child == 0:
                    _tell_first_failure(removal, session, answer)
                running[child] = removal, answer
            child, status = os.wait()
            removal, answer = running.pop(child)
            with answer:
                answer.seek(0)
                self.say(removal, answer.read() if status == 0 else f"ERROR it ended with {status}")
        return True


def _warm_up(session: pytest.Session) -> None:
    """Run one test of the table, so that each fork finds the database upgraded and templates compiled."""
    first = next(item for item in session.items if item.path == TABLE)
    first.ihook.pytest_runtest_protocol(item=first, nextitem=None)


def _tell_first_failure(removal: Removal, session: pytest.Session, answer: IO[str]) -> NoReturn:
    """Run the tests without what is removed, in this process, which ends with it."""
    status = 1
    try:
        removal.happen()
        answer.write(_first_failure(removal, session))
        answer.flush()
        status = 0
    finally:
        os._exit(status)


def _first_failure(removal: Removal, session: pytest.Session) -> str:
    """Name the first test that fails: after the likely one, the table and the feature's own come, which notice most."""
    first = _First()
    session.config.pluginmanager.register(first)
    own = ROOT / "tests" / removal.path.relative_to(ROOT / "community").parts[0]
    near = [TABLE, own] if removal.kind == "guard" else [own]
    likely = removal.likely()

    def far(item: pytest.Item) -> tuple[bool, int]:
        around = (place for place, path in enumerate(near) if item.path.is_relative_to(path))
        return item.nodeid != likely, next(around, len(near))

    items = sorted(session.items, key=far)
    # After the last one comes the first again: pytest would take down what the other forks still stand on.
    for item, following in pairwise([*items, items[0]]):
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if first.name:
            break
    return first.name


class _First:
    name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid if report.when == "call" else f"ERROR in {report.when} of {report.nodeid}"


def _guard(function: ast.FunctionDef) -> ast.Call | None:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "may":
            return decorator
    return None


@cache
def _remembered() -> dict[str, str]:
    lines = REMEMBERED.read_text(encoding="utf-8").splitlines() if REMEMBERED.exists() else []
    return dict(line.split("\t") for line in lines)


def main() -> int:
    """Return 0 when a test notices every removal."""
    began = time.monotonic()
    found = list(removals())
    noticed: dict[str, str] = {}
    ours = os.fdopen(os.dup(1), "w")

    def say(removal: Removal, test: str) -> None:
        good = test and not test.startswith("ERROR")
        if good:
            noticed[str(removal)] = test
        print(f"{'ok  ' if good else 'FAIL'} without {removal}: {test or 'every test passes'}", file=ours, flush=True)

    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)  # what pytest itself says is no news
    os.dup2(nothing, 2)
    status = pytest.main(["-s", "-q", "-p", "no:cacheprovider", "-m", QUICK, str(ROOT / "tests")], [Trying(found, say)])
    print(f"{len(noticed)} of {len(found)} are noticed, {time.monotonic() - began:.0f} s", file=ours, flush=True)
    if status != pytest.ExitCode.OK:
        print(f"pytest says {status!r}", file=ours, flush=True)
    if noticed.items() - _remembered().items():
        REMEMBERED.write_text("".join(f"{name}\t{test}\n" for name, test in sorted(noticed.items())), encoding="utf-8")
    return 0 if noticed and len(noticed) == len(found) and status == pytest.ExitCode.OK else 1


if __name__ == "__main__":
    sys.exit(main())
