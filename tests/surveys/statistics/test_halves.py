import numpy as np
import pytest

from surveys.statistics import Ratings, Reason, crossed_mean
from surveys.statistics.halves import halves

PEOPLE, ITEMS = np.divmod(np.arange(28), 4)
VALUES = np.random.default_rng(8).integers(1, 8, (28, 2)).astype(float)


def ratings_of(values, people=PEOPLE):
    return Ratings.from_columns(
        np.repeat(people, 2), np.repeat(ITEMS[: len(people)], 2), ["a", "b"] * len(people),
        values[: len(people)].ravel(), lowest=-20, highest=20,
    )  # fmt: skip


def test_halves_go_by_arrival_and_the_first_has_one_more():
    names = np.array(["g", "c", "a", "f", "b", "e", "d"])

    found = halves(ratings_of(VALUES, names[PEOPLE]))

    difference = VALUES[:, 0] - VALUES[:, 1]
    early = PEOPLE < 4
    first = crossed_mean(difference[early], PEOPLE[early], ITEMS[early])
    assert (found.first, found.second) == (4, 3)
    assert found.contrasts[0].first.estimate == pytest.approx(first.estimate)
    assert found.contrasts[0].first.se == pytest.approx(first.se)
    assert found.contrasts[0].change.estimate == pytest.approx(
        difference[~early].mean() - difference[early].mean()
    )


def test_what_references_add_in_both_halves_cancels():
    """Every person has the same differences plus one of their own; products differ a lot."""
    own = np.array([1.0, 2, 3, 4, 1, 2, 9])[PEOPLE]
    values = np.column_stack([own + 3 * ITEMS, np.zeros(28)])

    found = halves(ratings_of(values))

    people = halves(ratings_of(np.column_stack([own, np.zeros(28)])))
    assert found.contrasts[0].change.se == pytest.approx(people.contrasts[0].change.se)
    assert found.contrasts[0].first.se > people.contrasts[0].first.se


def test_swapping_the_halves_turns_the_sign():
    there = halves(ratings_of(VALUES, PEOPLE[:24]))
    turned = np.vstack([VALUES[12:24], VALUES[:12]])

    back = halves(ratings_of(turned, PEOPLE[:24]))

    for ours, theirs in zip(
        there.methods + there.contrasts, back.methods + back.contrasts, strict=True
    ):
        assert ours.change.estimate == pytest.approx(-theirs.change.estimate)
        assert ours.change.p == pytest.approx(theirs.change.p)


def test_a_half_of_one_person_has_no_test():
    found = halves(ratings_of(VALUES, PEOPLE[:12]))

    assert (found.first, found.second) == (2, 1)
    assert found.contrasts[0].change.reason == Reason.ONE_PARTICIPANT
    assert np.isnan(found.contrasts[0].p_holm)
