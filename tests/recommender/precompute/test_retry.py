"""Trying failed products again, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from recommender.catalogue import pictures
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Problem, Run
from recommender.precompute import PrecomputeError, plan_run, retry_products
from tests.recommender.precompute.conftest import lists_of
from tests.recommender.precompute.shop import add_product

ComputeAll = Callable[[], None]


@pytest.fixture
def gone(hats: Catalogue) -> dict[Path, bytes]:
    """Stored pictures of two hats of ten, taken away, and what was in them."""
    add_product(hats, "hat-8", look=8)
    add_product(hats, "hat-9", look=9)
    taken = {}
    for product in hats.products.filter(identifier__in=["hat-3", "hat-8"]):
        path = Path(default_storage.path(pictures.name(product.picture.sha256, pictures.MASTER)))
        taken[path] = path.read_bytes()
        path.unlink()
    return taken


def put_back(gone: dict[Path, bytes]) -> None:
    for path, content in gone.items():
        path.write_bytes(content)


@pytest.mark.parametrize("block", [3, 100])
def test_what_failed_gets_its_lists_and_the_others_theirs_as_if_nothing_had_failed(
    block: int,
    hats: Catalogue,
    mean: Method,
    gone: dict[Path, bytes],
    compute_all: ComputeAll,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_product(hats, "shoe-1", category="shoe", look=20)
    monkeypatch.setattr(mean.algorithm, "block", block, raising=False)
    run = plan_run(catalogue=hats, method=mean)
    compute_all()
    run.refresh_from_db()
    assert (run.state, run.lists, run.computed) == (Run.State.FINISHED, 8, 9)
    put_back(gone)

    retry_products(run)
    compute_all()

    run.refresh_from_db()
    assert (run.state, run.lists, run.computed) == (Run.State.FINISHED, 10, 11)
    assert run.done == run.total
    assert [problem.product.identifier for problem in run.problems.all()] == ["shoe-1"]
    retried = lists_of(run)
    run.delete()
    plan_run(catalogue=hats, method=mean)
    compute_all()
    assert lists_of(Run.objects.get()) == retried


def test_only_the_failed_pictures_are_tried_and_only_their_categories_are_ranked(
    hats: Catalogue, mean: Method, gone: dict[Path, bytes], compute_all: ComputeAll
) -> None:
    for number in range(6):
        add_product(hats, f"shoe-{number}", category="shoe", look=20 + number)
    run = plan_run(catalogue=hats, method=mean)
    compute_all()
    put_back(gone)
    mean.algorithm.seen.clear()  # type: ignore[attr-defined]

    retry_products(run)
    waiting = run.chunks.filter(state=Chunk.State.WAITING)
    assert [(chunk.stage, chunk.category) for chunk in waiting] == [
        (Chunk.Stage.FEATURES, ""),
        (Chunk.Stage.NEIGHBOURS, "hat"),
    ]
    compute_all()

    assert mean.algorithm.seen == [2, 2]  # type: ignore[attr-defined]


def test_retrying_twice_at_once_is_refused_the_second_time(
    hats: Catalogue, mean: Method, gone: dict[Path, bytes], compute_all: ComputeAll
) -> None:
    run = plan_run(catalogue=hats, method=mean)
    compute_all()
    retry_products(run)

    with pytest.raises(PrecomputeError) as refused:
        retry_products(run)

    assert str(refused.value) == (
        "Products can be tried again when the run has ended; mean · hats is planned."
    )
    compute_all()
    run.refresh_from_db()
    assert (run.state, run.lists) == (Run.State.FINISHED, 8)


def test_what_fails_again_is_named_again(
    hats: Catalogue, mean: Method, gone: dict[Path, bytes], compute_all: ComputeAll
) -> None:
    run = plan_run(catalogue=hats, method=mean)
    compute_all()
    before = (lists_of(run), list(run.problems.values_list("product", "kind", "reason")))

    retry_products(run)
    compute_all()

    assert before == (lists_of(run), list(run.problems.values_list("product", "kind", "reason")))


def test_where_nothing_is_left_to_retry_it_says_so(
    hats: Catalogue, mean: Method, compute_all: ComputeAll
) -> None:
    add_product(hats, "shoe-1", category="shoe", look=20)
    run = plan_run(catalogue=hats, method=mean)
    compute_all()
    assert run.problems.get().kind == Problem.Kind.LEFT_OUT  # for want of other shoes

    run.refresh_from_db()
    with pytest.raises(PrecomputeError) as refused:
        retry_products(run)

    assert str(refused.value) == (
        "mean · hats: no product was left out because of its picture, so none is tried again."
    )
    assert Run.objects.get().state == Run.State.FINISHED


def test_a_failed_run_goes_on_with_its_failed_products(
    hats: Catalogue,
    mean: Method,
    gone: dict[Path, bytes],
    compute_all: ComputeAll,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = plan_run(catalogue=hats, method=mean)
    similar = mean.algorithm.similarities
    with monkeypatch.context() as patch:
        patch.setattr(mean.algorithm, "similarities", lambda _queries, _candidates: 1 / 0)
        compute_all()
    run.refresh_from_db()
    assert run.state == Run.State.FAILED
    assert mean.algorithm.similarities == similar
    put_back(gone)

    retry_products(run)
    compute_all()

    run.refresh_from_db()
    assert (run.state, run.error, run.lists) == (Run.State.FINISHED, "", 10)
    assert not run.problems.exists()


def test_a_changed_catalogue_is_refused_with_what_mends_it(
    hats: Catalogue, mean: Method, gone: dict[Path, bytes], compute_all: ComputeAll
) -> None:
    run = plan_run(catalogue=hats, method=mean)
    compute_all()
    hats.products.get(identifier="hat-0").delete()

    run.refresh_from_db()
    with pytest.raises(PrecomputeError, match=r"The catalogue changed in the meantime."):
        retry_products(run)

    assert Run.objects.get().state == Run.State.FINISHED


def test_a_product_of_a_later_run_that_takes_over_is_known_to_be_retried(
    hats: Catalogue, mean: Method, gone: dict[Path, bytes], compute_all: ComputeAll
) -> None:
    plan_run(catalogue=hats, method=mean)
    compute_all()
    add_product(hats, "hat-10", look=10)
    later = plan_run(catalogue=hats, method=mean)
    compute_all()
    put_back(gone)

    later.refresh_from_db()
    retry_products(later)
    compute_all()

    later.refresh_from_db()
    assert (later.state, later.lists, later.changed) == (Run.State.FINISHED, 11, _changed(later))


def _changed(run: Run) -> int:
    assert run.previous is not None
    before, after = lists_of(run.previous), lists_of(run)
    return sum(before.get(reference) != others for reference, others in after.items())
