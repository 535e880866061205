import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from recommender import lookup
from recommender.external.importing import import_lists
from recommender.methods import registry
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Product, Run
from recommender.precompute import layout, plan_run, work
from tests.environment import PROJECT
from tests.recommender.external.files import circle, file
from tests.recommender.precompute.conftest import compute_all as compute_all
from tests.recommender.precompute.conftest import hats as hats
from tests.recommender.precompute.conftest import random as random
from tests.recommender.precompute.conftest import ssim as ssim
from tests.recommender.precompute.shop import add_product

ComputeAll = Callable[[], None]


@pytest.fixture
def computed(hats: Catalogue, ssim: Method, random: Method, compute_all: ComputeAll) -> Catalogue:
    """Hats with finished runs of both methods."""
    for method in (ssim, random):
        plan_run(catalogue=hats, method=method)
    compute_all()
    return hats


def test_method_states_name_every_method_and_why_one_cannot_run(
    hats: Catalogue, settings: Any, tmp_path: object
) -> None:
    settings.METHODS = replace(settings.METHODS, weights_dir=tmp_path, clip_pretrained="no.pt")

    states = {state.key: state for state in lookup.method_states(hats)}

    assert list(states) == [method.key for method in registry.methods(settings.METHODS)]
    assert states["ssim"].reason_unavailable == ""
    assert states["ssim"].run is None
    clip = registry.method("clip", settings.METHODS)
    assert states["clip"].reason_unavailable == clip.unavailable() != ""
    assert states["clip"].label == clip.label


def test_method_states_prefer_the_run_of_todays_parameters(
    computed: Catalogue, settings: Any
) -> None:
    old = computed.runs.get(method="ssim")
    settings.METHODS = replace(settings.METHODS, ssim_size=64)
    assert _run_of(computed, "ssim") == old

    new = plan_run(catalogue=computed, method=registry.method("ssim", settings.METHODS))

    assert _run_of(computed, "ssim") == new


def test_an_unavailable_method_keeps_its_finished_run(computed: Catalogue, settings: Any) -> None:
    Run.objects.filter(method="ssim").update(method="clip", fingerprint="0" * 64)
    settings.METHODS = replace(settings.METHODS, clip_pretrained="no.pt")

    state = next(state for state in lookup.method_states(computed) if state.key == "clip")

    assert state.reason_unavailable != ""
    assert state.run == Run.objects.get(method="clip")


def test_other_systems_come_after_the_registry_by_their_names(computed: Catalogue) -> None:
    ids = [product.identifier for product in computed.products.all()]
    for name in ("zeta", "alpha"):
        import_lists(catalogue=computed, key=f"external:{name}", data=file(circle(ids)))

    states = lookup.method_states(computed)
    rows = lookup.side_by_side(computed.products.get(identifier="hat-3"))

    known = [method.key for method in registry.methods(settings.METHODS)]
    assert [state.key for state in states] == [*known, "external:alpha", "external:zeta"]
    assert states[-1].label == "External lists: zeta"
    assert states[-1].reason_unavailable == ""
    assert states[-1].run == Run.objects.get(method="external:zeta")
    assert [run.method for run, _places in rows][-2:] == ["external:alpha", "external:zeta"]
    assert all(len(places) == 5 for _run, places in rows)


def _run_of(catalogue: Catalogue, key: str) -> Run | None:
    return next(state.run for state in lookup.method_states(catalogue) if state.key == key)


def test_finished_runs_are_the_latest_finished_of_each_method(
    computed: Catalogue, random: Method, compute_all: ComputeAll
) -> None:
    add_product(computed, "hat-8", look=8)
    newer = plan_run(catalogue=computed, method=random)
    compute_all()
    add_product(computed, "hat-9", look=9)
    plan_run(catalogue=computed, method=random)

    runs = lookup.finished_runs(computed)

    assert runs == {"ssim": Run.objects.get(method="ssim"), "random": newer}


def test_eligible_references_have_a_full_list_in_every_run(computed: Catalogue) -> None:
    ssim, random = Run.objects.order_by("method").reverse()
    torn, missing = computed.products.all()[:2]
    ssim.neighbours.get(reference=torn, rank=3).delete()
    random.neighbours.filter(reference=missing).delete()

    def ids(*runs: Run) -> set[str]:
        return {product.identifier for product in lookup.eligible_references(runs)}

    everything = {f"hat-{number}" for number in range(8)}
    assert ids(ssim) == everything - {"hat-0"}
    assert ids(ssim, random) == everything - {"hat-0", "hat-1"}


def test_without_runs_nobody_is_eligible(computed: Catalogue) -> None:
    assert list(lookup.eligible_references([])) == []


def test_references_of_another_catalogue_are_not_eligible(
    computed: Catalogue, random: Method, compute_all: ComputeAll
) -> None:
    other = Catalogue.objects.create(name="other")
    for number in range(6):
        add_product(other, f"cap-{number}", look=number)
    run = plan_run(catalogue=other, method=random)
    compute_all()

    assert {product.catalogue for product in lookup.eligible_references([run])} == {other}


