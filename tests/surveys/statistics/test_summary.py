import subprocess
import sys

import numpy as np
import pytest

from surveys.statistics import (
    Ratings,
    Reason,
    Scale,
    describe,
    summarise,
)

ORDER = ["random", "ssim", "ssim+segmented", "clip"]


def survey(*, methods_order=ORDER):
    """Six people, five products, no ratings of clip; ssim and random have equal means."""
    random = np.random.default_rng(11).integers(1, 8, (6, 5))
    ssim = random[:, ::-1]
    answers = {"random": random, "ssim": ssim, "ssim+segmented": np.maximum(ssim, 4)}
    rows = [
        (participant, reference, method, int(value))
        for method, table in answers.items()
        for (participant, reference), value in np.ndenumerate(table)
    ]
    participants, references, methods, values = zip(*rows, strict=True)
    return Ratings.from_columns(
        participants,
        references,
        methods,
        values,
        lowest=1,
        highest=7,
        methods_order=methods_order,
    )


def test_methods_come_best_first_ties_in_their_order_and_those_without_ratings_last():
    found = summarise(survey())
    backwards = summarise(survey(methods_order=ORDER[::-1]))

    assert [method.method for method in found.methods] == [
        "ssim+segmented",
        "random",
        "ssim",
        "clip",
    ]
    assert [method.method for method in backwards.methods] == [
        "ssim+segmented",
        "ssim",
        "random",
        "clip",
    ]


def test_results_hold_what_the_parts_say():
    ratings = survey()

    found = summarise(ratings, level=0.9)

    assert found.methods[0] == describe(ratings, "ssim+segmented", level=0.9)
    assert (found.n, found.participants, found.references) == (90, 6, 5)
    assert (found.scale, found.level) == (Scale(1, 7), 0.9)


def test_level_reaches_every_interval():
    narrow, wide = (summarise(survey(), level=level) for level in (0.5, 0.95))

    assert wide.methods[0].score.low < narrow.methods[0].score.low


def test_round_without_ratings_has_results_with_reasons():
    nobody = Ratings.from_columns([], [], [], [], lowest=1, highest=7, methods_order=ORDER)

    found = summarise(nobody)

    assert [method.method for method in found.methods] == ORDER
    assert {method.mean.reason for method in found.methods} == {Reason.NO_RATINGS}
    assert (found.n, found.participants, found.references) == (0, 0, 0)


def test_round_without_methods_has_empty_results():
    found = summarise(Ratings.from_columns([], [], [], [], lowest=1, highest=7))

    assert found.methods == ()


def test_level_outside_its_bounds_is_refused():
    with pytest.raises(ValueError, match="level"):
        summarise(survey(), level=95)


def test_statistics_need_neither_django_nor_celery():
    loaded = subprocess.run(
        [sys.executable, "-c", "import surveys.statistics, sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()

    assert not {"django", "celery", "matplotlib", "torch"} & set(loaded)
