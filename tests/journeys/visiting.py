"""One person at one browser window, on screens of several sizes."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL_PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
TABLET = {"viewport": {"width": 768, "height": 1024}}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PROVOKED = re.compile(
    r"status of 4\d\d|Status Error Code 4\d\d"
    r"|ERR_INTERNET_DISCONNECTED|ERR_FAILED"
)
SCREENS = {"phone": PHONE, "small phone": SMALL_PHONE, "tablet": TABLET, "desktop": DESKTOP}


class Visit:
    """One person at one browser window."""

    def __init__(self, browser: Browser, site: str, **options: Any) -> None:
        self.context = browser.new_context(reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.site = site
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        """What tests provoke is reported too; all else is a fault, a broken CSP above all.

        Chromium's own page around a bare picture breaks the picture's CSP, which is not ours.
        """
        is_ours = not message.location["url"].endswith(".jpg")
        if message.type in ("error", "warning") and is_ours and not PROVOKED.search(message.text):
            self.faults.append(message.text)

    def consent(self) -> Page:
        self.page.goto(f"{self.site}/s/alike/")
        self.page.get_by_role("button", name="I agree").click()
        self.page.wait_for_url(re.compile(r"/[01]/$"))
        wait_until_open(self.page)
        return self.page

    def rate(self, letter: str, value: int) -> None:
        self.page.locator(f"#set-{letter} label.point").nth(value - 1).click()

    def rate_all(self, value: int = 3) -> None:
        for letter in "ABCD":
            self.rate(letter, value)

    def go_on(self, name: str = "Continue") -> None:
        before = self.page.url
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_url(lambda address: address != before)
        wait_until_open(self.page)


def wait_until_open(page: Page) -> None:
    """Until every scale takes answers, also those that are typed, which nobody else waits for."""
    expect(page.locator("#trial [inert]")).to_have_count(0)


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]
