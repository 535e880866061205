"""The worker: `celery -A simsurvey worker -P solo`.

Solo, because torch hangs in a forked child once its parent has used it: more workers are more
processes, each with OMP_NUM_THREADS = cores / workers.
"""

import os
from typing import Any

from celery import Celery, bootsteps
from celery.worker import state

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "simsurvey.settings")
app = Celery("simsurvey")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

SECONDS_BETWEEN_LOOKS = 10


class LookAfterRows(bootsteps.StartStopStep):
    """Looks at the rows at start and every few seconds, because messages may be lost.

    At start, what a dead worker of this name held is given back. Later looks re-queue waiting
    work only while the worker is idle: as long as it is not, the queue still holds messages.
    """

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.entry: Any = None
        self.seen = 0

    def start(self, parent: Any) -> None:
        from recommender import tasks
        from surveys import tasks as analyses

        tasks.take_over(worker=parent.hostname)
        analyses.take_over(worker=parent.hostname)
        self.entry = parent.timer.call_repeatedly(SECONDS_BETWEEN_LOOKS, self.look)

    def stop(self, parent: Any) -> None:
        if self.entry is not None:
            self.entry.cancel()

    def look(self) -> None:
        from django.db import close_old_connections

        from recommender import tasks
        from surveys import tasks as analyses

        close_old_connections()  # the timer's thread has connections of its own
        idle = self.idle()
        tasks.reconcile(idle=idle)
        analyses.reconcile(idle=idle)

    def idle(self) -> bool:
        """Whether no task ran since the last look; between two tasks a worker only seems idle."""
        before, self.seen = self.seen, state.all_total_count[0]
        return before == self.seen and not state.active_requests


app.steps["worker"].add(LookAfterRows)
