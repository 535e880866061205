from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from recommender.catalogue import pictures
from recommender.methods.contract import Unavailable
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Neighbour, Problem, Product, Run
from recommender.precompute import give_back_claims_of, plan_run, reconcile, work
from recommender.precompute.claim import claim_chunk
from recommender.precompute.finish import Outcome, finish_chunk
from recommender.precompute.reconcile import MAX_ATTEMPTS
from tests.recommender.precompute.conftest import WORKER, lists_of
from tests.recommender.precompute.shop import add_product

ComputeAll = Callable[[], None]
FIRST = Chunk.Stage.FEATURES
SECOND = Chunk.Stage.NEIGHBOURS


def state_of(run: Run) -> str:
    run.refresh_from_db()
    return run.state


def test_a_run_is_computed_to_its_end(
    hats: Catalogue, ssim: Method, compute_all: ComputeAll
) -> None:
    run = plan_run(catalogue=hats, method=ssim)

    compute_all()

    assert state_of(run) == Run.State.FINISHED
    assert (run.done, run.total, run.computed, run.lists) == (16, 16, 8, 8)
    assert run.finished_at is not None
    assert run.seconds > 0
    assert not run.problems.exists()
    ids = {f"hat-{number}" for number in range(8)}
    for reference, others in lists_of(run).items():
        assert len(set(others)) == 5
        assert set(others) < ids - {reference}


