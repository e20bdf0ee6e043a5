"""Run every check that needs no running site, side by side, and say what each found."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CHECKS = {
    "types": [BIN / "mypy"],
    "style": [BIN / "ruff", "check", "--quiet"],
    "format": [BIN / "ruff", "format", "--check", "--quiet"],
    "import contracts": [BIN / "lint-imports"],
    "templates": [BIN / "djlint", "community/templates", "--lint", "--quiet"],
    "locks, secrets and paths": [sys.executable, ROOT / "tools" / "lint_files.py"],
}


def main() -> int:
    """Return 0 when all checks pass, else 1."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(_run, CHECKS))
    return 0 if all(results) else 1


def _run(name: str) -> bool:
    began = time.monotonic()
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env=environment)
    passed = done.returncode == 0
    words = f"{'ok  ' if passed else 'FAIL'} {name}, {time.monotonic() - began:.1f} s"
    print(words if passed else f"{words}\n{done.stdout}{done.stderr}", flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())
