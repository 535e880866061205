import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import signals
from celery.worker import state
from django.core.files.base import ContentFile
from django.utils import timezone
from kombu.exceptions import OperationalError

from recommender import tasks
from recommender.catalogue import importing
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Import, Product, Run
from recommender.precompute import plan_run
from recommender.precompute.claim import claim_chunk
from tests.environment import PROJECT
from tests.recommender.catalogue.photographs import photograph
from tests.recommender.precompute.conftest import hats as hats
from tests.recommender.precompute.conftest import random as random
from tests.recommender.precompute.conftest import ssim as ssim

OnCommit = Callable[..., AbstractContextManager[Any]]
Shop = Callable[[dict[str, bytes | str]], Path]


@pytest.fixture
def called() -> Iterator[list[tuple[str, int]]]:
    """The messages that this process has sent: the task's last name, and the primary key."""
    messages: list[tuple[str, int]] = []

    def note(sender: str, body: Any, **_: object) -> None:
        messages.append((sender.rpartition(".")[2], body[0][0]))

    signals.after_task_publish.connect(note)
    yield messages
    signals.after_task_publish.disconnect(note)


@pytest.fixture
def upload(db: None, tmp_path: Path) -> Import:
    """A zip of six hats that waits for a worker."""
    import zipfile

    path = tmp_path / "hats.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(6):
            archive.writestr(f"hat/hat-{number}.jpg", photograph(shade=number * 30))
    return importing.begin_upload(
        upload=ContentFile(path.read_bytes(), name="hats.zip"), name="uploaded"
    )


def test_compute_chunk_twice_doubles_nothing(hats: Catalogue, random: Method) -> None:
    run = plan_run(catalogue=hats, method=random)
    (chunk,) = run.chunks.all()

    for _call in range(2):
        tasks.compute_chunk.apply(args=[chunk.pk], throw=True)

    run.refresh_from_db()
    assert (run.state, run.done, run.lists) == (Run.State.FINISHED, 8, 8)
    assert run.neighbours.count() == 40


def test_compute_chunk_calls_for_what_it_opened_up(
    hats: Catalogue, ssim: Method, called: list[tuple[str, int]]
) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    features, lists = run.chunks.all()

    tasks.compute_chunk.apply(args=[features.pk], throw=True)

    assert called == [("compute_chunk", lists.pk)]


