"""Full disks, workers that die, methods that break the contract, and products that are odd."""

import errno
import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.db import connection

from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Problem, Run
from recommender.precompute import PrecomputeError, plan_run, reconcile, work
from recommender.precompute.reconcile import MAX_ATTEMPTS
from tests.recommender.precompute.conftest import WORKER, lists_of
from tests.recommender.precompute.shop import add_product

ComputeAll = Callable[[], None]


class FullStorage(Storage):
    """A store on a disk that is full: what is in it can be read, and nothing is added."""

    def __init__(self, location: str) -> None:
        self.folder = FileSystemStorage(location)

    def _open(self, name: str, mode: str = "rb") -> File:
        return self.folder.open(name, mode)

    def exists(self, name: str) -> bool:
        return self.folder.exists(name)

    def _save(self, name: str, content: File) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def disk(settings: Any) -> Callable[[str], None]:
    """Fills the disk of the storage, or makes room on it."""
    roomy = settings.STORAGES

    def make(state: str) -> None:
        full = {**roomy["default"], "BACKEND": f"{FullStorage.__module__}.FullStorage"}
        settings.STORAGES = roomy if state == "roomy" else {**roomy, "default": full}

    return make


def test_a_full_disk_is_tried_again_and_then_named_and_the_run_can_go_on(
    hats: Catalogue, mean: Method, disk: Callable[[str], None], compute_all: ComputeAll
) -> None:
    run = plan_run(catalogue=hats, method=mean)
    features = run.chunks.all()[0]
    disk("full")

    called_for = [work(features.pk, worker=WORKER) for _attempt in range(MAX_ATTEMPTS)]

    run.refresh_from_db()
    assert called_for == [[features.pk]] * (MAX_ATTEMPTS - 1) + [[]]
    assert run.state == Run.State.FAILED
    assert run.error == (
        "The disk is full ([Errno 28] No space left on device). Make room and start the method "
        "again: it goes on where it stood."
    )
    disk("roomy")
    plan_run(catalogue=hats, method=mean)
    compute_all()
    run.refresh_from_db()
    assert (run.state, run.error, run.lists, run.done) == (Run.State.FINISHED, "", 8, 16)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite can be told its size.")
