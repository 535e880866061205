"""Sums of means for new people and new products: effects, their averages and their differences."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveys.statistics.crossed import CrossedEstimate, Size, t_estimate

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Grouping:
    """Scaled residual sums n_k·Σ u of each column in each group, exact for whole numbers.

    Attributes
    ----------
    sums : (groups, k) float array
    factors : (k,) float array
        √(G_k/(G_k − 1)) / n_k², which turns sums into what adds up to a variance; nan where the
        column has fewer than two groups.
    """

    sums: Floats
    factors: Floats

    def variance(self, weights: Floats) -> float:
        """Of the weighted sum of the columns' means."""
        factors = weights * self.factors
        largest = np.abs(factors).max()
        if not largest > 0:
            return math.nan
        # Columns of one size have equal factors, which so become exactly ±1: sums that cancel do.
        scores = self.sums @ (factors / largest)
        return float(largest * largest * (scores @ scores))

    @property
    def covariance(self) -> Floats:
        """(k, k), of the columns' means."""
        scores = self.sums * self.factors
        return np.asarray(scores.T @ scores)


@dataclass(frozen=True, eq=False)
class CrossedMeans:
    """Means of k columns over the same cells, and how they vary together.

    Attributes
    ----------
    means : (k,) float array
        nan for a column without values.
    sizes : tuple of Size
        Of each column.
    cells : int
        Rows in which at least one column has a value.
    by_participant, by_reference, by_cell : Grouping
    """

    means: Floats
    sizes: tuple[Size, ...]
    cells: int
    by_participant: Grouping
    by_reference: Grouping
    by_cell: Grouping

    @property
    def covariance(self) -> Floats:
        """V_P + V_I − V_PI of the means, (k, k); nan where a column has too few of anything."""
        return (
            self.by_participant.covariance + self.by_reference.covariance - self.by_cell.covariance
        )

    @property
    def size(self) -> Size:
        """The cells that have a value, and the fewest participants and references of a column."""
        return Size(
            self.cells if min(size.n for size in self.sizes) else 0,
            min(size.participants for size in self.sizes),
            min(size.references for size in self.sizes),
        )

    def combination(self, weights: ArrayLike, *, level: float = 0.95) -> CrossedEstimate:
        """Σ_k w_k ȳ_k with its crossed interval.

        Parameters
        ----------
        weights : (k,) array_like of float
        level : float

        Returns
        -------
        CrossedEstimate
            `n` counts the cells in which at least one column has a value, `participants` and
            `references` are the fewest of any column, and so is `df`. What one column lacks, the
            combination lacks: its reason is the first that a column has.

        Examples
        --------
        Did the second column rise above the first? Two people, two products.

        >>> table = [[1, 3], [2, 3], [2, 3], [2, 5]]
        >>> found = crossed_means(table, [0, 0, 1, 1], [0, 1, 0, 1]).combination([-1, 1])
        >>> found.estimate, found.n, found.df
        (1.75, 4, 1)
        """
        w = np.asarray(weights, dtype=np.float64)
        size = self.size
        variance = math.nan
        if not size.too_few:
            people, items, cells = (
                grouping.variance(w)
                for grouping in (self.by_participant, self.by_reference, self.by_cell)
            )
            variance = max(people + items - cells, people, items)
        return t_estimate(float(w @ self.means), variance, size, level=level)


def crossed_means(
    values: ArrayLike, participants: ArrayLike, references: ArrayLike
) -> CrossedMeans:
    """Means of the columns of a table of cells, with what their crossed covariance is made of.

    Each column is averaged over the cells in which it has a value. With its residuals
    u = y − ȳ_k, n_k values in G_k non-empty groups, the weighted sum of the means varies by ::

        s_g = Σ_k w_k √(G_k/(G_k − 1)) Σ_{i in g} u_ik / n_k,     V(grouping) = Σ_g s_g²

        V = max(V_P + V_I − V_PI, V_P, V_I)

    which for a table without gaps is the variance that `crossed_mean` has for the weighted sum
    within cells, and with gaps lets every column use all of its cells.

    Parameters
    ----------
    values : (c, k) array_like of float
        nan where there is none.
    participants, references : (c,) array_like of int
        Codes of each cell; no pair occurs twice.

    Notes
    -----
    The linearised variance of functions of several means under multi-way clustering: Cameron,
    Gelbach & Miller (2011), section 2.3, doi:10.1198/jbes.2010.07136. Every column carries the
    small-sample factor of its own groups.
    """
    y = np.asarray(values, dtype=np.float64)
    p, i = np.asarray(participants, dtype=np.intp), np.asarray(references, dtype=np.intp)
    known = ~np.isnan(y)
    n = known.sum(axis=0)
    # A shift changes no residual, and turns equal values into exact zeros.
    first = np.array(
        [
            column[has.argmax()] if has.any() else 0.0
            for column, has in zip(y.T, known.T, strict=True)
        ]
    )
    shifted = np.where(known, y - first, 0.0)
    totals = shifted.sum(axis=0)
    scaled = np.where(known, n * shifted - totals, 0.0)
    groups = [_sizes(codes, known) for codes in (p, i)]
    with np.errstate(invalid="ignore", divide="ignore"):
        means = first + totals / n
        factors = [
            np.where(count > 1, np.sqrt(count / (count - 1)), np.nan) / n.astype(float) ** 2
            for count in (*groups, n)
        ]
    return CrossedMeans(
        means=means,
        sizes=tuple(Size(*map(int, size)) for size in zip(n, *groups, strict=True)),
        cells=int(np.count_nonzero(known.any(axis=1))),
        by_participant=Grouping(_sums(p, scaled), factors[0]),
        by_reference=Grouping(_sums(i, scaled), factors[1]),
        by_cell=Grouping(scaled, factors[2]),
    )


def _sizes(codes: Codes, known: NDArray[np.bool_]) -> NDArray[np.intp]:
    """How many groups each column has a value in."""
    return np.array([np.count_nonzero(np.bincount(codes[has])) for has in known.T], dtype=np.intp)


def _sums(codes: Codes, values: Floats) -> Floats:
    return np.array([np.bincount(codes, weights=column) for column in values.T]).T
