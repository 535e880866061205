"""Pausing, resuming and cancelling, seen from the run and from the workers."""

import time
from collections.abc import Callable

import pytest

from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Run
from recommender.precompute import (
    PrecomputeError,
    cancel_run,
    pause_run,
    plan_run,
    reconcile,
    resume_run,
    work,
)
from recommender.precompute import claim as claims
from tests.recommender.precompute.conftest import WORKER, lists_of

State = Run.State


@pytest.fixture
def run(hats: Catalogue, mean: Method) -> Run:
    return plan_run(catalogue=hats, method=mean)


@pytest.fixture
def shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers look every few milliseconds whether they may go on."""
    monkeypatch.setattr(claims, "SECONDS_BETWEEN_LOOKS", 0.01)


def until_let_go(run: Run) -> None:
    given_up = time.monotonic() + 30
    while run.chunks.filter(state=Chunk.State.CLAIMED).exists():
        assert time.monotonic() < given_up


@pytest.mark.parametrize("halt", [pause_run, cancel_run])
def test_nothing_of_a_halted_run_is_to_be_had(halt: Callable[[Run], None], run: Run) -> None:
    halt(run)

    assert not Chunk.objects.ready().exists()
    assert work(run.chunks.all()[0].pk, worker=WORKER) == []
    assert not run.chunks.exclude(state=Chunk.State.WAITING).exists()


@pytest.mark.parametrize(
    ("act", "state"), [(pause_run, State.PAUSED), (cancel_run, State.CANCELLED)]
)
def test_halting_twice_is_halting_once(act: Callable[[Run], None], state: State, run: Run) -> None:
    for _call in range(2):
        act(run)

    assert run.state == state
    assert Run.objects.get().state == state


def test_resuming_twice_is_resuming_once(run: Run, compute_all: Callable[[], None]) -> None:
    work(run.chunks.all()[0].pk, worker=WORKER)
    pause_run(run)

    for _call in range(2):
        resume_run(run)
    compute_all()

    run.refresh_from_db()
    assert (run.state, run.done, run.computed, run.lists) == (State.FINISHED, 16, 8, 8)


@pytest.mark.parametrize(
    ("act", "state", "sentence"),
    [
        (pause_run, State.FINISHED, "Only a run that is under way can be paused."),
        (pause_run, State.CANCELLED, "Only a run that is under way can be paused."),
        (resume_run, State.FAILED, "Only a paused run can be resumed."),
        (resume_run, State.CANCELLED, "Only a paused run can be resumed."),
        (cancel_run, State.FINISHED, "Only a run that is under way or paused can be cancelled."),
        (cancel_run, State.FAILED, "Only a run that is under way or paused can be cancelled."),
    ],
)
def test_what_the_state_does_not_allow_is_refused_and_changes_nothing(
    act: Callable[[Run], None], state: State, sentence: str, run: Run
) -> None:
    Run.objects.update(state=state)

    with pytest.raises(PrecomputeError) as refused:
        act(run)

    assert str(refused.value) == f"{sentence} mean · hats is {state.label}."
    assert Run.objects.get().state == state


@pytest.mark.parametrize("halt", [pause_run, cancel_run])
def test_a_halted_run_that_is_started_again_goes_on_where_it_stood(
    halt: Callable[[Run], None],
    run: Run,
    hats: Catalogue,
    mean: Method,
    compute_all: Callable[[], None],
) -> None:
    work(run.chunks.all()[0].pk, worker=WORKER)
    halt(run)

    again = plan_run(catalogue=hats, method=mean)
    compute_all()

    again.refresh_from_db()
    assert again == run
    assert (again.state, again.done, again.computed, again.lists) == (State.FINISHED, 16, 8, 8)
    assert set(again.chunks.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("halt", [pause_run, cancel_run])
def test_a_worker_lets_go_of_a_halted_run_at_once_and_it_costs_no_attempt(
    halt: Callable[[Run], None],
    run: Run,
    mean: Method,
    shortly: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    features = run.chunks.get(stage=Chunk.Stage.FEATURES)
    read = mean.algorithm.features

    def halt_and_wait_until_the_claim_is_gone(pictures: object) -> object:
        halt(run)
        until_let_go(run)
        return read(pictures)  # type: ignore[arg-type]

    monkeypatch.setattr(mean.algorithm, "features", halt_and_wait_until_the_claim_is_gone)
    called_for = work(features.pk, worker=WORKER)

    features.refresh_from_db()
    run.refresh_from_db()
    assert called_for == []
    assert (features.state, features.attempts, run.done) == (Chunk.State.WAITING, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_paused_run_does_not_keep_the_others_of_the_same_pictures_back(
    hats: Catalogue,
    run: Run,
    mean: Method,
    ssim: Method,
    shortly: None,
    monkeypatch: pytest.MonkeyPatch,
    compute_all: Callable[[], None],
) -> None:
    other = plan_run(catalogue=hats, method=ssim)
    read = mean.algorithm.features

    def pause_and_wait_until_the_claim_is_gone(pictures: object) -> object:
        pause_run(run)
        until_let_go(run)
        return read(pictures)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(mean.algorithm, "features", pause_and_wait_until_the_claim_is_gone)
        compute_all()

    run.refresh_from_db()
    other.refresh_from_db()
    assert (other.state, other.lists) == (State.FINISHED, 8)
    assert (run.state, run.done) == (State.PAUSED, 0)
    resume_run(run)
    compute_all()
    run.refresh_from_db()
    assert (run.state, run.lists) == (State.FINISHED, 8)
    assert len(lists_of(run)) == 8


def test_a_run_that_was_paused_at_its_very_end_is_finished_when_resumed(
    run: Run, compute_all: Callable[[], None]
) -> None:
    compute_all()
    Run.objects.update(state=State.COMPUTING, lists=0)
    pause_run(run)

    resume_run(run)
    reconcile()

    run.refresh_from_db()
    assert (run.state, run.lists) == (State.FINISHED, 8)
