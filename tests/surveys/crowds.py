"""Many at the same moment: threads with a database connection of their own each."""

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import connection

SPARE_CONNECTIONS = 20  # for the test itself, the server's own work, and other tests
PATIENCE = 300_000  # milliseconds that SQLite waits for a lock: a loaded machine may need them


def at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    """What `work` gave, or raised, for 0, 1, …: all begin when the last of them is ready.

    A server that allows fewer connections than that lets the rest in as the first ones leave.
    """
    start, door = threading.Barrier(number), _door()
    outcomes: list[Any] = [None] * number

    def run(place: int) -> None:
        start.wait()
        with door:
            try:
                _be_patient()
                outcomes[place] = work(place)
            except Exception as error:
                outcomes[place] = error
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _be_patient() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")


def _door() -> AbstractContextManager[Any]:
    """Lets in as many as the server has connections for, shared with pytest's other workers."""
    if connection.vendor != "postgresql":
        return nullcontext()
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        allowed = int(cursor.fetchone()[0])
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return threading.BoundedSemaphore(max(1, (allowed - SPARE_CONNECTIONS) // workers))