def test_compute_chunk_of_a_worker_that_is_asked_to_end_calls_for_it_again(
    hats: Catalogue,
    ssim: Method,
    called: list[tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    features, _lists = run.chunks.all()
    monkeypatch.setattr(state, "should_stop", 0)  # what celery's handler of SIGTERM sets

    tasks.compute_chunk.apply(args=[features.pk], throw=True)

    features.refresh_from_db()
    assert features.state == Chunk.State.WAITING
    assert called == [("compute_chunk", features.pk)]


def test_import_catalogue_twice_imports_once(upload: Import) -> None:
    for _call in range(2):
        tasks.import_catalogue.apply(args=[upload.pk], throw=True)

    upload.refresh_from_db()
    assert (upload.state, upload.created) == (Import.State.FINISHED, 6)
    assert Product.objects.count() == 6


def test_workers_are_called_only_when_the_transaction_is_committed(
    hats: Catalogue,
    ssim: Method,
    upload: Import,
    called: list[tuple[str, int]],
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.queue_run(run)
        tasks.queue_import(upload)
        before = list(called)

    features = run.chunks.get(stage=Chunk.Stage.FEATURES)
    assert before == []
    assert called == [("compute_chunk", features.pk), ("import_catalogue", upload.pk)]


def test_a_worker_that_starts_calls_for_what_its_predecessor_left(
    hats: Catalogue, ssim: Method, random: Method, called: list[tuple[str, int]]
) -> None:
    left = plan_run(catalogue=hats, method=ssim).chunks.all()[0]
    others = plan_run(catalogue=hats, method=random).chunks.all()[0]
    claim_chunk(left.pk, worker="celery@here")
    claim_chunk(others.pk, worker="celery@there")

    tasks.take_over(worker="celery@here")

    assert called == [("compute_chunk", left.pk)]


def test_an_idle_worker_calls_for_all_that_stands_still(
    hats: Catalogue, ssim: Method, upload: Import, called: list[tuple[str, int]]
) -> None:
    features = plan_run(catalogue=hats, method=ssim).chunks.all()[0]

    tasks.reconcile(idle=True)

    assert called == [("compute_chunk", features.pk), ("import_catalogue", upload.pk)]


def test_a_busy_worker_calls_only_for_what_was_lost(
    hats: Catalogue, ssim: Method, random: Method, upload: Import, called: list[tuple[str, int]]
) -> None:
    plan_run(catalogue=hats, method=ssim)
    lost = plan_run(catalogue=hats, method=random).chunks.all()[0]
    claim_chunk(lost.pk, worker="celery@there")
    Chunk.objects.claimed().update(lease_until=timezone.now() - timedelta(seconds=1))

    tasks.reconcile(idle=False)

    assert called == [("compute_chunk", lost.pk)]


def test_reconciling_an_idle_system_calls_nobody(
    hats: Catalogue, called: list[tuple[str, int]]
) -> None:
    tasks.reconcile(idle=True)

    assert called == []


def test_a_run_whose_every_message_is_lost_is_finished_all_the_same(
    hats: Catalogue, ssim: Method, called: list[tuple[str, int]]
) -> None:
    run = plan_run(catalogue=hats, method=ssim)

    for _look in range(2):
        called.clear()
        tasks.reconcile(idle=True)
        for _task, pk in list(called):
            tasks.compute_chunk.apply(args=[pk], throw=True)

    run.refresh_from_db()
    assert (run.state, run.done, run.lists) == (Run.State.FINISHED, 16, 8)


def test_a_broker_that_goes_away_during_the_work_costs_nothing_but_time(
    hats: Catalogue,
    ssim: Method,
    called: list[tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    features, lists = run.chunks.all()

    def refuse(*_arguments: object, **_options: object) -> None:
        raise OperationalError("nobody listens")

    with monkeypatch.context() as away:
        away.setattr(tasks.compute_chunk, "apply_async", refuse)
        tasks.compute_chunk.apply(args=[features.pk], throw=True)
        tasks.reconcile(idle=True)
    assert called == []

    tasks.reconcile(idle=True)

    run.refresh_from_db()
    assert called == [("compute_chunk", lists.pk)]
    assert (run.state, run.done) == (Run.State.COMPUTING, 8)


def test_messages_for_siblings_that_were_done_with_another_do_nothing(
    hats: Catalogue, ssim: Method, called: list[tuple[str, int]]
) -> None:
    runs = [plan_run(catalogue=hats, method=ssim, k=k) for k in (4, 5)]
    features = [run.chunks.all()[0] for run in runs]
    lists = [run.chunks.all()[1] for run in runs]

    for chunk in features * 2:
        tasks.compute_chunk.apply(args=[chunk.pk], throw=True)

    assert sorted(called) == [("compute_chunk", chunk.pk) for chunk in lists]
    assert set(Chunk.objects.values_list("attempts", flat=True)) == {0, 1}


QUEUE = """
from django.conf import settings
from recommender import tasks
from recommender.methods import registry
from recommender.models import Catalogue, Chunk, Picture, Product
from recommender.precompute import plan_run
catalogue = Catalogue.objects.create(name="hats")
picture = Picture.objects.create(sha256="0", width=1, height=1)
Product.objects.create(catalogue=catalogue, identifier="1", category="hat", picture=picture)
tasks.queue_run(plan_run(catalogue=catalogue, method=registry.method("random", settings.METHODS)))
print(Chunk.objects.ready().count())
"""


@pytest.mark.parametrize("broker", ["redis", "folder"])
def test_a_broker_that_is_away_fails_no_request(
    broker: str, installation: dict[str, str], tmp_path: Path
) -> None:
    environment = {**installation, "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "localhost"}
    if broker == "redis":
        environment["REDIS_URL"] = "redis://127.0.0.1:1/0"
    else:
        environment.pop("REDIS_URL", None)
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "queue").write_text("a file where the folder should be")

    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", QUEUE]):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )

    assert done.stdout == "1\n"
    assert "No worker was called, the row waits" in done.stderr
