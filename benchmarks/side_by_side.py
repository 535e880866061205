"""Several ways of doing the same work, timed in turn, so that a busy machine slows them alike.

Absolute figures wander with the machine's load; ratios within one round hardly do. Hence rounds
A, B, C, A, B, C … after one unmeasured turn each, medians, and the range of the rounds' ratios.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import numpy as np

# Between this process and the measured one: Linux counts the memory of whoever starts a program
# towards the program's peak, so that somebody small has to start it.
WATCH = """
import json, os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen([sys.executable, *sys.argv[1:]], stdout=sys.stderr)
_, status, usage = os.wait4(child.pid, 0)
seconds = time.perf_counter() - start
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps([seconds, usage.ru_maxrss * unit]))
sys.exit(os.waitstatus_to_exitcode(status))
"""


class Cost(NamedTuple):
    """Wall time, and the peak of resident memory in bytes, of one process."""

    seconds: float
    peak: int


@dataclass(frozen=True)
class Table:
    """What every contestant needed in every round.

    Attributes
    ----------
    seconds : dict of list of float
        By contestant, one a round; the first contestant is the one that others are compared with.
    amounts : dict of int
        How many units each contestant does in a round.
    unit : str
        In the plural, for example "pairs".
    """

    seconds: Mapping[str, Sequence[float]]
    amounts: Mapping[str, int]
    unit: str

    def rate(self, name: str) -> float:
        """Units per second, from the median of the rounds."""
        return self.amounts[name] / median(self.seconds[name])

    def ratios(self, name: str) -> list[float]:
        """In each round: how many times as many units per second as the first contestant."""
        first = next(iter(self.seconds))
        work = self.amounts[name] / self.amounts[first]
        return [
            work * others / own
            for others, own in zip(self.seconds[first], self.seconds[name], strict=True)
        ]

    def markdown(self) -> str:
        """One row a contestant; the ratio is the median of the rounds, with its range."""
        lines = [f"| | seconds | {self.unit} per second | times the first |", "|---|--:|--:|--:|"]
        for name, seconds in self.seconds.items():
            ratios = self.ratios(name)
            lines.append(
                f"| {name} | {median(seconds):.3g} | {_plain(self.rate(name))} | "
                f"{_plain(median(ratios))} ({_plain(min(ratios))}–{_plain(max(ratios))}) |"
            )
        return "\n".join(lines)

    def print(self) -> None:
        """The table for docs/performance.md, under the machine that it was measured on."""
        rounds = len(next(iter(self.seconds.values())))
        print(f"{machine()}\n{rounds} interleaved rounds after one warm-up\n\n{self.markdown()}\n")


def measure(
    contestants: Mapping[str, Callable[[], object]],
    *,
    amount: int | Mapping[str, int],
    unit: str,
    repeats: int = 5,
) -> Table:
    """Time the contestants in interleaved rounds, after one turn each that does not count.

    Parameters
    ----------
    contestants : mapping of callables
        By name; the first is the obvious way, and ratios are to it.
    amount : int, or mapping of int by name
        Units of work that a call does; a mapping where a slow contestant does a smaller part.
    unit : str
        In the plural, for example "pairs".
    repeats : int
        Rounds that count.
    """
    amounts = amount if isinstance(amount, Mapping) else dict.fromkeys(contestants, amount)
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for counts in [False] + [True] * repeats:
        for name, work in contestants.items():
            start = perf_counter()
            work()
            if counts:
                seconds[name].append(perf_counter() - start)
    return Table(seconds, amounts, unit)


def peak_memory(arguments: Sequence[str]) -> Cost:
    """What `python ARGUMENTS` costs in a process of its own, Python and imports included.

    The peak is of the largest process, where the program starts others. What it prints appears on
    standard error.

    Raises
    ------
    subprocess.CalledProcessError
        If the program fails.

    Examples
    --------
    >>> peak_memory(["-c", "bytearray(10**8)"]).peak > 10**8
    True
    """
    done = subprocess.run(
        [sys.executable, "-S", "-c", WATCH, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds, peak = json.loads(done.stdout)
    return Cost(seconds, peak)


def machine() -> str:
    """The machine and how busy it is, in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{_processor()}, {cores} cores visible, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, numpy {np.__version__}, "
        f"{platform.system()} {platform.release()}, load {os.getloadavg()[0]:.1f}"
    )


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
