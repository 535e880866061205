from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from recommender.methods.disturbances import Rotated
from recommender.methods.method import Method
from recommender.models import Catalogue, RobustnessPart, RobustnessReport, Run
from recommender.robustness import (
    give_back_claims_of,
    plan_report,
    progress,
    reconcile,
    work,
)
from recommender.robustness.claim import claim_part
from recommender.robustness.results import left_out, measurements, results
from tests.recommender.robustness.conftest import add_grey, compute

Worker = Callable[[], None]
STEPS = 7 * 6  # seven greys, six disturbances that need no mask


def measured(report: RobustnessReport, reference: str) -> dict[str, tuple[int, int]]:
    """Products in common with the undisturbed list and rank of itself, by disturbance."""
    return {
        row.disturbance: (row.common, row.rank)
        for row in measurements(report)
        if row.reference == reference
    }


def test_a_report_says_what_one_can_say_in_the_head(computed: Run, work_all: Worker) -> None:
    report = plan_report(catalogue=computed.catalogue)
    work_all()

    # 110 undisturbed is nearest to 84, 141, 52, 175, 20. Times 1.4 it is 154: 141, 175, itself,
    # 214, 84, 52. Times 0.6 it is 66: 52, 84, itself, 20, 141, 175. All else leaves grey grey.
    assert measured(report, "g-110") == {
        "rotated": (5, 1),
        "perspective": (5, 1),
        "scaled": (5, 1),
        "coarse": (5, 1),
        "brighter": (4, 3),
        "darker": (5, 3),
    }


def test_the_table_counts_over_the_references(computed: Run, work_all: Worker) -> None:
    report = plan_report(catalogue=computed.catalogue)
    work_all()

    rows = {row.disturbance: row for row in results(report)}

    ranks = [row.rank for row in measurements(report) if row.disturbance == "brighter"]
    overlaps = [row.overlap for row in measurements(report) if row.disturbance == "brighter"]
    assert rows["brighter"].references == len(ranks) == 7
    assert rows["brighter"].overlap.value == pytest.approx(sum(overlaps) / 7)
    assert rows["brighter"].found.value == sum(rank == 1 for rank in ranks) / 7
    assert rows["brighter"].reciprocal_rank.value == pytest.approx(sum(1 / r for r in ranks) / 7)
    assert (rows["coarse"].overlap.value, rows["coarse"].found.value) == (1.0, 1.0)


def test_a_variant_is_no_answer(greys: Catalogue, grey: Method, work_all: Worker) -> None:
    add_grey(greys, 154, group="one hat")
    greys.products.filter(identifier="g-110").update(group="one hat")
    compute(greys, grey)
    report = plan_report(catalogue=greys)
    work_all()

    # Brighter, it is exactly its own variant, which is nevertheless neither listed nor ahead.
    assert measured(report, "g-110")["brighter"] == (4, 3)


def test_a_finished_report_is_finished_once_and_for_all(
    computed: Run, grey: Method, work_all: Worker
) -> None:
    report = plan_report(catalogue=computed.catalogue)
    work_all()
    report.refresh_from_db()
    seen: Any = grey.algorithm.seen
    before = list(RobustnessPart.objects.values())

    again = plan_report(catalogue=computed.catalogue)
    work_all()

    assert (report.state, again.state) == (RobustnessReport.State.FINISHED,) * 2
    assert grey.algorithm.seen == seen == len(computed.catalogue.products.all()) + STEPS
    assert list(RobustnessPart.objects.values()) == before


def test_work_twice_on_one_part_measures_once(computed: Run, grey: Method) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()

    for _call in range(2):
        work(part.pk, worker="worker@test")

    part.refresh_from_db()
    assert (part.state, part.attempts) == (RobustnessPart.State.FINISHED, 1)
    assert len(part.measured) == STEPS == part.computed


def test_another_method_computes_only_its_own(
    computed: Run, grey: Method, red: Method, work_all: Worker
) -> None:
    report = plan_report(catalogue=computed.catalogue)
    work_all()
    compute(computed.catalogue, red)
    seen = grey.algorithm.seen

    plan_report(catalogue=computed.catalogue)
    work_all()

    report.refresh_from_db()
    assert report.state == RobustnessReport.State.FINISHED
    assert grey.algorithm.seen == seen
    assert {row.method for row in results(report)} == {"grey", "red"}