def test_a_full_disk_under_the_database_leaves_nothing_half_written(
    hats: Catalogue, random: Method, compute_all: ComputeAll, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(8, 60):
        add_product(hats, f"hat-{number:02}", look=number)
    run = plan_run(catalogue=hats, method=random, k=40)
    chunk = run.chunks.get()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests left free would be room
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        (limit,) = cursor.execute("PRAGMA max_page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    with caplog.at_level(logging.WARNING):
        called_for = [work(chunk.pk, worker=WORKER) for _attempt in range(MAX_ATTEMPTS)]

    run.refresh_from_db()
    assert called_for == [[chunk.pk]] * (MAX_ATTEMPTS - 1) + [[]]
    assert run.state == Run.State.FAILED
    assert run.error.startswith("The disk is full (database or disk is full). Make room")
    assert (run.done, run.neighbours.count()) == (0, 0)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {limit}")
    plan_run(catalogue=hats, method=random, k=40)
    compute_all()
    run.refresh_from_db()
    assert (run.state, run.done, run.neighbours.count()) == (Run.State.FINISHED, 60, 60 * 40)


def test_a_run_whose_messages_all_vanished_is_found_and_finished(
    hats: Catalogue, mean: Method
) -> None:
    run = plan_run(catalogue=hats, method=mean)

    found = []
    for _look in range(3):
        reconcile()
        for chunk in Chunk.objects.ready():
            found.append(chunk.stage)
            work(chunk.pk, worker=WORKER)

    run.refresh_from_db()
    assert found == [Chunk.Stage.FEATURES, Chunk.Stage.NEIGHBOURS]
    assert (run.state, run.done) == (Run.State.FINISHED, 16)


def spoilt(what: str) -> Callable[[Any, Any], Any]:
    """Similarities that break the contract in one way."""

    def similarities(queries: Any, candidates: Any) -> Any:
        good = np.zeros((len(queries), len(candidates)))
        if what == "raises":
            raise ArithmeticError("too similar")
        return {"nan": good * np.nan, "infinite": good + np.inf, "shape": good[:, :-1]}[what]

    return similarities


@pytest.mark.parametrize("block", [3, 100])
@pytest.mark.parametrize("what", ["raises", "nan", "infinite", "shape"])
def test_a_method_that_breaks_the_contract_fails_its_run_and_is_named(
    what: str,
    block: int,
    hats: Catalogue,
    mean: Method,
    compute_all: ComputeAll,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mean.algorithm, "block", block, raising=False)
    monkeypatch.setattr(mean.algorithm, "similarities", spoilt(what))

    run = plan_run(catalogue=hats, method=mean)
    compute_all()

    run.refresh_from_db()
    assert run.state == Run.State.FAILED
    assert run.error.startswith("The method mean could not compare the products of “hat”: ")
    assert not run.neighbours.exists()


def with_lists(indices: Any, scores: Any) -> Callable[..., Any]:
    from recommender.methods.lists import Neighbours

    def neighbours(products: Any, *, k: int) -> Neighbours:
        shape = (len(products), k)
        return Neighbours(indices(shape).astype(np.int32), scores(shape))

    return neighbours


@pytest.mark.parametrize(
    ("indices", "scores", "reason"),
    [
        (lambda s: np.ones((s[0], 1)), np.zeros, "gave lists of a wrong shape."),
        (lambda s: np.full(s, 99), np.zeros, "listed products that are no candidates."),
        (np.zeros, np.zeros, "listed products that are no candidates."),
        (
            lambda s: (np.arange(s[0])[:, None] + 1 + np.arange(s[1])) % s[0],
            lambda s: np.full(s, np.nan),
            "gave similarities that are not numbers.",
        ),
        (lambda s: np.full(s, -1), np.zeros, "left places empty in the lists of “hat”."),
    ],
)
def test_lists_of_a_faster_way_that_is_wrong_are_not_written(
    indices: Any,
    scores: Any,
    reason: str,
    hats: Catalogue,
    mean: Method,
    compute_all: ComputeAll,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mean.algorithm, "neighbours", with_lists(indices, scores), raising=False)

    run = plan_run(catalogue=hats, method=mean)
    compute_all()

    run.refresh_from_db()
    assert (run.state, run.error) == (Run.State.FAILED, f"The method mean {reason}")
    assert not run.neighbours.exists()


def test_a_category_of_one_product_leaves_it_out_and_the_run_goes_on(
    hats: Catalogue, mean: Method, compute_all: ComputeAll
) -> None:
    add_product(hats, "shoe-1", category="shoe", look=20)

    run = plan_run(catalogue=hats, method=mean, k=1)
    compute_all()

    run.refresh_from_db()
    assert (run.state, run.lists) == (Run.State.FINISHED, 8)
    assert [(p.product.identifier, p.kind, p.reason) for p in run.problems.all()] == [
        (
            "shoe-1",
            Problem.Kind.LEFT_OUT,
            "A list needs 1 others of the category “shoe”; there are 0.",
        )
    ]


def test_lists_longer_than_a_category_are_not_to_be_had(
    hats: Catalogue, mean: Method, compute_all: ComputeAll
) -> None:
    run = plan_run(catalogue=hats, method=mean, k=8)
    compute_all()

    run.refresh_from_db()
    assert run.state == Run.State.FAILED
    assert run.error == (
        "No product got a list. A list needs 8 others of the category “hat”; there are 7."
    )
    assert run.problems.count() == 8


@pytest.mark.parametrize("k", [0, -1])
def test_lists_without_places_are_refused(k: int, hats: Catalogue, mean: Method) -> None:
    with pytest.raises(PrecomputeError, match=r"^A list needs at least one product\.$"):
        plan_run(catalogue=hats, method=mean, k=k)

    assert not Run.objects.exists()


@pytest.mark.parametrize("key", ["mean", "ssim"])
def test_identical_pictures_are_ordered_by_id(
    key: str, db: None, compute_all: ComputeAll, request: pytest.FixtureRequest
) -> None:
    catalogue = Catalogue.objects.create(name="twins")
    for identifier in ["d", "a", "É", "c", "b", "10", "9"]:
        add_product(catalogue, identifier, look=1)

    run = plan_run(catalogue=catalogue, method=request.getfixturevalue(key), k=6)
    compute_all()

    ids = ["10", "9", "a", "b", "c", "d", "É"]
    assert lists_of(run) == {one: [other for other in ids if other != one] for one in ids}
