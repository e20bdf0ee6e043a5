"""People of a journey: each with a phone of their own, 320 pixels wide, and a keyboard; nobody has a mouse.

    rosa.opens("/")
    rosa.presses("Propose an idea", "What makes an idea strong")   # and then reads
    rosa.types("Title", "A bench at the stop")

Whatever they read is held to what every page is held to: it fits a phone, and what has the focus can be seen. Axe
looks, where there is script, at pages that answer to a form, once at each; all others it knows from tests/site.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page, Request

from tests.harness.browser import violations
from tests.mail.sink import Sink

PHONE = {"width": 320, "height": 640}
MOST_TABS = 150
SKIP = "Skip to the content"
FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const words = (one) => (one ? one.innerText : "").replace(/[\\s,]+/g, " ").trim();
  const named = element.getAttribute("aria-label") || words(element.labels && element.labels[0] || element);
  const chosen = element.selectedOptions ? element.selectedOptions[0].text.trim() : "";
  const visible = style.outlineStyle !== "none" || style.boxShadow !== "none";
  const group = element.type === "radio" ? element.name : "";
  const kind = element.type === "radio" || element.type === "checkbox" ? element.type : element.localName;
  return [kind, named, chosen, group, element.checked === true, visible];
}"""
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Person:
    """Somebody with a phone, an address, and what they know by heart."""

    def __init__(self, name: str, context: BrowserContext, sink: Sink, looked_at: set[str], scripts: bool) -> None:
        self.name = name
        self.address = f"{name.lower()}@example.org"
        self.page: Page = context.new_page()
        self.sink = sink
        self.looked_at = looked_at
        self.scripts = scripts
        self.answered = False
        """Whether the page is the answer to a form that was sent."""
        self.page.on("request", self._note_whether_answered)
        self.read_mails = 0
        self.codes: list[str] = []
        """Recovery codes, written down."""

    def opens(self, path: str, text: str = "") -> None:
        """Type an address, or open one from a mail; then read `text`."""
        self.page.goto(path)
        self.reads(text)

    def presses(self, name: str, text: str) -> None:
        """Go to the link or button of this name by Tab and press Enter; then read `text`."""
        self._walk(("a", "button"), name)
        self.page.keyboard.press("Enter")
        self.reads(text)

    def types(self, label: str, text: str) -> None:
        """Go to the field with this label by Tab, and type in place of what stands there."""
        self._walk(("input", "textarea"), label)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def picks(self, label: str, day: date) -> None:
        """Go to the field with this label by Tab, and type a day as the browser asks for it: month, day, year."""
        self._walk(("input",), label)
        self.page.keyboard.type(f"{day:%m%d%Y}")

    def ticks(self, label: str) -> None:
        """Go to the box with this label by Tab, and tick it by the space bar."""
        self._walk(("checkbox",), label)
        self.page.keyboard.press("Space")

    def chooses(self, label: str) -> None:
        """Go to the group of choices by Tab, and to the one with this label by the arrow keys."""
        group = self.page.get_by_role("radio", name=label).first.get_attribute("name")
        for kind, _named, _chosen, focused, _checked, _visible in self._tabs():
            if kind == "radio" and focused == group:
                break
        for _key in range(20):
            _kind, named, _chosen, _group, checked, _visible = self._focused()
            if named.startswith(plain(label)):
                if not checked:
                    self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no way to choose {label!r} by keyboard on {self.page.url}")

    def selects(self, label: str, option: str) -> None:
        """Go to the list with this label by Tab, and to the option by the arrow keys."""
        self._walk(("select",), label)
        self.page.keyboard.press("Home")
        for _key in range(50):
            if self._focused()[2].startswith(option):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no option {option!r} by keyboard on {self.page.url}")

    def reads(self, *texts: str) -> None:
        """Wait until the page says all this, and hold it to what every page is held to."""
        for text in texts:
            try:
                self.page.locator("body", has_text=text).wait_for()
            except Error as error:
                shown = f"{self.page.url}: {self.list_of('main')}"
                raise AssertionError(f"{self.name} does not read {text!r} on {shown}") from error
        self.page.wait_for_load_state()
        self._look()

    def reads_nothing_of(self, *texts: str) -> None:
        """Find none of this on the page."""
        shown = self.page.locator("body").inner_text()
        assert [text for text in texts if text in shown] == [], f"{texts} on {self.page.url}"

    def list_of(self, selector: str) -> Sequence[str]:
        """Return what stands in each of these elements."""
        return [plain(text) for text in self.page.locator(selector).all_inner_texts()]

    def gets_mail(self, subject: str) -> Message:
        """Wait for the next mail to this person with these words in its subject."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            mine = [mail for mail in list(self.sink.messages) if self.address in str(mail["To"])]
            for number, mail in enumerate(mine[self.read_mails :], self.read_mails + 1):
                if subject in str(mail["Subject"]):
                    self.read_mails = number
                    return mail
            time.sleep(0.05)
        raise AssertionError(f"no mail to {self.address} about {subject!r}")

    def gets_code(self) -> str:
        """Wait for a mail with a code; return the code."""
        return re.search(r"^ +([A-Z2-9]{4}-[A-Z2-9]{4})\s*$", said(self.gets_mail("is your code")), re.MULTILINE)[1]

    def downloads(self, name: str) -> bytes:
        """Press the button of this name, and return the file that comes."""
        self._walk(("a", "button"), name)
        with self.page.expect_download() as coming:
            self.page.keyboard.press("Enter")
        return Path(coming.value.path()).read_bytes()

    def has_a_key(self) -> None:
        """From now on the phone keeps passkeys, and its owner is there to unlock them."""
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    def _walk(self, kinds: Sequence[str], name: str) -> None:
        for kind, named, _chosen, _group, _checked, visible in self._tabs():
            if kind in kinds and named.startswith(plain(name)):
                assert visible, f"nobody sees that {name!r} has the focus on {self.page.url}"
                return
        raise AssertionError(f"no way to {name!r} by keyboard on {self.page.url}")

    def _tabs(self) -> Iterator[tuple[str, str, str, str, bool, bool]]:
        """Yield what has the focus after each press of Tab: from the top by way of the content, and then around."""
        for tab in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focused = self._focused()
            if tab == 0 and focused[1] == SKIP:
                self.page.keyboard.press("Enter")
            else:
                yield focused

    def _focused(self) -> tuple[str, str, str, str, bool, bool]:
        return tuple(self.page.evaluate(FOCUSED))

    def _note_whether_answered(self, request: Request) -> None:
        if request.is_navigation_request():
            while request.redirected_from:
                request = request.redirected_from
            self.answered = request.method == "POST"

    def _look(self) -> None:
        page = re.sub(r"\d+|(?<=/code/).*|(?<=/second/).*", "…", urlsplit(self.page.url).path)
        heading = self.page.locator("h1").first.inner_text()
        if f"{page} {heading}" in self.looked_at:
            return
        self.looked_at.add(f"{page} {heading}")
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{self.page.url} is {wide} pixels wide"
        if self.scripts and self.answered:
            assert violations(self.page) == [], self.page.url


@contextmanager
def people(chromium: Browser, url: str, sink: Sink, *, scripts: bool) -> Iterator[type[Person]]:
    """Yield what makes a person of a name, each with a browser of their own."""
    contexts: list[BrowserContext] = []
    looked_at: set[str] = set()

    def somebody(name: str) -> Person:
        context = chromium.new_context(
            base_url=url, java_script_enabled=scripts, viewport=PHONE, reduced_motion="reduce", accept_downloads=True
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Person(name, context, sink, looked_at, scripts)

    yield somebody
    for context in contexts:
        context.close()


def plain(text: str) -> str:
    """Return the words without the commas that only who listens gets, on one line."""
    return " ".join(text.replace(",", " ").split())


def said(mail: Message) -> str:
    """Return what a mail says."""
    return str(mail.get_content()).replace("\r\n", "\n")


def link_in(mail: Message) -> str:
    """Return where a mail leads to on the site."""
    found = urlsplit(re.search(r"https?://\S+", said(mail))[0])
    return found.path + (f"?{found.query}" if found.query else "")
