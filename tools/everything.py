"""Run every check, one part after the other, and say at the end how long each took: what grew is seen there.

Processor seconds are those of all processes of a part; the time that passes depends on what else the machine does.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = {
    "lint": ["tools/lint.py"],
    "guards": ["-m", "tools.guards"],
    "tests": ["-m", "pytest", "--numprocesses", "2", "--dist", "worksteal", "--durations", "10"],
}


def main() -> int:
    """Return 0 when all parts pass, else the status of the first that fails; the rest is then left out."""
    took = {}
    status = 0
    for part, words in PARTS.items():
        began, used = time.monotonic(), _processor_seconds()
        status = subprocess.run([sys.executable, *words], cwd=ROOT).returncode
        took[part] = time.monotonic() - began, _processor_seconds() - used
        if status:
            break
    for part, (passed, used) in took.items():
        print(f"{part:8}{passed:5.0f} s, {used:4.0f} processor seconds", flush=True)
    return status


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
