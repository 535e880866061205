"""Runs of several methods over the same pictures, which are opened once for all of them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from django.conf import settings

from recommender.catalogue import pictures
from recommender.methods import registry
from recommender.methods.contract import Unavailable
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Run
from recommender.precompute import give_back_claims_of, layout, plan_run, work
from recommender.precompute.claim import claim_with_siblings
from tests.recommender.precompute.conftest import WORKER, Mean, lists_of
from tests.recommender.precompute.shop import add_product


class Spread(Mean):
    """A second algorithm that reads pictures."""

    key = "spread"
    label = "Spread of the colours"

    def features(self, pictures: Sequence[Any]) -> np.ndarray[Any, Any]:
        if self.error:
            raise self.error
        return np.array([np.asarray(picture).std(axis=(0, 1)) for picture in pictures])


@pytest.fixture
def spread(mean: Method, monkeypatch: pytest.MonkeyPatch) -> Iterator[Method]:
    """The method `spread`, registered beside `mean` while the test runs."""
    monkeypatch.setitem(registry._algorithms, Spread.key, Spread)
    registry.methods.cache_clear()
    yield registry.method("spread", settings.METHODS)
    registry.methods.cache_clear()


@pytest.fixture
def both(hats: Catalogue, spread: Method, monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """Runs of `mean` and `spread`, each with two chunks of features."""
    monkeypatch.setattr(layout, "PICTURES_IN_A_CHUNK", 4)
    methods = [registry.method("mean", settings.METHODS), spread]
    return [plan_run(catalogue=hats, method=method) for method in methods]


def states(run: Run) -> list[str]:
    return list(run.chunks.order_by("position").values_list("state", flat=True))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which stored pictures were opened, in turn."""
    names: list[str] = []
    open_stored = pictures.open_stored

    def noted(sha256: str) -> Any:
        names.append(sha256)
        return open_stored(sha256)

    monkeypatch.setattr(pictures, "open_stored", noted)
    return names


def test_pictures_are_opened_once_for_all_methods(
    both: list[Run], opened: list[str], compute_all: Callable[[], None]
) -> None:
    compute_all()

    assert len(opened) == len(set(opened)) == 8
    for run in both:
        run.refresh_from_db()
        assert (run.state, run.computed, run.done, run.lists) == (Run.State.FINISHED, 8, 16, 8)


def test_lists_are_those_of_a_run_that_is_computed_alone(
    both: list[Run], compute_all: Callable[[], None], hats: Catalogue
) -> None:
    compute_all()
    together = [lists_of(run) for run in both]

    alone = []
    for key in ("mean", "spread"):
        hats.runs.filter(method=key).delete()
        run = plan_run(catalogue=hats, method=registry.method(key, settings.METHODS))
        compute_all()
        alone.append(lists_of(run))

    assert together == alone
    assert alone[0] != alone[1]


def test_only_the_very_same_pictures_are_claimed_with_a_chunk(
    both: list[Run], hats: Catalogue, spread: Method
) -> None:
    add_product(hats, "hat-8", look=8)
    of_other_contents = plan_run(catalogue=hats, method=spread)

    claims = claim_with_siblings(both[0].chunks.all()[0].pk, worker="a")

    assert [claim.chunk.run for claim in claims] == both
    assert len({tuple(claim.chunk.products) for claim in claims}) == 1
    assert len({claim.number for claim in claims}) == 2
    assert states(of_other_contents) == [Chunk.State.WAITING] * 4


def test_a_sibling_that_another_worker_holds_is_left_to_it(both: list[Run]) -> None:
    theirs = claim_with_siblings(both[1].chunks.all()[1].pk, worker="b")
    held = {claim.chunk.pk for claim in theirs}

    mine = claim_with_siblings(both[0].chunks.all()[1].pk, worker="a")

    assert len(theirs) == 2
    assert mine == []
    assert held == {run.chunks.all()[1].pk for run in both}


def test_a_method_that_fails_fails_alone(
    both: list[Run],
    spread: Method,
    monkeypatch: pytest.MonkeyPatch,
    compute_all: Callable[[], None],
) -> None:
    monkeypatch.setattr(spread.algorithm, "error", Unavailable("The weights are gone."))

    compute_all()

    for run in both:
        run.refresh_from_db()
    assert (both[0].state, both[0].lists) == (Run.State.FINISHED, 8)
    assert (both[1].state, both[1].error) == (Run.State.FAILED, "The weights are gone.")


def test_a_method_that_is_another_here_fails_alone(
    both: list[Run], compute_all: Callable[[], None]
) -> None:
    Run.objects.filter(pk=both[0].pk).update(fingerprint="0" * 64)

    compute_all()

    for run in both:
        run.refresh_from_db()
    assert both[0].state == Run.State.FAILED
    assert "differ here" in both[0].error
    assert (both[1].state, both[1].lists) == (Run.State.FINISHED, 8)


def test_a_lost_claim_stops_no_sibling(
    both: list[Run], spread: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = both[1].chunks.all()[0]
    read = spread.algorithm.features

    def lose_one(pictures: Any) -> Any:
        Chunk.objects.filter(pk=first.pk).update(claim=None, state=Chunk.State.WAITING)
        return read(pictures)

    monkeypatch.setattr(spread.algorithm, "features", lose_one)
    work(both[0].chunks.all()[0].pk, worker=WORKER)

    for run in both:
        run.refresh_from_db()
    assert [states(run)[0] for run in both] == [Chunk.State.FINISHED, Chunk.State.WAITING]
    assert [run.done for run in both] == [4, 0]


def test_work_that_cost_a_worker_is_done_alone_the_next_time(both: list[Run]) -> None:
    first = both[0].chunks.all()[0]
    assert len(claim_with_siblings(first.pk, worker="mortal")) == 2
    give_back_claims_of("mortal")

    again = claim_with_siblings(first.pk, worker="careful")

    assert [claim.chunk for claim in again] == [first]


def test_working_time_is_shared_among_siblings(both: list[Run]) -> None:
    work(both[0].chunks.all()[0].pk, worker=WORKER)

    for run in both:
        run.refresh_from_db()
    assert both[0].seconds == both[1].seconds > 0


def test_whoever_is_asked_to_stop_gives_all_of_them_back(both: list[Run]) -> None:
    first = both[0].chunks.all()[0]

    called_for = work(first.pk, worker=WORKER, stopping=lambda: True)

    assert called_for == [run.chunks.all()[0].pk for run in both]
    assert {state for run in both for state in states(run)} == {Chunk.State.WAITING}
    assert set(Chunk.objects.values_list("attempts", flat=True)) == {0}
