"""A real browser on an emulated device and line, and what it measures of the pages it opens."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Error, Page, sync_playwright

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
QUIET_SECONDS = 0.7  # without a request under way: the page has all that it asks for
PATIENCE_SECONDS = 180.0

# Keeps what the browser knows of its own page, and when a trial is on screen: its form is there and
# all pictures within the window are decoded and painted. Times that outlive a page are on the wall
# clock of the browser.
KEEP = """
(() => {
  const clock = () => performance.timeOrigin + performance.now();
  const kept = window.kept = { shift: 0, largest: 0, onScreen: [] };
  const keep = (type, use) => new PerformanceObserver((list) => list.getEntries().forEach(use))
    .observe({ type, buffered: true });
  keep("layout-shift", (entry) => { if (!entry.hadRecentInput) kept.shift += entry.value; });
  keep("largest-contentful-paint", (entry) => { kept.largest = entry.startTime; });
  addEventListener("click", ({ target }) => {
    if (target.closest?.("#continue")) sessionStorage.setItem("clicked", clock());
  }, true);
  const isInWindow = (picture) => {
    const box = picture.getBoundingClientRect();
    return box.width > 0 && box.top < innerHeight && box.bottom > 0;
  };
  let last = null;
  async function look() {
    const trial = document.getElementById("trial")?.getAttribute("action");
    if (trial && trial !== last) {
      last = trial;
      const pictures = [...document.querySelectorAll("main img")].filter(isInWindow);
      await Promise.allSettled(pictures.map((picture) => picture.decode()));
      requestAnimationFrame(() => requestAnimationFrame(() => {
        kept.onScreen.push({ trial, at: clock() });
      }));
    }
    requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
})();
"""


class Screen(NamedTuple):
    """A device: its window in CSS pixels and how many real ones each of them has."""

    name: str
    width: int
    height: int
    density: float
    is_phone: bool


class Line(NamedTuple):
    """A connection, and how many times slower than this machine the device is."""

    name: str
    latency_ms: float = 0
    bits_per_second: float = 0
    slowdown: float = 1


PHONE = Screen("phone, 390 px × 3", 390, 844, 3, True)
DESKTOP = Screen("desktop, 1280 px × 2", 1280, 800, 2, False)
LOOPBACK = Line("loopback")
SLOW_4G = Line("slow 4G, CPU ÷ 4", latency_ms=150, bits_per_second=1_600_000, slowdown=4)


@dataclass
class Request:
    url: str
    kind: str = ""
    bytes: int = 0
    is_from_cache: bool = False
    is_done: bool = False


@dataclass
class Window:
    """One person's browser window, from an empty cache."""

    page: Page
    requests: dict[str, Request] = field(default_factory=dict)
    heard: float = 0.0

    def listen(self, line: Line) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.requestServedFromCache", self._kept)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", self._finished)
        session.send("Network.enable")
        if line.bits_per_second:
            session.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": line.latency_ms,
                    "downloadThroughput": line.bits_per_second / 8,
                    "uploadThroughput": line.bits_per_second / 8,
                },
            )
        session.send("Emulation.setCPUThrottlingRate", {"rate": line.slowdown})

    def _sent(self, event: dict[str, Any]) -> None:
        self.heard = time.monotonic()
        self.requests[event["requestId"]] = Request(event["request"]["url"])

    def _answered(self, event: dict[str, Any]) -> None:
        request = self.requests.get(event["requestId"])
        if request is not None:
            request.kind = event["response"]["mimeType"]
            request.is_from_cache |= event["response"].get("fromDiskCache", False)

    def _kept(self, event: dict[str, Any]) -> None:
        if request := self.requests.get(event["requestId"]):
            request.is_from_cache = True

    def _finished(self, event: dict[str, Any]) -> None:
        self.heard = time.monotonic()
        if request := self.requests.get(event["requestId"]):
            request.is_done = True
            request.bytes = int(event.get("encodedDataLength", 0))

    def settle(self) -> None:
        """Wait until nothing is fetched any more, also what the page fetches ahead."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        self.heard = time.monotonic()
        while time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
            is_quiet = all(one.is_done for one in self.requests.values() if one.kind != "")
            if is_quiet and time.monotonic() - self.heard > QUIET_SECONDS:
                return
        raise TimeoutError(f"{self.page.url} still fetches after {PATIENCE_SECONDS:.0f} s")

    def fetched(self) -> list[Request]:
        """What came over the line since this was last asked."""
        found = [one for one in self.requests.values() if one.bytes and not one.is_from_cache]
        self.requests.clear()
        return found

    def ask(self, expression: str) -> Any:
        """What a script in the page says; a page that is just being left is asked again."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.page.evaluate(expression)
            except Error:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def when_on_screen(self, besides: str = "") -> tuple[str, float]:
        """The trial that is on screen, other than `besides`, and since when, in ms."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            shown = self.ask("window.kept?.onScreen.at(-1) ?? null")
            if shown and shown["trial"] != besides:
                return shown["trial"], shown["at"]
            self.page.wait_for_timeout(20)
        raise TimeoutError(f"No other trial on {self.page.url}")


def chromium() -> str | None:
    """The system's browser; none is downloaded."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()


@contextmanager
def window(browser: Browser, screen: Screen, line: Line) -> Iterator[Window]:
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.density,
        is_mobile=screen.is_phone,
        has_touch=screen.is_phone,
        locale="en",
    )
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    context.add_init_script(KEEP)
    opened = Window(context.new_page())
    opened.listen(line)
    yield opened
    context.close()
