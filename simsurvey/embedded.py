"""The whole site from one command: web server, workers and one folder of data."""

import fcntl
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from simsurvey import address
from simsurvey.supervisor import Child, Supervisor


class AlreadyRunning(Exception):
    """The data folder belongs to a site that is up; the text says where."""


def serve(
    *,
    host: str,
    port: int,
    workers: int,
    say: Callable[[str], None],
    welcome: Callable[[str], Sequence[Child]],
) -> None:
    """Serve until Ctrl-C.

    `welcome` gets the address as soon as it can be opened, and says what shall run beside the
    site.

    Raises
    ------
    AlreadyRunning, address.AddressRefused
        Before anything is started.
    """
    with _claimed(settings.DATA_DIR) as claim, address.listen(host, port) as listener:
        here = address.url(listener)
        claim(here)
        environment = {
            "HOST": host,
            "PORT": str(listener.getsockname()[1]),
            "PYTHONPATH": str(settings.BASE_DIR),  # from whichever folder the command is given
        }
        _bring_up_to_date()
        children = [
            _web(listener.fileno(), environment),
            *(_worker(number, workers, environment) for number in range(1, workers + 1)),
            *welcome(here),
        ]
        Supervisor(children, say=say).run()
        say(_("Stopped; nothing is left running."))


def _bring_up_to_date() -> None:
    """Tables and static files; quick when nothing is new."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _web(listener: int, environment: dict[str, str]) -> Child:
    return Child(
        name=_("web server"),
        # Under the supervisor's own socket: who asks while it starts waits, and is not refused.
        command=[
            *(sys.executable, "-m", "gunicorn", "-c", "python:simsurvey.webserver"),
            *("--bind", f"fd://{listener}"),
        ],
        environment=environment,
        log=settings.DATA_DIR / "logs" / "web.log",
        pass_fds=(listener,),
    )


def _worker(number: int, workers: int, environment: dict[str, str]) -> Child:
    """The same name at every start, so that it takes up again what it left.

    The data folder is in the name, because two sites may share a Redis.
    """
    folder = zlib.crc32(bytes(settings.DATA_DIR))
    threads = str(max(1, (os.cpu_count() or 1) // workers))
    chosen = {
        "OMP_NUM_THREADS": threads,
        "NUMBA_NUM_THREADS": threads,
        "NUMBA_CACHE_DIR": str(settings.DATA_DIR / "numba"),
    }
    return Child(
        name=_("worker") if workers == 1 else _("worker %d") % number,
        command=[
            *(sys.executable, "-m", "celery", "-A", "simsurvey", "worker", "-P", "solo"),
            *("-n", f"{folder:08x}-{number}@%h", "-l", "INFO"),
            *("--without-gossip", "--without-mingle"),
        ],
        environment=environment | {name: os.environ.get(name, chosen[name]) for name in chosen},
        log=settings.DATA_DIR / "logs" / f"worker-{number}.log",
        niceness=10,  # a page comes before a picture's features
    )


@contextmanager
def _claimed(folder: Path) -> Iterator[Callable[[str], None]]:
    """The folder is this process's until it ends, however it ends; gives what notes the address."""
    with (folder / "supervisor.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise AlreadyRunning(
                _(
                    "SimSurvey is up already with the data in %(folder)s: %(here)s. End it with "
                    "Ctrl-C where it runs, or give this one a folder of its own: "
                    "SIMSURVEY_DATA_DIR=path."
                )
                % {"folder": folder, "here": lock.read() or _("just starting")}
            ) from error
        lock.truncate(0)

        def note(here: str) -> None:
            lock.write(f"{here}/ (process {os.getpid()})")
            lock.flush()

        yield note