def test_features_outlive_a_deleted_report(computed: Run, grey: Method, work_all: Worker) -> None:
    first = plan_report(catalogue=computed.catalogue)
    work_all()
    before = measured(first, "g-110")
    seen = grey.algorithm.seen
    first.delete()

    second = plan_report(catalogue=computed.catalogue)
    work_all()

    assert grey.algorithm.seen == seen
    assert measured(second, "g-110") == before
    assert second.parts.get().computed == 0


def test_a_killed_worker_loses_nothing_that_it_computed(computed: Run, grey: Method) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()
    grey.algorithm.fails_at, grey.algorithm.error = grey.algorithm.seen + 20, KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        work(part.pk, worker="first@test")
    part.refresh_from_db()
    interrupted = part.state, part.attempts

    work(part.pk, worker="second@test")

    part.refresh_from_db()
    assert interrupted == (RobustnessPart.State.WAITING, 0)
    assert part.state == RobustnessPart.State.FINISHED
    assert part.computed == STEPS - 19
    assert len(part.measured) == STEPS


def test_two_workers_never_do_the_same_part(computed: Run) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()

    first, second = (claim_part(part.pk, worker=name) for name in ("first", "second"))

    assert first is not None
    assert second is None


def test_a_dead_workers_part_is_taken_over_and_it_writes_nothing_any_more(computed: Run) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()
    dead = claim_part(part.pk, worker="dead@test")
    RobustnessPart.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    freed = reconcile()
    work(part.pk, worker="living@test")

    part.refresh_from_db()
    assert freed == [part.pk]
    assert (part.state, part.worker, part.attempts) == ("finished", "living@test", 2)
    assert dead is not None
    assert not dead.row().exists()


def test_a_lease_that_runs_is_left_alone(computed: Run) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()
    claim_part(part.pk, worker="living@test")

    assert reconcile() == []
    assert give_back_claims_of("another@test") == []


def test_a_worker_that_starts_again_frees_what_it_held(computed: Run) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()
    claim_part(part.pk, worker="worker@test")

    assert give_back_claims_of("worker@test") == [part.pk]


