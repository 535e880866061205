from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.allocation.colouring import equal_colours, filled_up, pieces

VERTICES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=120)


def coloured(edges, colours, seed=1):
    ends = [edge[0] for edge in edges], [edge[1] for edge in edges]
    return equal_colours(ends, colours, random=np.random.default_rng(seed)).tolist()


def most_edges(edges):
    return max(Counter((side, edge[side]) for edge in edges for side in (0, 1)).values(), default=1)


@given(VERTICES, st.integers(0, 3))
def test_no_vertex_has_a_colour_twice(edges, spare):
    colours = coloured(edges, most_edges(edges) + spare)

    for side in (0, 1):
        seen = [(edge[side], colour) for edge, colour in zip(edges, colours, strict=True)]
        assert len(set(seen)) == len(seen)


@given(VERTICES, st.integers(0, 3))
def test_colours_are_used_equally_often_give_or_take_one(edges, spare):
    number = most_edges(edges) + spare

    used = Counter(dict.fromkeys(range(number), 0))
    used.update(coloured(edges, number))

    assert max(used.values()) - min(used.values()) <= 1


@given(VERTICES)
def test_equal_seeds_colour_equally(edges):
    assert coloured(edges, most_edges(edges)) == coloured(edges, most_edges(edges))


def test_other_seeds_colour_otherwise():
    edges = [(one, other) for one in range(6) for other in range(6)]

    assert len({tuple(coloured(edges, 6, seed)) for seed in range(20)}) == 20


def test_too_few_colours_are_refused():
    with pytest.raises(ValueError, match="more edges than there are colours"):
        coloured([(0, 0), (0, 1), (0, 2)], 2)


def test_pieces_hold_so_many_edges_of_one_owner():
    assert pieces("aabaab", 3) == [0, 0, 1, 0, 2, 1]


def test_pieces_are_put_together_while_they_fit():
    assert filled_up([0, 0, 0, 1, 2, 2, 3], 3) == [0, 0, 0, 1, 1, 1, 3]
