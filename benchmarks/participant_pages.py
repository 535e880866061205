"""What a participant waits for: weight, requests, paint, layout shift, and the next trial.

    python -m benchmarks.participant_pages [FOLDER]
    python -m benchmarks.participant_pages --drawn       # the demo shop instead of photographs

A site that really runs, with a round over photographs in category folders, seen by the system's
chromium on a phone and a desktop, on the loopback and on an emulated slow line. Every participant
begins with an empty cache. A report: nothing fails because it is slow.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import browsing, environment, full_pages
from benchmarks.browsing import DESKTOP, LOOPBACK, PHONE, SLOW_4G, Line, Request, Screen, Window
from benchmarks.photographs import FOLDER
from benchmarks.side_by_side import machine

PROJECT = Path(__file__).parents[1]
WALKS = [(PHONE, LOOPBACK), (DESKTOP, LOOPBACK), (PHONE, SLOW_4G), (DESKTOP, SLOW_4G)]
EACH = 40
STEPS = 5  # clicks on Continue that are timed in each walk
PAGES = 200  # that the server renders for the measure of its own time
CODE = ("text/css", "text/javascript", "application/javascript")


@dataclass(frozen=True)
class Weight:
    """What came over the line for one page; bytes with headers, compressed as they travelled."""

    requests: int
    bytes: int
    pictures: int
    code: int

    @classmethod
    def of(cls, requests: Sequence[Request]) -> "Weight":
        return cls(
            len(requests),
            sum(one.bytes for one in requests),
            sum(one.bytes for one in requests if _is_picture(one)),
            sum(one.bytes for one in requests if one.kind in CODE),
        )


@dataclass(frozen=True)
class Opened:
    """A page that was loaded: its weight, its layout shift, and its paints in ms."""

    name: str
    weight: Weight
    shift: float
    first_paint: float
    largest_paint: float


@dataclass(frozen=True)
class Walk:
    """One participant's way: pages loaded, and the clicks on Continue.

    Attributes
    ----------
    ahead : Weight
        What the first trial fetched for the second.
    clicks : list of float
        Milliseconds from each click until the next trial was on screen.
    onward : list of Weight
        What each click fetched for the trial that it led to.
    """

    screen: Screen
    line: Line
    pages: list[Opened]
    ahead: Weight
    clicks: list[float]
    onward: list[Weight]
    path: str


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--drawn", action="store_true", help="the demo shop")
    parser.add_argument("--each", type=int, default=EACH, help=f"pictures a category ({EACH})")
    options = parser.parse_args()
    program = browsing.chromium()
    if program is None:
        print("Skipped: there is no chromium on this machine (apt-get install chromium).")
        return
    if not options.drawn and not options.folder.is_dir():
        print(f"There are no photographs in {options.folder}: the demo shop is drawn instead.")
        options.drawn = True
    os.chdir(PROJECT)
    with tempfile.TemporaryDirectory(prefix="simsurvey-pages-") as name:
        temporary = Path(name)
        environment.use(temporary / "data")
        folder = _drawn_shop(temporary / "shop") if options.drawn else options.folder
        full_pages.open_round(folder, temporary, each=options.each, trials=STEPS + 3)
        with _served(temporary / "web.log") as site:
            walks = _walks(program, site)
        _report(walks, _server_ms(walks[0].path))


def _drawn_shop(folder: Path) -> Path:
    from recommender import demoshop

    demoshop.draw(folder)
    return folder


@contextmanager
def _served(log: Path) -> Iterator[str]:
    """The web server as `manage.py up` starts it, without the worker that nothing here needs."""
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "-c", "python:simsurvey.webserver"),
                *("--bind", f"fd://{listener.fileno()}"),
            ],
            pass_fds=(listener.fileno(),),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.terminate()
            server.wait()


def _walks(program: str, site: str) -> list[Walk]:
    with browsing.browser(program) as browser:
        with browsing.window(browser, DESKTOP, LOOPBACK) as first:  # the server's own first page
            first.page.goto(f"{site}/s/{full_pages.SLUG}/")
        walks = []
        for screen, line in WALKS:
            with browsing.window(browser, screen, line) as window:
                walks.append(_walk(window, site, screen, line))
    return walks


def _walk(window: Window, site: str, screen: Screen, line: Line) -> Walk:
    page = window.page
    page.goto(f"{site}/s/{full_pages.SLUG}/")
    window.settle()
    welcome = _opened("welcome", window, window.fetched())
    page.locator("button[value=agree]").click()
    trial, _at = window.when_on_screen()
    window.settle()
    own, ahead = _parted(window)
    opened = [welcome, _opened("first trial", window, own)]
    path = page.evaluate("location.pathname")
    clicks, onward = [], []
    for _step in range(STEPS):
        _answer(window)
        window.settle()
        window.fetched()
        page.locator("#continue").click()
        trial, at = window.when_on_screen(besides=trial)
        clicks.append(at - float(window.ask("sessionStorage.getItem('clicked')")))
        window.settle()
        onward.append(Weight.of(_parted(window)[0]))
    return Walk(screen, line, opened, Weight.of(ahead), clicks, onward, path)


def _answer(window: Window) -> None:
    """Every set, with the keyboard, as soon as its place in the page is there."""
    for question in window.page.locator("#trial fieldset").all():
        question.locator("input[type=radio]").nth(2).focus()
        window.page.keyboard.press("Space")


def _parted(window: Window) -> tuple[list[Request], list[Request]]:
    """What the trial on screen needed, and what was fetched ahead for the next one."""
    shown = set(window.ask("[...document.querySelectorAll('main img')].map((i) => i.currentSrc)"))
    fetched = window.fetched()
    ahead = [one for one in fetched if _is_picture(one) and one.url not in shown]
    return [one for one in fetched if one not in ahead], ahead


def _is_picture(request: Request) -> bool:
    return "/pictures/" in request.url


def _opened(name: str, window: Window, fetched: Sequence[Request]) -> Opened:
    kept = window.ask("window.kept")
    first = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    return Opened(name, Weight.of(fetched), kept["shift"], window.ask(first), kept["largest"])


def _server_ms(path: str) -> dict[str, list[float]]:
    """Processor time of the server for a trial's page, and for one of its pictures."""
    import django

    django.setup()
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    packed = {"accept-encoding": "gzip"}
    picture = client.get(path).content.decode().partition('src="/catalogues')[2].partition('"')[0]
    asked = {
        "a trial's page": (path, {}),
        "the same, compressed": (path, packed),
        "a picture": (f"/catalogues{picture}", packed),
    }
    found = {}
    for name, (address, headers) in asked.items():
        times = []
        for _page in range(PAGES):
            begun = time.process_time()
            answer = client.get(address, headers=headers)
            times.append((time.process_time() - begun) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"{address} answered {answer.status_code}")
        found[name] = times
    return found