def test_lists_are_in_order_with_pictures_in_one_query(
    computed: Catalogue, django_assert_num_queries: Any
) -> None:
    run = Run.objects.get(method="ssim")
    wanted = [product.pk for product in computed.products.all()[:3]]

    with django_assert_num_queries(1):
        found = lookup.lists(run, wanted)
        assert all(place.product.picture.sha256 for places in found.values() for place in places)

    assert sorted(found) == sorted(wanted)
    for places in found.values():
        assert [place.rank for place in places] == [1, 2, 3, 4, 5]
        assert [place.score for place in places] == sorted(
            (place.score for place in places), reverse=True
        )


def test_list_rows_are_all_places_of_a_run(computed: Catalogue) -> None:
    run = Run.objects.get(method="ssim")

    rows = lookup.list_rows(run)

    assert len(rows) == 8 * 5
    reference, product = rows[0]
    assert run.neighbours.filter(reference=reference, product=product).exists()


def test_places_say_where_every_product_stands(hats: Catalogue) -> None:
    Product.objects.filter(identifier="hat-1").update(group="straw")

    places = {place.identifier: place for place in lookup.places(hats)}

    assert len(places) == hats.products.count()
    product = hats.products.get(identifier="hat-1")
    assert places["hat-1"] == (product.pk, "hat-1", product.category, "straw")
    assert places["hat-2"].group == ""


def test_variants_are_the_others_of_the_same_group_in_the_same_catalogue(
    hats: Catalogue, django_assert_num_queries: Any
) -> None:
    elsewhere = add_product(Catalogue.objects.create(name="other"), "cap-1", look=1)
    Product.objects.filter(identifier__in=["hat-1", "hat-5", "hat-3"]).update(group="straw")
    Product.objects.filter(pk=elsewhere.pk).update(group="straw")
    products = {product.identifier: product for product in hats.products.all()}

    with django_assert_num_queries(1):
        found = lookup.variants([products["hat-3"], products["hat-0"]])
        assert all(one.picture.sha256 for one in found[products["hat-3"].pk])

    assert [one.identifier for one in found[products["hat-3"].pk]] == ["hat-1", "hat-5"]
    assert found[products["hat-0"].pk] == []


def test_side_by_side_shows_every_method_in_the_order_of_the_registry(
    computed: Catalogue, django_assert_num_queries: Any
) -> None:
    product = Product.objects.select_related("catalogue").get(identifier="hat-3")

    with django_assert_num_queries(2):
        rows = lookup.side_by_side(product)

    assert [run.method for run, _places in rows] == ["ssim", "random"]
    assert all([place.rank for place in places] == [1, 2, 3, 4, 5] for _run, places in rows)
    assert {place.reference_id for _run, places in rows for place in places} == {product.pk}


def test_side_by_side_shows_a_method_without_a_list_as_empty(computed: Catalogue) -> None:
    product = computed.products.get(identifier="hat-3")
    Run.objects.get(method="ssim").neighbours.filter(reference=product).delete()

    (_ssim, empty), (_random, places) = lookup.side_by_side(product)

    assert empty == []
    assert len(places) == 5


def test_progress_of_a_run_that_nobody_works_on(hats: Catalogue, ssim: Method) -> None:
    progress = lookup.progress(plan_run(catalogue=hats, method=ssim))

    assert (progress.done, progress.total) == (0, 16)
    assert (progress.rate, progress.seconds_left) == (None, None)


def test_progress_measures_the_rate_of_the_last_minutes(hats: Catalogue, ssim: Method) -> None:
    run = plan_run(catalogue=hats, method=ssim)
    work(Chunk.objects.ready().get().pk, worker="worker@test")
    Run.objects.update(started_at=timezone.now() - timedelta(hours=1))
    run.refresh_from_db()

    progress = lookup.progress(run)

    assert (progress.done, progress.total) == (8, 16)
    assert progress.rate == pytest.approx(8 / 120)
    assert progress.seconds_left == pytest.approx(8 * 120 / 8)


def test_the_time_left_is_that_of_the_stage_under_way(
    hats: Catalogue, ssim: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "PICTURES_IN_A_CHUNK", 2)
    run = plan_run(catalogue=hats, method=ssim)
    work(Chunk.objects.ready()[0].pk, worker="worker@test")
    Run.objects.update(started_at=timezone.now() - timedelta(hours=1))
    run.refresh_from_db()

    progress = lookup.progress(run)

    assert (progress.done, progress.total) == (2, 16)
    assert progress.seconds_left == pytest.approx(6 * 120 / 2)


def test_progress_of_a_finished_run(computed: Catalogue) -> None:
    progress = lookup.progress(Run.objects.get(method="ssim"))

    assert (progress.done, progress.rate, progress.seconds_left) == (progress.total, None, None)


def test_picture_addresses_hold_the_hash_alone() -> None:
    sha256 = "ab" * 32

    assert lookup.thumbnail_url(sha256) == f"/catalogues/pictures/{sha256}/320.webp"
    assert lookup.picture_sources(sha256, 800, 600).webp.endswith("800w")


def test_looking_up_imports_nothing_heavy() -> None:
    heavy = {"torch", "onnxruntime", "rembg", "numba", "timm", "open_clip"}
    code = (
        "import django, sys; django.setup()\n"
        "from recommender import lookup, tasks\n"
        "from recommender.methods import registry\n"
        "from django.conf import settings\n"
        "[m.unavailable() or m.fingerprint() for m in registry.methods(settings.METHODS)]\n"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "simsurvey.settings"},
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout == "[]\n"
