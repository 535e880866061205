"""A progress bar for a terminal, and now and then a line for a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from tqdm import tqdm

SECONDS_BETWEEN_LINES = 20


class Show(Protocol):
    def __call__(self, done: int, total: int, what: str = "", /) -> None: ...


@contextmanager
def bar(title: str, unit: str) -> Iterator[Show]:
    """Gives what is called with how much is done, of how much, and at what it is."""
    interval = 0.2 if sys.stderr.isatty() else SECONDS_BETWEEN_LINES
    with tqdm(desc=title, unit=f" {unit}", mininterval=interval, dynamic_ncols=True) as line:

        def show(done: int, total: int, what: str = "", /) -> None:
            line.total = total
            line.set_description(f"{title} {what}".strip(), refresh=False)
            line.update(done - line.n)

        yield show
