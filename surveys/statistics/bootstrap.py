"""Intervals without a formula: people and products drawn again, both at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.cells import Codes
from surveys.statistics.crossed import Size
from surveys.statistics.label_order import by_label
from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason
from surveys.statistics.replicates import percentile_interval

Floats = NDArray[np.float64]
# Replicates at a time, and cells at a time: their weights stay in the processor's cache (1 MB).
REPLICATES, CELLS = 256, 512


@dataclass(frozen=True)
class Resampled:
    """What drawing again says of one mean or difference.

    Attributes
    ----------
    names : tuple of str
        One method, or two: the first minus the second.
    low, high : float
        Percentile interval; nan exactly when `reason` is set.
    se : float
        Standard deviation of the replicates.
    replicates : int
        Those in which the figure exists; in others nobody was drawn who has it.
    reason : Reason or None
    """

    names: tuple[str, ...]
    low: float
    high: float
    se: float
    replicates: int
    reason: Reason | None


@dataclass(frozen=True)
class Bootstrap:
    """Pigeonhole bootstrap of every method's mean and every pair's difference."""

    replicates: int
    seed: int
    methods: tuple[Resampled, ...]
    contrasts: tuple[Resampled, ...]


def bootstrap(
    ratings: Ratings, *, seed: int, replicates: int = 2000, level: float = 0.95
) -> Bootstrap:
    """Pigeonhole bootstrap: participants and references are drawn with replacement, independently.

    With a_p and b_i, how often participant p and reference i were drawn ::

        mean* = Σ a_p b_i y_pi / Σ a_p b_i

    over the cells that the figure has: of a method, those with its rating; of a pair, those with
    both. The interval reaches from the α/2 to the 1 − α/2 quantile of the replicates; those without
    anybody who has the figure count against it at both ends (`percentile_interval`).

    Parameters
    ----------
    ratings : Ratings
    seed : int
        The same seed and the same ratings give the same intervals, in whatever order they stand:
        people and products are drawn in the order of their labels.
    replicates : int
    level : float

    Returns
    -------
    Bootstrap
        Without an interval, for the same reasons as `crossed_mean`: with one participant or one
        reference the one that is there would be drawn every time, as if it never varied.

    Raises
    ------
    ValueError
        If `replicates` is below 2 or `level` is not between 0 and 1.

    Notes
    -----
    It generalises to new people and new products, like the crossed t, and assumes no distribution
    of the mean; it counts the variance of the single answer up to three times, so that it errs on
    the safe side where that dominates (Owen 2007, theorem 3).

    Ratings are not drawn again row by row: the values of the cells stay where they are, and only
    their weights are drawn, so that a replicate costs one pass over the cells in a matrix product.
    A complete table needs not even the cells' weights, but a product with a and one with b.

    References
    ----------
    Owen (2007). The pigeonhole bootstrap. Annals of Applied Statistics 1(2), 386–411.
    doi:10.1214/07-AOAS122

    Examples
    --------
    >>> people, products = np.divmod(np.arange(24), 4)
    >>> ratings = Ratings.from_columns(
    ...     people, products, ["clip"] * 24, np.arange(24) % 5 + 1, lowest=1, highest=5
    ... )
    >>> found = bootstrap(ratings, seed=1, replicates=200)
    >>> found.methods[0].low < 2.9 < found.methods[0].high
    True
    """
    if replicates < 2:
        raise ValueError(f"A bootstrap needs at least 2 replicates, not {replicates}.")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}.")
    ratings = by_label(ratings)
    figures = _figures(ratings)
    means = _replicated(ratings, figures, seed, replicates)
    found = tuple(
        _resampled(figure, drawn, level) for figure, drawn in zip(figures, means.T, strict=True)
    )
    count = len(ratings.methods)
    return Bootstrap(replicates, seed, found[:count], found[count:])


@dataclass(frozen=True, eq=False)
class _Figure:
    """A mean over cells: the cells' values, 0 where there is none, and which there are.

    `difference` names two columns whose replicates it is the difference of, where that is all.
    """

    names: tuple[str, ...]
    values: Floats
    known: NDArray[np.bool_]
    size: Size
    varies: bool

    @property
    def reason(self) -> Reason | None:
        return self.size.too_few or (None if self.varies else Reason.NO_VARIATION)


def _figures(ratings: Ratings) -> list[_Figure]:
    """Of the methods, then of the pairs."""
    columns = list(ratings.cells.values.T)
    names = ratings.methods
    means = [_figure((name,), column, ratings) for name, column in zip(names, columns, strict=True)]
    pairs = [
        _figure((names[one], names[other]), columns[one] - columns[other], ratings)
        for one, other in combinations(range(len(names)), 2)
    ]
    return means + pairs


def _figure(names: tuple[str, ...], column: Floats, ratings: Ratings) -> _Figure:
    known = ~np.isnan(column)
    people, items = ratings.cells.participants[known], ratings.cells.references[known]
    values = column[known]
    return _Figure(
        names,
        np.where(known, column, 0.0),
        known,
        Size(
            values.size, *(int(np.count_nonzero(np.bincount(codes))) for codes in (people, items))
        ),
        bool((values != values[:1]).any()),
    )


def _replicated(ratings: Ratings, figures: list[_Figure], seed: int, replicates: int) -> Floats:
    """(replicates, figures) means; nan where a figure does not exist in a replicate."""
    people, p = np.unique(ratings.cells.participants, return_inverse=True)
    items, i = np.unique(ratings.cells.references, return_inverse=True)
    masks, of_mask = _distinct_masks(figures)
    columns = np.array([figure.values for figure in figures] + masks)
    of_people, of_items = np.random.default_rng(seed).spawn(2)
    found = np.concatenate(
        [
            _weighted_sums(
                columns,
                p,
                i,
                _drawn(of_people, size, len(people)),
                _drawn(of_items, size, len(items)),
            )
            for size in _blocks(replicates, REPLICATES)
        ]
    )
    with np.errstate(invalid="ignore"):
        return np.asarray(found[:, : len(figures)] / found[:, len(figures) :][:, of_mask])


def _blocks(whole: int, block: int) -> list[int]:
    full, rest = divmod(whole, block)
    return [block] * full + [rest] * (rest > 0)


def _distinct_masks(figures: list[_Figure]) -> tuple[list[Floats], list[int]]:
    """Which cells count, each pattern once, and the pattern of each figure."""
    patterns: dict[bytes, int] = {}
    of_figure = [
        patterns.setdefault(np.packbits(figure.known).tobytes(), len(patterns))
        for figure in figures
    ]
    firsts = [of_figure.index(number) for number in range(len(patterns))]
    return [figures[first].known.astype(np.float64) for first in firsts], of_figure


def _drawn(rng: np.random.Generator, replicates: int, count: int) -> Floats:
    """(replicates, count): how often each of so many was drawn in so many draws."""
    drawn = rng.integers(count, size=(replicates, count))
    drawn += np.arange(replicates)[:, None] * count
    times = np.bincount(drawn.ravel(), minlength=replicates * count)
    return times.reshape(replicates, count).astype(np.float64)


def _weighted_sums(columns: Floats, p: Codes, i: Codes, people: Floats, items: Floats) -> Floats:
    """(replicates, columns): Σ a_p b_i y of each column."""
    count, width = people.shape[1], items.shape[1]
    if len(p) == count * width:
        # A complete table: its cells lie in order, one row per participant.
        by_item = [people @ column.reshape(count, width) for column in columns]
        return np.array([np.einsum("bi,bi->b", sums, items) for sums in by_item]).T
    people, items = people.T.copy(), items.T.copy()
    sums = np.zeros((len(columns), people.shape[1]))
    for start in range(0, len(p), CELLS):
        cells = slice(start, start + CELLS)
        sums += columns[:, cells] @ (people[p[cells]] * items[i[cells]])
    return np.asarray(sums.T)


def _resampled(figure: _Figure, drawn: Floats, level: float) -> Resampled:
    known = drawn[~np.isnan(drawn)]
    low, high = percentile_interval(drawn, level=level)
    reason = figure.reason or (Reason.TOO_FEW_REPLICATES if math.isnan(low) else None)
    if reason:
        return Resampled(figure.names, math.nan, math.nan, math.nan, known.size, reason)
    return Resampled(figure.names, low, high, float(known.std(ddof=1)), known.size, None)
