"""What is read from one participant's trials."""

import math

from surveys.statistics.evidence import AnsweredTrial, evidence_of

SCALE = (1, 5)


def main(reference, answers, *, seconds=None, contents=("x", "y")):
    return AnsweredTrial("main", reference, contents, answers, SCALE, seconds=seconds)


def identical(answers, *, bounds=SCALE, identical=(0,), anchor=(1,), reference="cup"):
    return AnsweredTrial(
        "identical",
        reference,
        tuple(range(len(answers))),
        answers,
        bounds,
        identical=identical,
        anchor=anchor,
    )


def test_nothing_submitted_says_nothing():
    found = evidence_of([], "set_rating")

    assert (found.checks, found.failed_checks, found.anchors, found.repeats) == (0, 0, 0, 0)
    assert math.isnan(found.consistency)
    assert math.isnan(found.median_seconds)
    assert not found.always_the_same


def test_only_main_trials_with_a_known_time_make_the_median():
    trials = [
        main("a", (1, 2), seconds=4.0),
        main("b", (1, 2), seconds=10.0),
        main("c", (1, 2)),
        AnsweredTrial("practice", "d", ("x",), (3,), SCALE, seconds=900.0),
        AnsweredTrial("repeat", "a", ("x", "y"), (1, 2), SCALE, seconds=900.0),
    ]

    assert evidence_of(trials, "set_rating").median_seconds == 7.0


def test_a_repeat_is_compared_set_by_set_wherever_the_sets_stood():
    trials = [
        main("a", (1, 5)),
        main("b", (2, 4)),
        AnsweredTrial("repeat", "a", ("y", "x"), (5, 1), SCALE),
    ]

    found = evidence_of(trials, "set_rating")

    assert (found.repeats, found.consistency) == (1, 1.0)


def test_a_repeat_without_its_first_showing_counts_nowhere():
    trials = [main("a", (1, 5)), AnsweredTrial("repeat", "b", ("x", "y"), (1, 5), SCALE)]

    found = evidence_of(trials, "set_rating")

    assert found.repeats == 0
    assert math.isnan(found.consistency)


def test_a_check_is_passed_and_its_anchor_compared_each_for_itself():
    trials = [identical((5, 5)), identical((4, 5)), identical((4, 3)), identical((None, 5))]

    found = evidence_of(trials, "set_rating")

    assert (found.checks, found.failed_checks) == (4, 3)
    assert (found.anchors, found.anchors_above) == (3, 1)


def test_of_a_ranking_the_smaller_rank_is_above():
    found = evidence_of([identical((2, 1, 3), bounds=(1, 3))], "set_ranking")

    assert (found.failed_checks, found.anchors_above) == (1, 1)


def test_choosing_random_as_the_best_set_places_it_above():
    found = evidence_of(
        [identical((0, 1), bounds=(0, 1)), identical((0, 0, 1), bounds=(0, 1))], "best_set"
    )

    assert (found.failed_checks, found.anchors, found.anchors_above) == (2, 2, 1)


def test_products_of_a_set_count_by_their_mean():
    above = identical((4, 5, 5, 5), identical=(0, 1), anchor=(2, 3))
    below = identical((4, 5, 5, 3), identical=(0, 1), anchor=(2, 3))
    unknown = identical((4, 5, 5, None), identical=(0, 1), anchor=(2, 3))

    found = evidence_of([above, below, unknown], "product_rating")

    assert (found.anchors, found.anchors_above) == (2, 1)


def test_a_round_without_random_compares_no_anchor():
    found = evidence_of([identical((1, 5), anchor=())], "set_rating")

    assert (found.failed_checks, found.anchors, found.anchors_above) == (1, 0, 0)


def test_an_instructed_check_counts_like_an_identical_one():
    check = AnsweredTrial("instructed", "cup", ("x", "y"), (2, 3), SCALE, instructed=2)

    found = evidence_of([check], "set_rating")

    assert (found.checks, found.failed_checks, found.anchors) == (1, 1, 0)
