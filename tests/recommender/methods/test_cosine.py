import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.methods import cosine, ranking
from recommender.methods.cosine import COLUMNS, ROWS, cosine_compare, cosine_neighbours, margin
from recommender.methods.lists import Neighbours, Products


def unit(rows: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros(rows.shape), where=lengths > 0).astype(np.float32)


def products(features: np.ndarray, groups: np.ndarray | None = None) -> Products:
    numbers = np.arange(len(features)) if groups is None else groups
    return Products(features, numbers.astype(np.int64), [""] * len(features))


def by_definition(given: Products, k: int) -> Neighbours:
    """What the lists are by definition: every score in float64, rounded, all of them ranked."""
    return ranking.neighbours(lambda a, b: cosine.cosine(a.features, b.features), given, k=k)


def assert_equal(found: Neighbours, expected: Neighbours) -> None:
    assert np.array_equal(found.indices, expected.indices)
    assert np.array_equal(found.scores, expected.scores, equal_nan=True)


def assert_as_defined(features: np.ndarray, groups: np.ndarray | None = None, k: int = 5) -> None:
    given = products(features, groups)
    found = cosine_neighbours(given.features, groups=given.groups, k=k)
    assert_equal(found, by_definition(given, k))
    cut = len(given) // 3
    definition = ranking.compare(
        lambda a, b: cosine.cosine(a.features, b.features), given[:cut], given[cut:], k=k
    )
    compared = cosine_compare(given[:cut], given[cut:], k=k)
    assert_equal(compared.rows, definition.rows)
    assert_equal(compared.columns, definition.columns)


@settings(deadline=None)  # the first call may compile
@given(
    rows=st.lists(st.tuples(*[st.integers(-3, 3)] * 3), max_size=14),
    groups=st.lists(st.integers(0, 6), min_size=14, max_size=14),
    k=st.integers(1, 20),
)
def test_lists_of_few_directions_with_many_ties_are_those_of_the_definition(rows, groups, k):
    features = unit(np.array(rows, dtype=np.float64).reshape(-1, 3))

    assert_as_defined(features, np.array(groups[: len(rows)]), k)


@settings(deadline=None)  # the first call may compile
@given(
    seed=st.integers(0, 2**32 - 1),
    dimensions=st.sampled_from([1, 2, 7, 8, 31, 512, 1280]),
    apart=st.sampled_from([1e-8, 1e-6, 1e-5, 3e-5, 1e-4, 1e-3]),
    rows=st.sampled_from([2, 50, 300]),
)
def test_lists_of_products_as_near_as_float32_errs_are_those_of_the_definition(
    seed, dimensions, apart, rows
):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(3, dimensions))
    near = centres[rng.integers(0, 3, rows)] + apart * rng.normal(size=(rows, dimensions))

    assert_as_defined(unit(near), rng.integers(0, rows, rows))


@pytest.mark.parametrize("apart", [0.0, 1e-7, 1e-6, 1e-3, 1.0])
def test_lists_do_not_depend_on_where_blocks_end(apart, monkeypatch):
    monkeypatch.setattr(cosine, "ROWS", 60)
    monkeypatch.setattr(cosine, "COLUMNS", 77)
    rng = np.random.default_rng(3)
    features = unit(np.ones(40) + apart * rng.normal(size=(400, 40)))

    assert_as_defined(features, np.arange(400) // 2)


def test_large_blocks_are_those_of_the_definition():
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(ROWS + COLUMNS + 60, 16))
    rows[1000:3000] = rows[7]  # thousands who are equally near to everybody
    rows[3000:3100] = 0

    assert_as_defined(unit(rows), np.arange(len(rows)) // 2)


@pytest.mark.parametrize("threads", ["1", "2", "7"])
def test_lists_do_not_depend_on_the_number_of_threads(threads, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    features = unit(np.random.default_rng(5).normal(size=(700, 9)))

    assert_as_defined(features)


def test_crowds_are_told_apart_in_float64(monkeypatch):
    rng = np.random.default_rng(6)
    features = unit(np.ones(64) + 1.5e-3 * rng.normal(size=(900, 64)))
    kinds = []
    multiply = cosine._Search._products

    def watched(search, rows, columns):
        kinds.append(search.kind)
        return multiply(search, rows, columns)

    monkeypatch.setattr(cosine._Search, "_products", watched)
    monkeypatch.setattr(cosine, "ROWS", 100)
    assert_as_defined(features)

    assert set(kinds) == {np.float32, np.float64}


@settings(deadline=None)  # the first call may compile
@given(
    seed=st.integers(0, 2**32 - 1), dimensions=st.integers(1, 3000), sign=st.sampled_from([1, -1])
)
def test_no_product_of_float32_is_further_from_its_score_than_the_margin(seed, dimensions, sign):
    rng = np.random.default_rng(seed)
    a = unit(np.abs(rng.normal(size=(20, dimensions))))
    b = unit(sign * np.abs(rng.normal(size=(20, dimensions))))

    error = np.abs((a @ b.T).astype(np.float64) - cosine.cosine(a, b))

    assert error.max() < margin(dimensions, 1.0, 2.0**-24)


def test_a_score_is_the_sum_in_float64():
    from recommender.methods.cosine_kernel import score

    rng = np.random.default_rng(7)
    for dimensions in (0, 1, 2, 3, 8, 100, 1280):
        a, b = rng.normal(size=(2, dimensions)).astype(np.float32)
        exact = float(a.astype(np.longdouble) @ b.astype(np.longdouble))
        assert score(a, b, np.empty(dimensions)) == pytest.approx(exact, abs=1e-13)


def test_nobody_to_compare_with_gives_empty_lists():
    empty, alone = products(np.empty((0, 4), np.float32)), products(np.eye(1, 4, dtype=np.float32))

    of_nobody = cosine_neighbours(empty.features, groups=empty.groups, k=3)
    of_one = cosine_neighbours(alone.features, groups=alone.groups, k=2)
    compared = cosine_compare(alone, empty, k=2)

    assert of_nobody.indices.shape == (0, 3)
    assert of_one.indices.tolist() == compared.rows.indices.tolist() == [[-1, -1]]
    assert np.isnan(compared.rows.scores).all()
    assert compared.columns.indices.shape == (0, 2)


def test_scores_closer_than_the_sixth_decimal_are_ranked_by_position():
    angle = 1e-4  # its cosine differs from 1 by 5e-9
    features = np.array([[1, 0], [np.cos(angle), np.sin(angle)], [1, 0]], dtype=np.float32)

    found = cosine_neighbours(features, groups=np.arange(3), k=2)

    assert found.indices.tolist() == [[1, 2], [0, 2], [0, 1]]
    assert found.scores[0].tolist() == [1.0, 1.0]


def test_features_that_may_not_be_written_to_are_read():
    features = np.eye(3, dtype=np.float32)
    features.flags.writeable = False

    assert cosine_neighbours(features, groups=np.arange(3), k=1).indices.tolist() == [[1], [0], [0]]


@pytest.mark.parametrize("bad", [[3.0, 4.0], [np.nan, 0.0], [np.inf, 0.0]])
def test_rows_that_are_no_directions_are_refused(bad):
    features = np.array([[1, 0], bad], dtype=np.float32)

    with pytest.raises(ValueError, match="rows of length 1 or 0, but one has the length"):
        cosine_neighbours(features, groups=np.arange(2), k=1)


def test_importing_it_imports_no_compiler():
    program = "import recommender.methods.cosine, sys; sys.exit('numba' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