def test_a_renewed_lease_is_longer_and_a_lost_one_stops_the_work(
    computed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()
    claim = claim_part(part.pk, worker="worker@test")
    assert claim is not None
    monkeypatch.setattr("recommender.robustness.claim.SECONDS_BETWEEN_RENEWALS", 0)
    soon = timezone.now() + timedelta(seconds=1)
    RobustnessPart.objects.update(lease_until=soon)

    held = claim.watched(lambda: False)()
    part.refresh_from_db()
    RobustnessPart.objects.update(claim=None, state=RobustnessPart.State.WAITING)
    lost = claim.watched(lambda: False)()

    assert (held, lost) == (False, True)
    assert part.lease_until is not None
    assert part.lease_until > soon


def test_a_part_that_costs_three_workers_fails_the_report(computed: Run) -> None:
    report = plan_report(catalogue=computed.catalogue)
    part = report.parts.get()
    for _attempt in range(3):
        claim_part(part.pk, worker="dying@test")
        give_back_claims_of("dying@test")

    report.refresh_from_db()
    part.refresh_from_db()
    assert report.state == RobustnessReport.State.FAILED
    assert "ended 3 times in the middle" in report.error
    assert part.state == RobustnessPart.State.FAILED


def test_a_failed_report_that_is_started_again_goes_on(computed: Run, work_all: Worker) -> None:
    report = plan_report(catalogue=computed.catalogue)
    for _attempt in range(3):
        claim_part(report.parts.get().pk, worker="dying@test")
        give_back_claims_of("dying@test")

    plan_report(catalogue=computed.catalogue)
    work_all()

    report.refresh_from_db()
    assert (report.state, report.error) == (RobustnessReport.State.FINISHED, "")


def test_a_worker_that_is_asked_to_end_gives_the_part_back(computed: Run) -> None:
    part = plan_report(catalogue=computed.catalogue).parts.get()

    waiting = work(part.pk, worker="worker@test", stopping=lambda: True)

    part.refresh_from_db()
    assert waiting == [part.pk]
    assert (part.state, part.attempts) == (RobustnessPart.State.WAITING, 0)


def test_a_lack_of_memory_is_tried_again_until_the_third_attempt(
    computed: Run, grey: Method
) -> None:
    report = plan_report(catalogue=computed.catalogue)
    part = report.parts.get()
    grey.algorithm.error = MemoryError("no memory left")
    for _attempt in range(3):
        grey.algorithm.fails_at = grey.algorithm.seen + 1
        work(part.pk, worker="worker@test")

    report.refresh_from_db()
    assert (report.state, report.error) == (RobustnessReport.State.FAILED, "no memory left")


def test_a_picture_that_a_method_cannot_read_is_named_and_the_others_go_on(
    computed: Run, grey: Method, work_all: Worker
) -> None:
    report = plan_report(catalogue=computed.catalogue)
    grey.algorithm.fails_at, grey.algorithm.error = grey.algorithm.seen + 1, ArithmeticError("!")
    work_all()

    report.refresh_from_db()
    (missing,) = left_out(report)
    assert report.state == RobustnessReport.State.FINISHED
    assert (missing.reference, missing.disturbance) == ("g-020", "rotated")
    assert missing.reason == "The method grey could not read it: ArithmeticError: !"
    rows = {row.disturbance: (row.references, row.left_out) for row in results(report)}
    assert (rows["rotated"], rows["scaled"]) == ((6, 1), (7, 0))


def test_a_reference_without_a_list_is_left_out(computed: Run, work_all: Worker) -> None:
    computed.neighbours.filter(reference__identifier="g-110").delete()
    report = plan_report(catalogue=computed.catalogue)
    work_all()

    assert {row.reference for row in left_out(report)} == {"g-110"}
    assert {row.left_out for row in results(report)} == {1}


def test_a_catalogue_that_changes_meanwhile_ends_the_report(
    computed: Run, work_all: Worker
) -> None:
    report = plan_report(catalogue=computed.catalogue)
    computed.catalogue.products.filter(identifier="g-110").update(category="shoe")
    work_all()

    report.refresh_from_db()
    assert report.state == RobustnessReport.State.FAILED
    assert report.error.startswith("The catalogue changed in the meantime")


def test_a_worker_with_other_settings_does_not_mix_its_measurements_in(
    computed: Run, monkeypatch: pytest.MonkeyPatch, work_all: Worker
) -> None:
    report = plan_report(catalogue=computed.catalogue)
    monkeypatch.setattr(Rotated, "version", 2)
    work_all()

    report.refresh_from_db()
    assert report.state == RobustnessReport.State.FAILED
    assert "differ here from where the report was planned" in report.error


def test_a_report_whose_last_worker_died_before_the_charts_is_finished_later(
    computed: Run, work_all: Worker
) -> None:
    report = plan_report(catalogue=computed.catalogue)
    work_all()
    RobustnessReport.objects.update(state=RobustnessReport.State.WORKING, figures="", example={})

    reconcile()

    report.refresh_from_db()
    assert report.state == RobustnessReport.State.FINISHED
    assert report.figures
    assert report.example["reference"] in report.references


def test_progress_counts_disturbed_pictures(
    greys: Catalogue, grey: Method, work_all: Worker
) -> None:
    for value in range(30, 100, 10):
        add_grey(greys, value, identifier=f"s-{value}", category="shoe")
    compute(greys, grey)
    report = plan_report(catalogue=greys)
    before = progress(report)
    work(RobustnessPart.objects.ready()[0].pk, worker="worker@test")
    report.refresh_from_db()
    halfway = progress(report)
    work_all()
    report.refresh_from_db()

    assert (before.done, before.total, before.rate) == (0, 2 * STEPS, None)
    assert (halfway.done, halfway.total) == (STEPS, 2 * STEPS)
    assert halfway.rate is not None
    assert halfway.seconds_left is not None
    assert progress(report).done == 2 * STEPS


def test_a_report_deleted_under_way_ends_quietly(computed: Run) -> None:
    report = plan_report(catalogue=computed.catalogue)
    part_pk = report.parts.get().pk
    report.delete()

    assert work(part_pk, worker="worker@test") == []
