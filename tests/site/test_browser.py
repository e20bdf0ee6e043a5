"""Every page in a real browser: accessible in light, dark and right to left, nothing refused, nothing cut off."""

from __future__ import annotations

import pytest

from community.factory import create_app
from tests.harness import browser as browsers
from tests.harness.databases import only_sqlite
from tests.site.towns import addresses

LANGUAGES = {"left to right": "en", "right to left": "ar-XB"}
NOWHERE = "/no/such/page"
WIDEST = """[...document.querySelectorAll("main *, header *, footer *")]
    .map((element) => ({ element, width: element.scrollWidth }))
    .filter(({ element, width }) => width > 320 && ![...element.children].some((child) => child.scrollWidth > 320))
    .slice(0, 3)
    .map(({ element, width }) => `${width} ${element.outerHTML.slice(0, 120)}`)
    .join("; ")"""
pytestmark = [only_sqlite, pytest.mark.browser]


@pytest.mark.parametrize("pattern", [*addresses(create_app()), NOWHERE])
def test_every_page_is_accessible(pattern, large_town, chromium):
    wrong = []
    for direction, language in LANGUAGES.items():
        client = large_town.client(pattern)
        answer = client.get(large_town.address(pattern), headers={"Accept-Language": language})
        if answer.status_code not in (200, 404) or answer.mimetype != "text/html":
            continue  # it leads to another address, or is no page
        with chromium.new_context(base_url=browsers.ADDRESS, reduced_motion="reduce", locale=language) as context:
            browsers.answer_with(client, context)
            found = faults(context.new_page(), large_town.address(pattern), whole=language == "en")
            wrong += [f"{direction}, {fault}" for fault in found]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def faults(page, url, *, whole):
    """What axe, the console and the width of a phone say against a page.

    Not the `whole` of axe is asked where only the direction is another: names, roles and colours are the same.
    """
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(url)
    if url == NOWHERE:
        assert "404" in said.pop()
    said += [f"light: {fault}" for fault in browsers.violations(page, only=None if whole else "cat.language")]
    if whole:  # all but the colours stays as it is
        page.emulate_media(color_scheme="dark")
        said += [f"dark: {fault}" for fault in browsers.violations(page, only="cat.color")]
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        said.append(f"{wide} pixels wide on a phone of 320, by {page.evaluate(WIDEST)}")
    return said
