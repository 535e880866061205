"""A progress bar for a terminal, and now and then a line for a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from tqdm import tqdm

SECONDS_BETWEEN_LINES = 20
# The first steps wait for a worker that is still starting: what they took says nothing of the rest.
SECONDS_BEFORE_AN_ESTIMATE, SHARE_BEFORE_AN_ESTIMATE = 10, 0.1
WITHOUT_ESTIMATE = "{l_bar}{bar}| {n_fmt}/{total_fmt}{unit} [{elapsed}]"


class Show(Protocol):
    def __call__(self, done: int, total: int, what: str = "", /) -> None: ...


@contextmanager
def bar(title: str, unit: str) -> Iterator[Show]:
    """Gives what is called with how much is done, of how much, and at what it is."""
    interval = 0.2 if sys.stderr.isatty() else SECONDS_BETWEEN_LINES
    with tqdm(
        desc=title,
        unit=f" {unit}",
        mininterval=interval,
        dynamic_ncols=True,
        smoothing=0,  # steps differ from method to method: the last few are no measure of the rest
        bar_format=WITHOUT_ESTIMATE,
    ) as line:

        def show(done: int, total: int, what: str = "", /) -> None:
            line.total = total
            if can_estimate(done, total, line.format_dict["elapsed"]):
                line.bar_format = None
            line.set_description(f"{title} {what}".strip(), refresh=False)
            line.update(done - line.n)

        yield show


def can_estimate(done: int, total: int, seconds: float) -> bool:
    """Whether the time that is left can be told from what was done until now."""
    return seconds >= SECONDS_BEFORE_AN_ESTIMATE and done >= SHARE_BEFORE_AN_ESTIMATE * total > 0
