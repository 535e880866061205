from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from celery import signals
from celery.worker import state
from django.utils import timezone

from recommender import tasks
from recommender.models import RobustnessPart, RobustnessReport, Run
from recommender.robustness import plan_report
from recommender.robustness.claim import claim_part

OnCommit = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def called() -> Iterator[list[tuple[str, int]]]:
    """The messages that this process has sent: the task's last name, and the primary key."""
    messages: list[tuple[str, int]] = []

    def note(sender: str, body: Any, **_: object) -> None:
        messages.append((sender.rpartition(".")[2], body[0][0]))

    signals.after_task_publish.connect(note)
    yield messages
    signals.after_task_publish.disconnect(note)


def test_measure_robustness_twice_doubles_nothing(computed: Run) -> None:
    report = plan_report(catalogue=computed.catalogue)
    part = report.parts.get()

    for _call in range(2):
        tasks.measure_robustness.apply(args=[part.pk], throw=True)

    report.refresh_from_db()
    part.refresh_from_db()
    assert report.state == RobustnessReport.State.FINISHED
    assert len(part.measured) == 42


def test_workers_are_called_when_the_report_is_committed(
    computed: Run,
    called: list[tuple[str, int]],
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    report = plan_report(catalogue=computed.catalogue)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.queue_robustness(report)
        before = list(called)

    assert before == []
    assert called == [("measure_robustness", report.parts.get().pk)]


def test_a_worker_that_is_asked_to_end_calls_for_the_part_again(
    computed: Run, called: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()
    monkeypatch.setattr(state, "should_stop", 0)  # what celery's handler of SIGTERM sets

    tasks.measure_robustness.apply(args=[part.pk], throw=True)

    assert called == [("measure_robustness", part.pk)]


def test_a_worker_that_starts_takes_over_from_its_dead_namesake(
    computed: Run, called: list[tuple[str, int]]
) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()
    claim_part(part.pk, worker="worker@here")

    tasks.take_over(worker="worker@here")

    assert called == [("measure_robustness", part.pk)]


@pytest.mark.parametrize("idle", [True, False])
def test_a_dead_workers_part_is_called_for(
    computed: Run, called: list[tuple[str, int]], idle: bool
) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()
    claim_part(part.pk, worker="dead@elsewhere")
    RobustnessPart.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    tasks.reconcile(idle=idle)

    assert called == [("measure_robustness", part.pk)]


def test_an_idle_worker_finds_a_part_whose_message_was_lost(
    computed: Run, called: list[tuple[str, int]]
) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()

    tasks.reconcile(idle=False)
    busy = list(called)
    tasks.reconcile(idle=True)

    assert busy == []
    assert called == [("measure_robustness", part.pk)]
