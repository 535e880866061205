from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.allocation import plan_participation, references_of
from surveys.allocation.streams import Stream, generator

SETS = st.lists(st.integers(1, 8), min_size=1, max_size=20)
SEEDS = st.integers(0, 2**63 - 1)


@given(SETS, SEEDS, st.integers(1, 100), st.data())
def test_every_trial_shows_every_set_of_its_reference_once(sets, seed, number, data):
    trials = data.draw(st.integers(1, len(sets)))

    plan = plan_participation(number, sets_of_references=sets, trials=trials, seed=seed)

    assert len(plan.references) == len(plan.slots) == trials
    for reference, slots in zip(plan.references, plan.slots, strict=True):
        assert sorted(slots.tolist()) == list(range(sets[reference]))


@given(SETS, SEEDS, st.integers(1, 100))
def test_references_are_those_of_the_rotation(sets, seed, number):
    plan = plan_participation(number, sets_of_references=sets, trials=1, seed=seed)

    dealt = references_of(number, references=len(sets), trials=1, seed=seed)
    assert plan.references.tolist() == dealt.tolist()


@given(SETS, SEEDS, st.integers(1, 100))
def test_equal_seeds_and_numbers_plan_equally(sets, seed, number):
    one, two = (
        plan_participation(number, sets_of_references=sets, trials=len(sets), seed=seed)
        for _ in range(2)
    )

    assert one.references.tolist() == two.references.tolist()
    assert [slots.tolist() for slots in one.slots] == [slots.tolist() for slots in two.slots]


def test_every_set_stands_in_every_slot_equally_often():
    places = Counter()
    for number in range(1, 1001):
        plan = plan_participation(number, sets_of_references=[4] * 3, trials=3, seed=11)
        places.update((slot, place) for slots in plan.slots for slot, place in enumerate(slots))

    # 3,000 trials × 1/4 = 750 expected; the standard deviation is 24.
    assert len(places) == 16
    assert all(abs(times - 750) < 120 for times in places.values())


def test_neighbouring_participants_get_different_orders():
    orders = {
        tuple(plan_participation(number, sets_of_references=[6] * 8, trials=8, seed=1).references)
        for number in range(1, 51)
    }

    assert len(orders) == 50


@pytest.mark.parametrize(
    "other", [(6, Stream.ROTATION, 1), (5, Stream.PARTICIPATION, 1), (5, Stream.ROTATION, 0)]
)
def test_streams_of_other_seeds_purposes_and_numbers_are_different(other):
    drawn = generator(5, Stream.ROTATION, 1).integers(0, 2**32, 8)

    assert not np.array_equal(drawn, generator(*other).integers(0, 2**32, 8))
