"""The worker of `manage.py up`, killed for real in the middle of a run."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.environment import PROJECT
from tests.journeys.conftest import Start
from tests.recommender.precompute.shop import photograph

PRODUCTS = 140  # five chunks of features and two of lists
CATEGORIES = 2
FEATURES, NEIGHBOURS = 1, 3
PATIENCE = 120  # seconds

Shell = Callable[..., list[str]]

BEGIN = """
from django.core.management import call_command
from django.db import transaction
from recommender.models import Run
from recommender.precompute import pause_run
call_command("import_catalogue", "{photographs}", name="shop")
with transaction.atomic():
    call_command("precompute", "shop", methods=["ssim"], wait=False)
    pause_run(Run.objects.get())
"""

# Freezes the worker, looks whether it holds a chunk of the wanted stage, and kills it only then:
# however fast or slow the machine is, the kill lands in the middle of the work. The run is paused
# until the next look, so that it is not over before anybody looks.
KILL = """
import os, signal, time
from recommender import precompute, tasks
from recommender.models import Chunk, Run
deadline = time.monotonic() + {patience}
if Run.objects.get().state == "paused":
    precompute.resume_run(Run.objects.get())
    tasks.queue_run(Run.objects.get())
held = Chunk.objects.claimed().filter(stage={stage})
while True:
    assert time.monotonic() < deadline, "no chunk was ever held"
    assert not Run.objects.filter(state="finished").exists(), "the run was over too soon"
    if held.exists():
        os.kill({worker}, signal.SIGSTOP)
        if chunk := held.first():
            os.kill({worker}, signal.SIGKILL)
            precompute.pause_run(Run.objects.get())
            print(chunk.position)
            break
        os.kill({worker}, signal.SIGCONT)
    time.sleep(0.001)
"""

WAIT = """
import time
from recommender import precompute, tasks
from recommender.models import Run
precompute.resume_run(Run.objects.get())
tasks.queue_run(Run.objects.get())
deadline = time.monotonic() + {patience}
while (run := Run.objects.get()).state in ("planned", "computing"):
    assert time.monotonic() < deadline, "the run stands still"
    time.sleep(0.2)
print(run.state, run.done, run.total, run.lists, run.neighbours.count(), run.error)
print(*run.chunks.order_by("position").values_list("attempts", flat=True))
"""

COMPUTE_UNDISTURBED = """
import shutil
from django.conf import settings
from django.core.management import call_command
shutil.rmtree(settings.MEDIA_ROOT / "features")
call_command("import_catalogue", "{photographs}", name="undisturbed")
call_command("precompute", "undisturbed", methods=["ssim"])
for name in ["shop", "undisturbed"]:
    call_command("export_recommendations", name, out=f"{folder}/{{name}}.csv")
"""


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    for number in range(PRODUCTS):
        path = tmp_path / "photographs" / f"category-{number % CATEGORIES:02}" / f"{number:03}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photograph(number, side=300))
    return tmp_path / "photographs"


@pytest.fixture
def shell(installation: dict[str, str], photographs: Path, tmp_path: Path) -> Shell:
    """Runs Python in the installation and gives the lines that it wrote."""

    def run(code: str, **values: object) -> list[str]:
        values |= {"photographs": photographs, "folder": tmp_path, "patience": PATIENCE}
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", code.format(**values)],
            cwd=PROJECT,
            env=installation,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


def test_a_run_completes_after_its_worker_was_killed_and_no_list_is_missing_or_doubled(
    start: Start, shell: Shell, tmp_path: Path
) -> None:
    site = start("up", "--port", "0")
    worker = site.process_running("celery")
    shell(BEGIN)

    killed = shell(KILL, worker=worker, stage=FEATURES)
    worker = site.process_running("celery", besides=[worker])
    killed += shell(KILL, worker=worker, stage=NEIGHBOURS)
    outcome, attempts = shell(WAIT)

    both = 2 * PRODUCTS
    assert outcome.split() == f"finished {both} {both} {PRODUCTS} {5 * PRODUCTS}".split()
    expected = ["2" if str(position) in killed else "1" for position in range(7)]
    assert attempts.split() == expected
    shell(COMPUTE_UNDISTURBED)
    lists = (tmp_path / "shop.csv").read_text()
    assert lists == (tmp_path / "undisturbed.csv").read_text()
    assert lists.count("\n") == 1 + 5 * PRODUCTS
