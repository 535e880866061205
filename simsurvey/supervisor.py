"""Keeps a few processes running together, and leaves none behind.

Each child has a process group of its own, so that Ctrl-C in the terminal reaches the supervisor
alone and the children end in order. When the supervisor itself is killed, Linux kills them.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from django.utils.translation import gettext as _

LOOK_SECONDS = 0.1
GRACE_SECONDS = 8.0
STEADY_SECONDS = 60.0  # who lived that long starts again with no wait
LONGEST_WAIT_SECONDS = 30.0
PR_SET_PDEATHSIG = 1
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, kw_only=True)
class Child:
    """What is to be kept running.

    Attributes
    ----------
    log : Path or None
        Where its output goes; the former one is kept beside it. None: to the terminal.
    once : bool
        It has an end: it is not started again, and the others go on without it.
    niceness : int
        Added to the supervisor's; 19 lets everything else go first.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    once: bool = False
    niceness: int = 0
    pass_fds: tuple[int, ...] = ()


class Supervisor:
    """Starts the children, starts again who dies, and stops all of them at its end."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None]) -> None:
        self._running = [_Running(child) for child in children]
        self._say = say
        self._asked_to_stop = 0

    def run(self) -> None:
        """Until SIGINT, SIGTERM or SIGHUP; a second one skips the children's time to finish."""
        with self._signals():
            try:
                for running in self._running:
                    running.start()
                while not self._asked_to_stop:
                    self._look()
                    time.sleep(LOOK_SECONDS)
            finally:
                self._stop()

    def _look(self) -> None:
        for running in self._running:
            ended = running.ended()
            if ended is not None and not running.child.once:
                wait = running.plan_restart()
                self._say(
                    _("%(ended)s; it starts again in %(wait)d s.") % {"ended": ended, "wait": wait}
                )
            elif ended is not None and running.status:
                self._say(_("%(ended)s; the site goes on without it.") % {"ended": ended})
            if running.due():
                running.start()

    def _stop(self) -> None:
        for running in self._running:
            running.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while any(running.alive() for running in self._running):
            if time.monotonic() > deadline or self._asked_to_stop > 1:
                break
            time.sleep(LOOK_SECONDS)
        for running in self._running:
            running.kill()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        former = {number: signal.signal(number, self._count) for number in STOPPING}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    def _count(self, number: int, frame: FrameType | None) -> None:
        self._asked_to_stop += 1


class _Running:
    """One child: its process, and when it is to be started again."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.status = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = _fresh(child.log) if child.log else None
        self._started = 0.0
        self._due: float | None = None
        self._wait = 0.0

    def start(self) -> None:
        self._due = None
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            self.child.command,
            env={**os.environ, **self.child.environment},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            pass_fds=self.child.pass_fds,
            process_group=0,
            preexec_fn=_bound_to_this_process(self.child.niceness),
        )

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ended(self) -> str | None:
        """Once after its end: how it ended, in words."""
        if self._process is None or self._process.poll() is None:
            return None
        self.signal(signal.SIGKILL)
        self.status = self._process.returncode
        self._process = None
        how = _("with code %d") % self.status
        if self.status < 0:
            how = _("by %s") % signal.Signals(-self.status).name
        where = _(" (see %s)") % self.child.log if self.child.log else ""
        return _("The %(name)s ended %(how)s%(where)s") % {
            "name": self.child.name,
            "how": how,
            "where": where,
        }

    def plan_restart(self) -> float:
        """Seconds until it is started again: twice as long each time it dies soon."""
        now = time.monotonic()
        steady = now - self._started > STEADY_SECONDS
        self._wait = 1.0 if steady else min(max(1.0, 2 * self._wait), LONGEST_WAIT_SECONDS)
        self._due = now + self._wait
        return self._wait

    def due(self) -> bool:
        return self._due is not None and time.monotonic() >= self._due

    def signal(self, number: signal.Signals) -> None:
        """To the child and whatever it has started."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # nobody of the group is left
                os.killpg(self._process.pid, number)

    def kill(self) -> None:
        if self._process is not None:
            self.signal(signal.SIGKILL)
            self._process.wait()
        if self._log is not None:
            self._log.close()


def _fresh(log: Path) -> IO[bytes]:
    """An empty log; the one of the last start is kept as `NAME.1`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))
    return log.open("ab")


def _bound_to_this_process(niceness: int) -> Callable[[], None]:
    """What a child does before it becomes its program: it asks to be killed when we die.

    Loaded here, before the fork, because little is safe after it. Elsewhere than on Linux a child
    outlives a supervisor that is killed with SIGKILL.
    """
    supervisor = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def before_exec() -> None:
        os.nice(niceness)
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != supervisor:
            os._exit(1)  # it died before we could ask

    return before_exec
