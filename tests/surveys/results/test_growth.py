"""How intervals narrow, against the intervals of the statistics."""

import numpy as np
import pytest

from surveys.results.growth import growth_of
from surveys.statistics import Ratings, paired_contrast, summarise


def table(participants=12, references=8, seed=1):
    rng = np.random.default_rng(seed)
    people, products, methods = np.indices((participants, references, 2)).reshape(3, -1)
    effect = rng.normal(0, 0.5, participants)[people] + rng.normal(0, 0.5, references)[products]
    values = np.clip(np.rint(4 + effect + methods + rng.normal(0, 1, len(people))), 1, 7)
    names = np.array(["a", "b"])[methods]
    return Ratings.from_columns(people, products, names, values, lowest=1, highest=7)


def test_the_last_step_is_everybodys_interval():
    ratings = table()
    summary = summarise(ratings)
    halves = [(one.score.high - one.score.low) / 2 for one in summary.methods]
    contrast = paired_contrast(ratings, "a", "b").score

    last = growth_of(ratings)[-1]

    assert last.participants == 12
    assert last.method == pytest.approx(np.max(halves))
    assert last.difference == pytest.approx((contrast.high - contrast.low) / 2)


def test_steps_are_the_first_participants_by_arrival():
    ratings = table()
    first = ratings.participant_codes < 2
    names = np.array(ratings.methods)[ratings.method_codes[first]]
    alone = Ratings.from_columns(
        ratings.participant_codes[first],
        ratings.reference_codes[first],
        names,
        ratings.values[first],
        lowest=1,
        highest=7,
    )

    assert growth_of(ratings)[0] == growth_of(alone)[-1]


@pytest.mark.parametrize("participants", [0, 1])
def test_too_few_people_have_no_steps(participants):
    assert growth_of(table(participants=participants)) == ()
