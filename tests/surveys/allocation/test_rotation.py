from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.allocation import references_of

SEEDS = st.integers(0, 2**63 - 1)
SIZES = st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


@given(SIZES, SEEDS, st.integers(1, 200))
def test_nobody_is_dealt_a_reference_twice(sizes, seed, number):
    references, trials = sizes

    dealt = references_of(number, references=references, trials=trials, seed=seed)

    assert len(set(dealt.tolist())) == trials
    assert set(dealt.tolist()) <= set(range(references))


@given(SIZES, SEEDS, st.integers(1, 60))
def test_references_are_dealt_equally_often_give_or_take_one(sizes, seed, participants):
    references, trials = sizes
    times = Counter(dict.fromkeys(range(references), 0))

    for number in range(1, participants + 1):
        times.update(
            references_of(number, references=references, trials=trials, seed=seed).tolist()
        )

    assert max(times.values()) - min(times.values()) <= 1


@given(SIZES, SEEDS, st.integers(1, 500))
def test_equal_seeds_and_numbers_deal_equally(sizes, seed, number):
    references, trials = sizes

    first, second = (
        references_of(number, references=references, trials=trials, seed=seed) for _ in range(2)
    )

    np.testing.assert_array_equal(first, second)


def test_references_meet_in_ever_new_company():
    """One fixed order of 60 in steps of 15 would show four groups for ever: 420 of 1,770 pairs."""
    pairs = set()
    for number in range(1, 41):
        dealt = sorted(references_of(number, references=60, trials=15, seed=3).tolist())
        pairs.update(combinations(dealt, 2))

    assert len(pairs) > 1500


def test_scheme_rotation_1_deals_what_it_always_dealt():
    """Rounds keep the scheme's name in their manifest: dealing otherwise needs another name."""
    dealt = references_of(4, references=10, trials=4, seed=2024)

    assert dealt.tolist() == [1, 4, 9, 2]


@pytest.mark.parametrize(("number", "trials"), [(0, 2), (1, 0), (1, 6)])
def test_impossible_dealing_is_refused(number, trials):
    with pytest.raises(ValueError, match="over 5 references"):
        references_of(number, references=5, trials=trials, seed=1)
