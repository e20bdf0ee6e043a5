"""What was measured, as tables for people and as JSON for programs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.rounds import Series, Spread
from bench.servers import HOME

__all__ = ["Promise", "Report", "Table"]

RESULTS = HOME / "bench" / "results"
PAGE = HOME / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"


@dataclass
class Table:
    """Some rows under a heading, with a sentence on what they are."""

    title: str
    about: str
    heads: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [self.heads, ["---"] + ["---:"] * (len(self.heads) - 1), *self.rows]
        drawn = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return f"### {self.title}\n\n{self.about}\n\n{drawn}\n"


@dataclass(frozen=True)
class Promise:
    """Something that was promised, what was measured, and whether that is enough."""

    what: str
    promised: str
    measured: str
    kept: bool


@dataclass
class Report:
    """Everything that one run found out."""

    quick: bool
    began: str = field(default_factory=lambda: datetime.now(UTC).isoformat(" ", "minutes"))
    machine: str = field(default_factory=lambda: f"{os.cpu_count()} cores, Python {platform.python_version()}")
    promises: list[Promise] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    series: dict[str, dict[str, Series]] = field(default_factory=dict)

    def at_least(self, what: str, measured: Spread, promised: float, unit: str = "") -> None:
        """Note a promise of a ratio or rate that must not be lower; the median counts."""
        shown = f"{promised:,g}{unit}"
        self.promises.append(Promise(what, f"≥ {shown}", f"{measured}{unit}", measured.median >= promised))

    def at_most(self, what: str, measured: float, promised: float, unit: str = "", spread: str = "") -> None:
        """Note a promise of something that must not be higher."""
        shown = spread or f"{measured:,.4g}{unit}"
        self.promises.append(Promise(what, f"≤ {promised:,g}{unit}", shown, measured <= promised))

    def __str__(self) -> str:
        kept = Table("Promised and measured", self._about(), ("What", "Promised", "Measured", "Kept"))
        kept.rows = [(one.what, one.promised, one.measured, "yes" if one.kept else "**no**") for one in self.promises]
        return "\n".join(str(table) for table in (kept, *self.tables))

    def save(self) -> Path:
        """Write everything as JSON, and a full run's tables into docs/performance.md."""
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{self.began.replace(' ', '-').replace(':', '').partition('+')[0]}.json"
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), encoding="utf-8")
        if not self.quick and PAGE.exists():
            text = PAGE.read_text(encoding="utf-8")
            before, _, rest = text.partition(BEGIN)
            _, _, after = rest.partition(END)
            PAGE.write_text(f"{before}{BEGIN}\n\n{self}\n{END}{after}", encoding="utf-8")
        return path

    def _about(self) -> str:
        kind = "A quick run, for a first impression only" if self.quick else "One run"
        return (
            f"{kind} at {self.began.partition('+')[0]} UTC on {self.machine}. "
            "Ratios are medians over rounds, with the least and the most in brackets."
        )
