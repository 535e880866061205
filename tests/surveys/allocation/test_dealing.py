from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.allocation.dealing import deal, seat_sizes
from tests.surveys.allocation.designs import SEEDS

SIZES = st.integers(1, 30).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.integers(1, n), min_size=1, max_size=60))
)


@given(SIZES, SEEDS, st.integers(0, 5))
def test_every_seat_gets_its_number_of_different_references(sizes, seed, block):
    references, asked = sizes

    hands = deal(asked, references=references, seed=seed, block=block)

    assert [len(set(hand.tolist())) for hand in hands] == [len(hand) for hand in hands] == asked
    assert all(0 <= reference < references for hand in hands for reference in hand)


@given(SIZES, SEEDS, st.integers(0, 5))
def test_at_any_moment_references_were_dealt_nearly_equally_often(sizes, seed, block):
    references, asked = sizes
    times = Counter(dict.fromkeys(range(references), 0))
    closes = sum(asked) % references == 0

    for hand in deal(asked, references=references, seed=seed, block=block):
        times.update(hand.tolist())
        assert max(times.values()) - min(times.values()) <= (1 if closes else 2)


@given(SIZES, SEEDS)
def test_blocks_that_do_not_close_are_equal_together(sizes, seed):
    references, asked = sizes
    times = Counter(dict.fromkeys(range(references), 0))

    for block in range(7):
        for hand in deal(asked, references=references, seed=seed, block=block):
            times.update(hand.tolist())

    assert max(times.values()) - min(times.values()) <= 1


def test_references_meet_in_ever_new_company():
    """One fixed order of 60 in steps of 15 would show four groups for ever: 420 of 1,770 pairs."""
    pairs = Counter()
    for hand in deal([15] * 40, references=60, seed=3, block=0):
        pairs.update(combinations(sorted(hand.tolist()), 2))

    assert len(pairs) > 1500
    assert max(pairs.values()) < 10


def test_blocks_and_seeds_deal_otherwise():
    dealt = {
        tuple(deal([10], references=60, seed=seed, block=block)[0].tolist())
        for seed in range(5)
        for block in range(5)
    }

    assert len(dealt) == 25


def test_a_round_deals_what_it_always_dealt():
    """Stored plans say what was shown; a plan drawn again should agree with them."""
    hands = deal([4, 4, 4], references=6, seed=2024, block=1)

    assert [hand.tolist() for hand in hands] == [[0, 2, 1, 3], [5, 4, 3, 1], [5, 4, 0, 2]]


@pytest.mark.parametrize(
    ("cards", "largest", "sizes"),
    [(12, 4, [4, 4, 4]), (13, 4, [4, 3, 3, 3]), (3, 5, [3]), (6, 5, [3, 3])],
)
def test_seats_are_as_few_and_as_equal_as_can_be(cards, largest, sizes):
    assert seat_sizes(cards, largest) == sizes
