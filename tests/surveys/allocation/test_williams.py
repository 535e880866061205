from collections import Counter

import numpy as np
import pytest

from surveys.allocation import williams_square

SIZES = range(1, 27)


@pytest.mark.parametrize("size", SIZES)
def test_everything_stands_in_every_place_equally_often(size):
    square = williams_square(size)

    assert all((np.sort(row) == np.arange(size)).all() for row in square)
    for place in square.T:
        assert set(Counter(place.tolist()).values()) == {len(square) // size}


@pytest.mark.parametrize("size", SIZES)
def test_everything_follows_everything_else_equally_often(size):
    square = williams_square(size)

    follows = Counter(zip(square[:, 1:].ravel(), square[:, :-1].ravel(), strict=True))

    assert len(follows) == size * (size - 1)
    assert set(follows.values()) <= {1 if size % 2 == 0 else 2}


def test_only_odd_sizes_need_a_second_square():
    assert [len(williams_square(size)) for size in (1, 2, 3, 6, 7)] == [1, 2, 6, 6, 14]


def test_nobody_changes_the_shared_square():
    with pytest.raises(ValueError, match="read-only"):
        williams_square(4)[0, 0] = 9


def test_nothing_cannot_be_ordered():
    with pytest.raises(ValueError, match="no order"):
        williams_square(0)
