import signal
import subprocess
import sys
from pathlib import Path

from celery.worker import state

from simsurvey.celery import LookAfterRows, app
from tests.environment import PROJECT

QUEUE_AND_LOSE_THE_MESSAGES = """
from django.conf import settings
from django.core.management import call_command
from recommender import tasks
from recommender.methods import registry
from recommender.models import Catalogue, Picture, Product
from recommender.precompute import plan_run
from simsurvey.celery import app
call_command("migrate", verbosity=0)
catalogue = Catalogue.objects.create(name="hats")
for number in range(6):
    picture = Picture.objects.create(sha256=str(number), width=1, height=1)
    Product.objects.create(
        catalogue=catalogue, identifier=str(number), category="hat", picture=picture
    )
tasks.queue_run(plan_run(catalogue=catalogue, method=registry.method("random", settings.METHODS)))
print(app.control.purge())
"""

WAIT = """
import time
from recommender.models import Run
deadline = time.monotonic() + 120
while (run := Run.objects.get()).state in ("planned", "computing"):
    assert time.monotonic() < deadline, "the run stands still"
    time.sleep(0.2)
print(run.state)
"""


def test_a_worker_finds_by_itself_what_the_broker_lost(
    installation: dict[str, str], tmp_path: Path
) -> None:
    def python(code: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", code],
            cwd=PROJECT,
            env=installation,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    lost = python(QUEUE_AND_LOSE_THE_MESSAGES)
    with (tmp_path / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "simsurvey", "worker", "-P", "solo"],
            cwd=PROJECT,
            env=installation,
            stdout=log,
            stderr=log,
        )
        outcome = python(WAIT)
        worker.send_signal(signal.SIGTERM)

        assert (lost, outcome) == ("1\n", "finished\n")
        assert worker.wait(timeout=120) == 0


class Accepted:
    """What celery counts; it keeps weak references to it."""

    id, name = "1", "a task"


def test_a_worker_is_idle_when_no_task_ran_since_its_last_look() -> None:
    look = LookAfterRows(parent=None)
    request = Accepted()
    look.idle()

    state.task_accepted(request)
    meanwhile = look.idle(), look.idle()
    state.task_ready(request)
    afterwards = look.idle()
    state.task_accepted(request)
    state.task_ready(request)
    between_two_tasks = look.idle(), look.idle()

    assert meanwhile == (False, False)
    assert afterwards is True
    assert between_two_tasks == (False, True)


def test_messages_are_json_and_nothing_else() -> None:
    assert list(app.conf.accept_content) == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.result_backend is None
