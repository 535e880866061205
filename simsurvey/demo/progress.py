"""A progress bar for a terminal, and now and then a line for a file."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from tqdm import tqdm

SECONDS_BETWEEN_LINES = 20
SECONDS_BEFORE_AN_ESTIMATE, SHARE_BEFORE_AN_ESTIMATE = 10, 0.1
FORMAT = "{l_bar}{bar}| {n_fmt}/{total_fmt}{unit} [{elapsed}%s]"


class Show(Protocol):
    def __call__(self, done: int, total: int, what: str = "", /) -> None: ...


@contextmanager
def bar(title: str, unit: str) -> Iterator[Show]:
    """Gives what is called with how much is done, of how much, and at what it is."""
    interval = 0.2 if sys.stderr.isatty() else SECONDS_BETWEEN_LINES
    first: tuple[int, float] | None = None
    with tqdm(
        desc=title,
        unit=f" {unit}",
        mininterval=interval,
        dynamic_ncols=True,
        bar_format=FORMAT % "",
    ) as line:

        def show(done: int, total: int, what: str = "", /) -> None:
            nonlocal first
            if first is None and done:
                first = done, time.monotonic()
            if first is not None:
                left = seconds_left(done, total, since=first[0], took=time.monotonic() - first[1])
                line.bar_format = FORMAT % (
                    "" if left is None else f"<{tqdm.format_interval(left)}"
                )
            line.total = total
            line.set_description(f"{title} {what}".strip(), refresh=False)
            line.update(done - line.n)

        yield show


def seconds_left(done: int, total: int, *, since: int, took: float) -> float | None:
    """From what was done between the step `since`, which came first, and now.

    None while that says nothing yet. What came before is left out: then programs start and
    compile, or an earlier start of the demo did the work.
    """
    lately = done - since
    if took < SECONDS_BEFORE_AN_ESTIMATE or lately < SHARE_BEFORE_AN_ESTIMATE * total:
        return None
    return took / lately * (total - done)
