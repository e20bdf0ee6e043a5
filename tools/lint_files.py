"""Check what no other tool does: hashes in locks, numbers of migrations, secrets, and places outside the project."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "a cloud access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a code host token": r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[\w-]{20}\b",
    "a chat or payment token": r"\bxox[abpr]-[\w-]{10,}|\bsk_live_\w{10,}",
    "an address with a password": r"\b\w+://[^\s/:@'\"{}<>]+:[^\s/:@'\"{}<>]+@[\w.-]+",
    "a written-out secret": r"(?i)\b(?:secret_key|password|api_key|token)\b\s*[:=]\s*['\"][\w+/=-]{24,}['\"]",
}
OUTSIDE = re.compile(r"(?<![\w.<{*])/(?:root|home/\w|Users/\w|work)/[\w.-]+")
UPWARD = re.compile(r"(?<![\w./])(?:\.\./)+[\w.-]+")
LOCKS = ("uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "yarn.lock", "pnpm-lock.yaml")


def main() -> int:
    """Print each fault and return 1, or return 0."""
    faults = [*python_locks(), *npm_lock(), *npm_settings(), *migrations()]
    for path in tracked():
        if path.name in LOCKS:
            faults.append(f"{path}: this kind of lock records registry hosts")
        faults += secrets_and_paths(path)
    print("\n".join(faults))
    return 1 if faults else 0


def tracked() -> list[Path]:
    """Every file in the project, also one not yet added to git but not ignored either."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def python_locks() -> Iterator[str]:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    if not locks:
        yield "requirements: no lock"
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        if "://" in text or "--index" in text or "--find-links" in text:
            yield f"{lock.name}: names a host"
        for entry in re.split(r"\n(?=\S)", text.strip()):
            if not re.match(r"[\w.\[\],-]+==\S+", entry) or "--hash=sha256:" not in entry:
                yield f"{lock.name}: no exact version with hashes: {entry.splitlines()[0]}"


def npm_lock() -> Iterator[str]:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    for name, package in packages.items():
        if name and "integrity" not in package:
            yield f"package-lock.json: {name} has no integrity"
        if "resolved" in package:
            yield f"package-lock.json: {name} names a host"


def npm_settings() -> Iterator[str]:
    npmrc = ROOT / ".npmrc"
    settings = npmrc.read_text(encoding="utf-8") if npmrc.exists() else ""
    if "omit-lockfile-registry-resolved=true" not in settings:
        yield ".npmrc: must say omit-lockfile-registry-resolved=true"
    if "://" in settings or "//" in settings or "_auth" in settings:
        yield ".npmrc: names a host or holds a secret"


def migrations() -> Iterator[str]:
    """Say which migrations have a number twice: two people took the next one at the same time."""
    paths = sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    for one, other in pairwise(paths):
        if one.name[:4] == other.name[:4]:
            yield f"migrations/versions: {one.name} and {other.name} have the same number"


def secrets_and_paths(path: Path) -> Iterator[str]:
    try:
        text = (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    if path.suffix == ".lock" or path.name == "package-lock.json":
        return
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{path}:{number}"
        for what, pattern in SECRETS.items():
            if re.search(pattern, line):
                yield f"{where}: looks like {what}"
        if found := OUTSIDE.search(line):
            yield f"{where}: {found[0]} is a place on one machine"
        if path.parts[0] != "tests":
            for found in UPWARD.finditer(line):
                if not _stands(path, found[0]):
                    yield f"{where}: {found[0]} leads out of the project or nowhere"


def _stands(path: Path, upward: str) -> bool:
    target = (ROOT / path.parent / upward).resolve()
    return target.is_relative_to(ROOT) and target.exists()


if __name__ == "__main__":
    sys.exit(main())
