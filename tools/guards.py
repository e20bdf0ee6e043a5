"""Remove each guard and each rule in turn and name the test that notices; fail when none does.

A guard is `@may(...)` on a view, unless it lets anyone in; without it, anyone may. A rule is a function
in a `rules.py`; without it, the answer is always yes. Each is tried in a process of its own.
"""

from __future__ import annotations

import ast
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
QUICK = "not postgresql and not browser and not slow"


@dataclass(frozen=True)
class Removal:
    """One guard or rule to do without: a function in a file."""

    path: Path
    function: str
    kind: str

    def __str__(self) -> str:
        return f"{self.kind} {self.path.relative_to(ROOT)}:{self.function}"

    @property
    def module(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

    @property
    def tests(self) -> list[list[str]]:
        """The feature's own tests first, for they notice soonest, then all others."""
        own = ROOT / "tests" / self.path.parent.name
        others = [path for path in sorted((ROOT / "tests").iterdir()) if path != own]
        return [[str(path) for path in paths if any(path.glob("test_*.py"))] for paths in ([own], others)]

    def code(self) -> CodeType:
        """The module without it."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        for function in functions(tree):
            if function.name == self.function:
                if self.kind == "guard":
                    _guard(function).args = [ast.Name("anyone", ast.Load())]
                else:
                    function.body = [ast.Return(ast.Constant(True))]
        imported = ast.parse("from community.platform.guards import anyone").body if self.kind == "guard" else []
        tree.body[_first_statement(tree) : _first_statement(tree)] = imported
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")


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


def notices(found: list[Removal], at_once: int = 2) -> Iterator[tuple[Removal, str]]:
    """Yield each removal with the test that fails without it, or with an empty text."""
    waiting, running = list(found), {}
    while waiting or running:
        while waiting and len(running) < at_once:
            removal = waiting.pop(0)
            answer = tempfile.TemporaryFile("w+")  # noqa: SIM115 – closed when the child has ended
            child = os.fork()
            if child == 0:
                answer.write(_first_failure(removal))
                answer.flush()
                os._exit(0)
            running[child] = removal, answer
        child, status = os.wait()
        removal, answer = running.pop(child)
        with answer:
            answer.seek(0)
            yield removal, answer.read() if status == 0 else f"ERROR it ended with {status}"


def _first_failure(removal: Removal) -> str:
    """Run the tests with the module changed, in this process, which is thrown away afterwards."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    load = SourceFileLoader.get_code

    def changed(loader: SourceFileLoader, name: str) -> CodeType | None:
        return removal.code() if name == removal.module else load(loader, name)

    SourceFileLoader.get_code = changed  # type: ignore[method-assign]
    first = _First()
    for tests in filter(None, removal.tests):
        status = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-m", QUICK, *tests], [first])
        if first.name:
            return first.name
        if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return f"ERROR pytest says {status!r}"
    return ""


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


def _first_statement(tree: ast.Module) -> int:
    """Where an import may be put: after the docstring and `from __future__`."""
    for index, node in enumerate(tree.body):
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not future and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            return index
    return len(tree.body)


def main() -> int:
    """Return 0 when a test notices every removal."""
    began = time.monotonic()
    found = list(removals())
    wrong = 0
    for removal, test in notices(found):
        good = test and not test.startswith("ERROR")
        wrong += not good
        print(f"{'ok  ' if good else 'FAIL'} without {removal}: {test or 'every test passes'}", flush=True)
    print(f"{len(found) - wrong} of {len(found)} are noticed, {time.monotonic() - began:.0f} s")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