def _report(walks: Sequence[Walk], server: dict[str, list[float]]) -> None:
    print(f"{machine()}\n{full_pages.PICTURES} pictures a trial\n")
    print("| screen | page | requests | KB | of pictures | of scripts and styles | layout shift |")
    print("|---|---|--:|--:|--:|--:|--:|")
    for walk in walks:
        if walk.line == LOOPBACK:
            _print_weights(walk)
    print("\n| screen, line | page | first paint, ms | largest paint, ms |\n|---|---|--:|--:|")
    for walk in walks:
        for page in walk.pages:
            print(
                f"| {walk.screen.name}, {walk.line.name} | {page.name} "
                f"| {page.first_paint:.0f} | {page.largest_paint:.0f} |"
            )
    print("\n| screen, line | from Continue to the next trial, ms | slowest |\n|---|--:|--:|")
    for walk in walks:
        print(
            f"| {walk.screen.name}, {walk.line.name} | {median(walk.clicks):.0f} "
            f"| {max(walk.clicks):.0f} |"
        )
    print("\n| the server's processor time for | ms | fastest |\n|---|--:|--:|")
    for name, times in server.items():
        print(f"| {name} | {median(times):.2f} | {min(times):.2f} |")


def _print_weights(walk: Walk) -> None:
    onward = sorted(walk.onward, key=lambda weight: weight.bytes)[len(walk.onward) // 2]
    rows = [(page.name, page.weight, f"{page.shift:.3f}") for page in walk.pages]
    rows += [("fetched ahead by it", walk.ahead, ""), ("next trial", onward, "")]
    for name, weight, shift in rows:
        print(
            f"| {walk.screen.name} | {name} | {weight.requests} | {weight.bytes / 1000:.0f} "
            f"| {weight.pictures / 1000:.0f} | {weight.code / 1000:.1f} | {shift} |"
        )


if __name__ == "__main__":
    main()
