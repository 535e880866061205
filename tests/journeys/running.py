"""A site that really runs: `manage.py up` or `manage.py demo` as a process, seen from outside."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from tests.environment import PROJECT

PATIENCE_SECONDS = 120  # how long until we give up; a loaded machine may need a good part of it


class Site:
    """A supervisor and all that it started, which are known by their data folder."""

    def __init__(self, environment: dict[str, str], *command: str) -> None:
        self.folder = Path(environment["SIMSURVEY_DATA_DIR"])
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=PROJECT,
            env={name: environment[name] for name in environment if name != "PYTHONUNBUFFERED"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with self.process.stdout or nullcontext() as lines:
            for line in lines or ():
                self.lines.append(line)

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def said(self, pattern: str) -> re.Match[str]:
        """What the terminal says sooner or later."""
        return eventually(lambda: re.search(pattern, self.output), lambda: self.output)

    @property
    def address(self) -> str:
        return self.said(r"http://[\w.:\[\]-]+\d")[0]

    def get(self, path: str) -> tuple[int, str]:
        place = urlsplit(self.address)
        with closing(
            http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE_SECONDS)
        ) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def processes(self) -> dict[int, str]:
        """Every process of this site, also one whose parent died: its number and command."""
        mark = f"SIMSURVEY_DATA_DIR={self.folder}\0".encode()
        found = {}
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdecimal() and mark in (entry / "environ").read_bytes() + b"\0":
                    command = (entry / "cmdline").read_text().replace("\0", " ")
                    found[int(entry.name)] = command
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
        return {number: command for number, command in found.items() if command}

    def process_running(self, what: str, *, besides: Iterable[int] = ()) -> int:
        """The number of the oldest process with `what` in its command."""
        return eventually(
            lambda: min(
                (
                    number
                    for number, command in self.processes().items()
                    if what in command and number not in besides
                ),
                default=None,
            ),
            lambda: f"No process with {what!r} in {self.processes()}",
        )

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """As Ctrl-C does; the exit code."""
        self.process.send_signal(how)
        return self.ended()

    def ended(self) -> int:
        code = self.process.wait(PATIENCE_SECONDS)
        self._reader.join(PATIENCE_SECONDS)
        return code

    def clear_away(self) -> None:
        for number in self.processes():
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.ended()


T = TypeVar("T")


def eventually(look: Callable[[], T | None], explain: Callable[[], str]) -> T:
    """What `look` gives as soon as it gives something."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline, explain()
        time.sleep(0.05)
    return found
