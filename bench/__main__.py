"""Measure everything in one run: `make bench`, or `python -m bench --quick` for a first impression."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from bench.servers import site

CHAPTERS = ("pages", "votes", "growth", "postgresql", "imports", "demo", "servers")


def main() -> None:
    """Run the chapters asked for and write down what they found."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="small and short, under 90 s; docs/performance.md stays")
    asked.add_argument("--only", nargs="+", choices=CHAPTERS, default=CHAPTERS, help="some chapters; writes nothing")
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="community-bench-"))
    os.environ.update(site(folder), LOG_LEVEL="CRITICAL")
    try:
        _run(folder, given.quick, given.only)
    finally:
        shutil.rmtree(folder)


def _run(folder: Path, quick: bool, chosen: tuple[str, ...]) -> None:
    from bench import chapters, postgres
    from bench.ground import Ground
    from bench.report import Report
    from bench.town import Town

    report, ground = Report(quick), Ground(folder)
    large = Town(ideas=10_000, votes=100_000) if quick else Town(ideas=100_000, votes=1_000_000)
    run = {
        "pages": lambda: chapters.pages(report, ground),
        "votes": lambda: chapters.votes(report, ground),
        "growth": lambda: chapters.growth(report, ground, large),
        "postgresql": lambda: postgres.growth(report, ground, large),
        "imports": lambda: chapters.imports(report, ground),
        "demo": lambda: chapters.demo(report, ground),
        "servers": lambda: chapters.servers(report, ground),
    }
    failed: list[str] = []
    for number, name in enumerate(chosen, 1):
        if quick and name == "postgresql" and len(chosen) == len(CHAPTERS):
            continue
        began = time.monotonic()
        print(f"[{number}/{len(chosen)}] {name} … ", end="", file=sys.stderr, flush=True)
        try:
            run[name]()
        except Exception:  # noqa: BLE001 – what the other chapters find is still worth having
            failed.append(name)
            traceback.print_exc()
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    print(report)
    if len(chosen) == len(CHAPTERS):  # docs/performance.md is written by a whole and full run
        print(f"Written to {report.save()}", file=sys.stderr)
    broken = [promise.what for promise in report.promises if not promise.kept]
    print(f"{len(report.promises) - len(broken)} of {len(report.promises)} promises kept.", file=sys.stderr)
    if failed:
        sys.exit(f"Broken off: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
