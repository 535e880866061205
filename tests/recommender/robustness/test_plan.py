from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings as project
from django.db import connection

from recommender.methods import registry
from recommender.methods.method import Method
from recommender.models import Catalogue, RobustnessPart, RobustnessReport, Run
from recommender.precompute.plan import contents_sha256
from recommender.robustness import RobustnessError, plan_report, refusals
from recommender.robustness.plan import REFERENCES_IN_A_PART
from tests.recommender.robustness.conftest import add_grey, compute


def test_references_are_drawn_equally_from_the_categories(greys: Catalogue, grey: Method) -> None:
    for value in range(30, 110, 10):
        add_grey(greys, value, identifier=f"s-{value:03d}", category="shoe")
    compute(greys, grey)

    report = plan_report(catalogue=greys, references=7)

    assert sorted(identifier[0] for identifier in report.references) == list("ggggsss")
    assert [part.category for part in report.parts.all()] == ["hat", "shoe"]


def test_another_seed_draws_other_references(computed: Run) -> None:
    drawn = {
        tuple(plan_report(catalogue=computed.catalogue, references=3, seed=seed).references)
        for seed in range(8)
    }

    assert len(drawn) > 3


def test_products_without_enough_others_are_no_references(greys: Catalogue, grey: Method) -> None:
    add_grey(greys, 90, category="shoe", identifier="lonely")
    variants = greys.products.filter(identifier__in=["g-020", "g-052", "g-084"])
    variants.update(group="one hat")
    compute(greys, grey)

    report = plan_report(catalogue=greys)

    assert report.references == ["g-110", "g-141", "g-175", "g-214"]


def test_the_same_question_is_the_same_report(computed: Run) -> None:
    first = plan_report(catalogue=computed.catalogue)
    second = plan_report(catalogue=computed.catalogue)

    assert first == second
    assert RobustnessPart.objects.count() == 1


def test_another_method_is_another_part_of_the_same_report(computed: Run, red: Method) -> None:
    first = plan_report(catalogue=computed.catalogue)
    compute(computed.catalogue, red)
    second = plan_report(catalogue=computed.catalogue)

    assert first == second
    assert [part.run.method for part in second.parts.all()] == ["grey", "red"]


def test_a_method_computed_anew_takes_the_place_of_its_earlier_run(
    computed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = plan_report(catalogue=computed.catalogue)
    algorithm = registry._algorithms["grey"]
    monkeypatch.setattr(algorithm, "version", 2)
    later = compute(computed.catalogue, Method(algorithm(project.METHODS), treatment="original"))

    plan_report(catalogue=computed.catalogue)

    assert [part.run for part in report.parts.all()] == [later]


def test_a_part_is_of_one_category_and_not_too_long(greys: Catalogue, grey: Method) -> None:
    for value in range(1, REFERENCES_IN_A_PART + 3):
        add_grey(greys, value, identifier=f"s-{value:03d}", category="shoe")
    compute(greys, grey)

    report = plan_report(catalogue=greys)

    assert [len(part.references) for part in report.parts.all()] == [7, REFERENCES_IN_A_PART, 2]
    assert [part.steps for part in report.parts.all()] == [42, 6 * REFERENCES_IN_A_PART, 12]


def test_where_no_mask_can_be_made_no_background_is_exchanged(computed: Run) -> None:
    report = plan_report(catalogue=computed.catalogue)

    reasons = {entry["key"]: entry["unavailable"] for entry in report.disturbances}
    assert "fetch_weights" in reasons.pop("background")
    assert set(reasons.values()) == {""}


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"methods": ["nothing"]}, "There is no method 'nothing'"),
        ({"methods": ["random"]}, "random: It reads no pictures"),
        ({"methods": ["ssim"]}, "ssim: It is not computed yet"),
        ({"methods": ["grey"], "references": 0}, "at least one reference"),
        ({"seed": -1}, "at least one reference product, and for a seed"),
        ({"seed": 2**63}, "a seed from 0"),
    ],
)
def test_what_cannot_be_reported_is_refused(
    computed: Run, choice: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RobustnessError, match=sentence):
        plan_report(catalogue=computed.catalogue, **choice)

    assert not RobustnessReport.objects.exists()


def test_lists_of_an_earlier_catalogue_are_refused(computed: Run) -> None:
    add_grey(computed.catalogue, 100)

    with pytest.raises(RobustnessError, match="changed since it was computed"):
        plan_report(catalogue=computed.catalogue, methods=["grey"])
    with pytest.raises(RobustnessError, match="No method that reads pictures is computed"):
        plan_report(catalogue=computed.catalogue)


def test_a_catalogue_of_tiny_categories_is_refused(db: None, grey: Method) -> None:
    catalogue = Catalogue.objects.create(name="tiny")
    add_grey(catalogue, 100)
    Run.objects.create(
        catalogue=catalogue,
        method="grey",
        fingerprint=grey.fingerprint(),
        parameters={},
        contents=contents(catalogue),
        state=Run.State.FINISHED,
    )

    with pytest.raises(RobustnessError, match="has 5 others of its category"):
        plan_report(catalogue=catalogue)


def contents(catalogue: Catalogue) -> str:
    return contents_sha256(catalogue.products.select_related("picture"))


def test_refusals_name_every_method_that_reads_pictures(computed: Run) -> None:
    reasons = refusals(computed.catalogue)

    assert reasons["grey"] == ""
    assert reasons["ssim"].startswith("It is not computed yet")
    assert "random" not in reasons


def test_other_settings_of_the_mask_are_another_report(
    computed: Run, settings: Any, tmp_path: Any
) -> None:
    first = plan_report(catalogue=computed.catalogue)
    settings.METHODS = replace(settings.METHODS, segmentation_model="u2net")
    second = plan_report(catalogue=computed.catalogue)

    assert first == second  # neither can make a mask, so nothing differs


def test_a_report_planned_by_two_at_once_is_one(computed: Run, transactional_db: None) -> None:
    barrier = Barrier(2)

    def plan() -> int:
        barrier.wait()
        try:
            return plan_report(catalogue=computed.catalogue).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = (pool.submit(plan) for _call in range(2))

    assert first.result() == second.result()
    assert RobustnessPart.objects.count() == 1
