from collections.abc import Callable
from dataclasses import replace

import pytest
from django.conf import settings

from recommender.methods import registry
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Product, Run
from recommender.precompute import EmptyCatalogue, MethodUnavailable, layout, plan_run
from tests.recommender.precompute.conftest import lists_of
from tests.recommender.precompute.shop import add_product

Stage = Chunk.Stage


def chunks(run: Run, stage: Stage) -> list[Chunk]:
    return list(run.chunks.filter(stage=stage))


def test_plan_run_covers_every_picture_and_every_product_once(
    hats: Catalogue, ssim: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_product(hats, "shoe-1", category="shoe", look=50)
    twin = add_product(hats, "hat-twin", look=3)
    monkeypatch.setattr(layout, "PICTURES_IN_A_CHUNK", 4)

    run = plan_run(catalogue=hats, method=ssim)

    features, neighbours = chunks(run, Stage.FEATURES), chunks(run, Stage.NEIGHBOURS)
    everything = set(hats.products.values_list("pk", flat=True))
    assert [chunk.steps for chunk in features] == [4, 4, 1]
    assert {pk for chunk in features for pk in chunk.products} == everything
    assert sum(len(chunk.products) for chunk in features) == len(everything)
    of_twin = next(chunk for chunk in features if twin.pk in chunk.products)
    assert Product.objects.get(identifier="hat-3").pk in of_twin.products
    assert [(chunk.category, chunk.steps) for chunk in neighbours] == [("hat", 9), ("shoe", 1)]
    assert run.total == 9 + 10


def test_neighbour_chunks_are_in_the_order_of_ids_whatever_the_database_sorts_by(
    db: None, random: Method
) -> None:
    catalogue = Catalogue.objects.create(name="hats")
    for look, identifier in enumerate(["b", "É", "a", "B", "_", "10", "9"]):
        add_product(catalogue, identifier, look=look)

    run = plan_run(catalogue=catalogue, method=random)

    (chunk,) = run.chunks.all()
    by_pk = catalogue.products.in_bulk()
    ids = [by_pk[pk].identifier for pk in chunk.products]
    assert ids == ["10", "9", "B", "_", "a", "b", "É"]


def test_a_method_that_reads_no_pictures_needs_no_features(hats: Catalogue, random: Method) -> None:
    run = plan_run(catalogue=hats, method=random)

    assert chunks(run, Stage.FEATURES) == []
    assert run.total == 8


def test_planning_twice_gives_the_same_run(hats: Catalogue, ssim: Method) -> None:
    first = plan_run(catalogue=hats, method=ssim)
    before = list(first.chunks.values())

    second = plan_run(catalogue=hats, method=ssim)

    assert second == first
    assert list(first.chunks.values()) == before


def test_a_finished_run_of_an_unchanged_catalogue_stays_finished(
    hats: Catalogue, ssim: Method, compute_all: Callable[[], None]
) -> None:
    plan_run(catalogue=hats, method=ssim)
    compute_all()

    run = plan_run(catalogue=hats, method=ssim)

    assert run.state == Run.State.FINISHED
    assert not Chunk.objects.ready().exists()


def test_a_changed_parameter_is_a_new_run(hats: Catalogue, ssim: Method) -> None:
    other = registry.method("ssim", replace(settings.METHODS, ssim_size=64))

    runs = {plan_run(catalogue=hats, method=method).pk for method in (ssim, other)}

    assert len(runs) == 2


@pytest.mark.parametrize("change", [{"category": "cap"}, {"group": "variants"}])
def test_a_changed_product_is_a_new_run(
    change: dict[str, str], hats: Catalogue, random: Method
) -> None:
    before = plan_run(catalogue=hats, method=random)
    hats.products.filter(identifier="hat-1").update(**change)

    after = plan_run(catalogue=hats, method=random)

    assert after != before


def test_a_title_is_nothing_that_lists_depend_on(hats: Catalogue, random: Method) -> None:
    before = plan_run(catalogue=hats, method=random)
    hats.products.update(title="Hat")

    assert plan_run(catalogue=hats, method=random) == before


def test_contents_are_the_same_wherever_the_catalogue_is_imported(
    hats: Catalogue, random: Method
) -> None:
    elsewhere = Catalogue.objects.create(name="elsewhere")
    for number in reversed(range(8)):
        add_product(elsewhere, f"hat-{number}", look=number)

    runs = [plan_run(catalogue=catalogue, method=random) for catalogue in (hats, elsewhere)]

    assert runs[0].contents == runs[1].contents


def test_a_product_deleted_and_imported_again_gets_its_lists_back(
    hats: Catalogue, ssim: Method, compute_all: Callable[[], None]
) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    compute_all()
    before = lists_of(run)
    hats.products.get(identifier="hat-5").delete()
    add_product(hats, "hat-5", look=5)

    again = plan_run(catalogue=hats, method=ssim)
    compute_all()

    assert again == run
    assert lists_of(run) == before


def test_an_unavailable_method_is_refused_with_its_reason(
    hats: Catalogue, tmp_path: object
) -> None:
    nowhere = replace(settings.METHODS, weights_dir=tmp_path, clip_pretrained="nowhere.pt")
    clip = registry.method("clip", nowhere)

    with pytest.raises(MethodUnavailable) as refused:
        plan_run(catalogue=hats, method=clip)

    assert clip.unavailable() in str(refused.value)
    assert not Run.objects.exists()


def test_an_empty_catalogue_is_refused(db: None, random: Method) -> None:
    with pytest.raises(EmptyCatalogue, match="“empty” has no products"):
        plan_run(catalogue=Catalogue.objects.create(name="empty"), method=random)