def test_work_opens_up_the_next_stage_with_the_last_chunk_of_the_first(
    hats: Catalogue, ssim: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommender.precompute.layout.PICTURES_IN_A_CHUNK", 4)
    run = plan_run(catalogue=hats, method=ssim)
    first, second = run.chunks.filter(stage=FIRST)

    opened_up = [work(chunk.pk, worker=WORKER) for chunk in (first, second)]

    assert opened_up == [[], [run.chunks.get(stage=SECOND).pk]]


def test_work_twice_on_every_chunk_doubles_nothing(hats: Catalogue, ssim: Method) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    chunks = list(run.chunks.all())

    for chunk in chunks * 2:
        work(chunk.pk, worker=WORKER)
    work(chunks[-1].pk, worker=WORKER)

    assert state_of(run) == Run.State.FINISHED
    assert (run.done, run.computed) == (16, 8)
    assert run.neighbours.count() == 8 * 5


def test_added_products_compute_only_the_new_features(
    hats: Catalogue, ssim: Method, compute_all: ComputeAll
) -> None:
    before = plan_run(catalogue=hats, method=ssim)
    compute_all()
    add_product(hats, "hat-8", look=8)
    add_product(hats, "hat-9", look=9)

    after = plan_run(catalogue=hats, method=ssim)
    compute_all()

    assert after != before
    assert state_of(after) == Run.State.FINISHED
    assert after.computed == 2
    assert len(lists_of(after)) == 10


def test_lists_do_not_depend_on_what_was_in_the_cache(
    hats: Catalogue, ssim: Method, compute_all: ComputeAll
) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    compute_all()
    fresh = lists_of(run)
    run.delete()

    again = plan_run(catalogue=hats, method=ssim)
    compute_all()

    assert state_of(again) == Run.State.FINISHED
    assert again.computed == 0
    assert lists_of(again) == fresh


def test_variants_are_not_neighbours(
    hats: Catalogue, ssim: Method, compute_all: ComputeAll
) -> None:
    hats.products.filter(identifier__in=["hat-0", "hat-1", "hat-2"]).update(group="bowler")

    run = plan_run(catalogue=hats, method=ssim)
    compute_all()

    found = lists_of(run)
    assert set(found["hat-0"]) == {"hat-3", "hat-4", "hat-5", "hat-6", "hat-7"}
    assert len(found) == 8


def test_who_has_too_few_candidates_gets_no_list_and_is_named(
    hats: Catalogue, random: Method, compute_all: ComputeAll
) -> None:
    shoe = add_product(hats, "shoe-1", category="shoe", look=20)
    hats.products.filter(identifier__in=["hat-0", "hat-1", "hat-2", "hat-3"]).update(group="felt")

    run = plan_run(catalogue=hats, method=random)
    compute_all()

    assert state_of(run) == Run.State.FINISHED
    assert sorted(lists_of(run)) == ["hat-4", "hat-5", "hat-6", "hat-7"]
    assert run.lists == 4
    named = run.problems.filter(kind=Problem.Kind.LEFT_OUT)
    assert named.count() == 5
    assert named.get(product=shoe).reason == (
        "A list needs 5 others of the category “shoe”; there are 0."
    )


@pytest.mark.parametrize("key", ["ssim", "random"])
def test_a_run_without_any_list_fails_and_says_why(
    key: str, db: None, compute_all: ComputeAll, request: pytest.FixtureRequest
) -> None:
    catalogue = Catalogue.objects.create(name="few")
    for number in range(5):
        add_product(catalogue, f"hat-{number}", look=number)

    run = plan_run(catalogue=catalogue, method=request.getfixturevalue(key))
    compute_all()

    assert state_of(run) == Run.State.FAILED
    assert run.error == (
        "No product got a list. A list needs 5 others of the category “hat”; there are 4."
    )


def test_a_failed_run_without_any_list_can_be_started_again(
    db: None, random: Method, compute_all: ComputeAll
) -> None:
    catalogue = Catalogue.objects.create(name="few")
    add_product(catalogue, "hat-0", look=0)
    plan_run(catalogue=catalogue, method=random)
    compute_all()

    run = plan_run(catalogue=catalogue, method=random)

    assert run.state == Run.State.PLANNED
    assert Chunk.objects.ready().count() == 1


def test_a_vanished_picture_leaves_its_products_out_and_the_run_goes_on(
    hats: Catalogue, ssim: Method, compute_all: ComputeAll
) -> None:
    twin = add_product(hats, "hat-twin", look=3)
    gone = pictures.name(twin.picture.sha256, pictures.MASTER)
    run = plan_run(catalogue=hats, method=ssim)
    default_storage.delete(gone)

    compute_all()

    assert state_of(run) == Run.State.FINISHED
    named = {problem.product.identifier: problem.reason for problem in run.problems.all()}
    assert named == dict.fromkeys(
        ["hat-3", "hat-twin"], f"The file {gone} is gone: import its product again, then retry it."
    )
    found = lists_of(run)
    assert len(found) == 7
    assert not {"hat-3", "hat-twin"} & {other for others in found.values() for other in others}


def test_a_cache_that_was_emptied_between_the_stages_is_filled_again(
    hats: Catalogue, ssim: Method, compute_all: ComputeAll
) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    work(Chunk.objects.ready().get().pk, worker=WORKER)
    for folder in default_storage.listdir(f"features/{ssim.feature_fingerprint()}")[0]:
        name = f"features/{ssim.feature_fingerprint()}/{folder}"
        for file in default_storage.listdir(name)[1]:
            default_storage.delete(f"{name}/{file}")

    compute_all()

    assert state_of(run) == Run.State.FINISHED
    assert (run.computed, run.lists) == (16, 8)


def test_a_deleted_product_fails_the_run_with_what_mends_it(
    hats: Catalogue, ssim: Method, compute_all: ComputeAll
) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    hats.products.get(identifier="hat-0").delete()

    compute_all()

    assert state_of(run) == Run.State.FAILED
    assert run.error == "The catalogue changed in the meantime. Start the method again."


def test_a_catalogue_that_changed_during_the_run_is_noticed_at_its_end(
    hats: Catalogue, ssim: Method, compute_all: ComputeAll
) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    work(Chunk.objects.ready().get().pk, worker=WORKER)
    add_product(hats, "hat-8", look=8)

    compute_all()

    assert state_of(run) == Run.State.FAILED
    assert "catalogue changed" in run.error


def test_a_lost_lease_writes_nothing(hats: Catalogue, random: Method) -> None:
    run = plan_run(catalogue=hats, method=random)
    lost = claim_chunk(Chunk.objects.ready().get().pk, worker="slow")
    assert lost is not None
    Chunk.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    reconcile()
    quick = claim_chunk(lost.chunk.pk, worker="quick")
    one, other = hats.products.all()[:2]
    outcome = Outcome(
        neighbours=[Neighbour(run=run, reference=one, rank=1, product=other, score=1.0)],
        problems=[Problem(run=run, product=one, kind=Problem.Kind.LEFT_OUT, reason="")],
        computed=1,
    )

    finish_chunk(lost, outcome, seconds=1.0)

    run.refresh_from_db()
    assert quick is not None
    assert quick.row().exists()
    assert (run.done, run.computed, run.seconds) == (0, 0, 0.0)
    assert not run.neighbours.exists()
    assert not run.problems.exists()


def test_a_lost_lease_cannot_fail_the_run(
    hats: Catalogue, mean: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = plan_run(catalogue=hats, method=mean)

    def lose_and_fail(_batch: object) -> None:
        Chunk.objects.claimed().update(claim=None, state=Chunk.State.WAITING)
        raise Unavailable("gone")

    monkeypatch.setattr(mean.algorithm, "features", lose_and_fail)
    work(Chunk.objects.ready().get().pk, worker=WORKER)

    assert state_of(run) == Run.State.COMPUTING


def test_what_cannot_be_mended_by_trying_again_fails_the_run_at_once(
    hats: Catalogue, mean: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = plan_run(catalogue=hats, method=mean)
    monkeypatch.setattr(mean.algorithm, "error", Unavailable("The weights are gone."))

    opened_up = work(Chunk.objects.ready().get().pk, worker=WORKER)

    assert opened_up == []
    assert state_of(run) == Run.State.FAILED
    assert run.error == "The weights are gone."


def test_what_may_mend_itself_is_tried_a_few_times_and_then_fails_the_run(
    hats: Catalogue, mean: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = plan_run(catalogue=hats, method=mean)
    chunk = Chunk.objects.ready().get()
    monkeypatch.setattr(mean.algorithm, "error", MemoryError("no memory left"))

    opened_up = [work(chunk.pk, worker=WORKER) for _attempt in range(MAX_ATTEMPTS)]

    assert opened_up == [[chunk.pk]] * (MAX_ATTEMPTS - 1) + [[]]
    assert state_of(run) == Run.State.FAILED
    assert run.error == "no memory left"
    assert work(chunk.pk, worker=WORKER) == []


def test_a_failed_run_that_is_started_again_goes_on_where_it_stood(
    hats: Catalogue, mean: Method, monkeypatch: pytest.MonkeyPatch, compute_all: ComputeAll
) -> None:
    monkeypatch.setattr("recommender.precompute.layout.PICTURES_IN_A_CHUNK", 4)
    run = plan_run(catalogue=hats, method=mean)
    work(run.chunks.all()[0].pk, worker=WORKER)
    monkeypatch.setattr(mean.algorithm, "error", Unavailable("for now"))
    work(run.chunks.all()[1].pk, worker=WORKER)
    assert state_of(run) == Run.State.FAILED
    monkeypatch.setattr(mean.algorithm, "error", None)

    again = plan_run(catalogue=hats, method=mean)
    compute_all()

    assert again == run
    assert state_of(run) == Run.State.FINISHED
    assert (run.done, run.computed, run.lists, run.error) == (16, 8, 8, "")


def test_a_worker_that_dies_again_and_again_fails_the_run(hats: Catalogue, random: Method) -> None:
    run = plan_run(catalogue=hats, method=random)
    chunk = Chunk.objects.ready().get()

    freed = []
    for _attempt in range(MAX_ATTEMPTS):
        assert claim_chunk(chunk.pk, worker="mortal") is not None
        freed.append(give_back_claims_of("mortal"))

    assert freed == [[chunk.pk]] * (MAX_ATTEMPTS - 1) + [[]]
    assert state_of(run) == Run.State.FAILED
    assert "ended 3 times in the middle" in run.error
    assert plan_run(catalogue=hats, method=random).state == Run.State.PLANNED
    assert claim_chunk(chunk.pk, worker="mortal") is not None


def test_claims_of_other_workers_and_living_leases_are_left_alone(
    hats: Catalogue, random: Method
) -> None:
    plan_run(catalogue=hats, method=random)
    claim = claim_chunk(Chunk.objects.ready().get().pk, worker="alive")
    assert claim is not None

    assert give_back_claims_of("dead") == []
    assert reconcile() == []

    assert claim.row().exists()


def test_a_run_that_only_lacks_its_last_word_gets_it(hats: Catalogue, random: Method) -> None:
    run = plan_run(catalogue=hats, method=random)
    work(Chunk.objects.ready().get().pk, worker=WORKER)
    Run.objects.update(state=Run.State.COMPUTING, lists=0)

    reconcile()
    reconcile()

    assert state_of(run) == Run.State.FINISHED
    assert run.lists == 8


def test_a_worker_that_is_asked_to_stop_gives_its_chunk_back(hats: Catalogue, ssim: Method) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    chunk = Chunk.objects.ready().get()

    again = work(chunk.pk, worker=WORKER, stopping=lambda: True)

    chunk.refresh_from_db()
    assert again == [chunk.pk]
    assert (chunk.state, chunk.attempts) == (Chunk.State.WAITING, 0)
    assert state_of(run) == Run.State.COMPUTING


def test_ctrl_c_gives_the_chunk_back(
    hats: Catalogue, mean: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_run(catalogue=hats, method=mean)
    chunk = Chunk.objects.ready().get()

    def interrupted(_batch: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(mean.algorithm, "features", interrupted)
    with pytest.raises(KeyboardInterrupt):
        work(chunk.pk, worker=WORKER)

    chunk.refresh_from_db()
    assert (chunk.state, chunk.attempts) == (Chunk.State.WAITING, 0)


def test_a_worker_with_other_parameters_does_not_compute_under_a_false_name(
    hats: Catalogue, ssim: Method
) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    Run.objects.update(fingerprint="0" * 64)

    work(Chunk.objects.ready().get().pk, worker=WORKER)

    assert state_of(run) == Run.State.FAILED
    assert "differ here" in run.error


def test_the_oldest_run_is_finished_first_and_pictures_are_read_for_all(
    hats: Catalogue, ssim: Method, mean: Method
) -> None:
    first = plan_run(catalogue=hats, method=ssim)
    second = plan_run(catalogue=hats, method=mean)

    order = []
    while chunk := Chunk.objects.ready().first():
        order.append((chunk.run, chunk.stage))
        work(chunk.pk, worker=WORKER)

    assert order == [(first, FIRST), (first, SECOND), (second, SECOND)]


def test_features_of_shared_pictures_count_once(
    hats: Catalogue, mean: Method, compute_all: ComputeAll
) -> None:
    for number in range(8):
        add_product(hats, f"twin-{number}", look=number)
    assert Product.objects.count() == 16

    run = plan_run(catalogue=hats, method=mean)
    compute_all()

    assert state_of(run) == Run.State.FINISHED
    assert (run.computed, run.total, run.done, run.lists) == (8, 24, 24, 16)
