"""Several processes at the same chunks, each with a connection of its own to a real database."""

import subprocess
import sys
from collections import Counter

from tests.environment import PROJECT

PROCESSES = 3

PLAN = """
from recommender.methods import registry
from recommender.models import Catalogue, Picture, Product
from recommender.precompute import plan_run
from django.conf import settings
catalogue = Catalogue.objects.create(name="many")
for number in range(60):
    picture = Picture.objects.create(sha256=str(number), width=1, height=1)
    Product.objects.create(
        catalogue=catalogue, identifier=str(number), category=str(number // 6), picture=picture
    )
plan_run(catalogue=catalogue, method=registry.method("random", settings.METHODS))
"""

# Two runs of the same pictures, so that every chunk of one has a sibling in the other.
PLAN_SIBLINGS = """
from django.conf import settings
from recommender.methods import registry
from recommender.models import Catalogue
from recommender.precompute import layout, plan_run
from tests.recommender.precompute.shop import add_product
catalogue = Catalogue.objects.create(name="many")
layout.PICTURES_IN_A_CHUNK = 3
for number in range(24):
    add_product(catalogue, str(number), look=number, category=str(number // 8))
for k in (4, 5):
    plan_run(catalogue=catalogue, method=registry.method("ssim", settings.METHODS), k=k)
"""

CLAIM = """
import sys
from recommender.models import Chunk
from recommender.precompute.claim import claim_chunk
chunks = list(Chunk.objects.values_list("pk", flat=True))
print("ready", flush=True)
sys.stdin.readline()
print(*[pk for pk in chunks if claim_chunk(pk, worker="anybody")], flush=True)
"""

WORK = """
import sys
from recommender.models import Chunk
from recommender.precompute import work
print("ready", flush=True)
sys.stdin.readline()
for _round in range(2):
    for pk in Chunk.objects.values_list("pk", flat=True):
        work(pk, worker="anybody")
"""

COUNT = """
from recommender.models import Run
for run in Run.objects.order_by("pk"):
    print(run.state, run.done, run.total, run.lists, run.neighbours.count())
"""


def together(code: str, environment: dict[str, str]) -> list[str]:
    """Starts the processes, lets them begin at the same moment, gives what each wrote."""
    processes = [
        subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v0", "-c", code],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _process in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return [process.communicate(timeout=120)[0] for process in processes]


def manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_every_chunk_is_claimed_by_one_of_many(installation: dict[str, str]) -> None:
    manage(installation, "migrate", "-v0")
    manage(installation, "shell", "-v0", "-c", PLAN)

    won = [int(pk) for line in together(CLAIM, installation) for pk in line.split()]

    assert len(won) == 10
    assert max(Counter(won).values()) == 1


def test_many_workers_at_the_same_chunks_double_nothing(installation: dict[str, str]) -> None:
    manage(installation, "migrate", "-v0")
    manage(installation, "shell", "-v0", "-c", PLAN)

    together(WORK, installation)

    assert manage(installation, "shell", "-v0", "-c", COUNT).split() == [
        *("finished", "60", "60"),
        *("60", "300"),
    ]


def test_many_workers_at_runs_of_the_same_pictures_double_nothing(
    installation: dict[str, str],
) -> None:
    manage(installation, "migrate", "-v0")
    manage(installation, "shell", "-v0", "-c", PLAN_SIBLINGS)

    together(WORK, installation)

    assert manage(installation, "shell", "-v0", "-c", COUNT).splitlines() == [
        "finished 48 48 24 96",
        "finished 48 48 24 120",
    ]
