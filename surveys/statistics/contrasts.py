"""Two methods compared where the same participant rated both for the same reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from surveys.statistics.cells import Cells, Values
from surveys.statistics.combination import crossed_means
from surveys.statistics.crossed import CrossedEstimate
from surveys.statistics.holm import holm
from surveys.statistics.ratings import Ratings
from surveys.statistics.scale import Scale, Score

SEGMENTED = "+segmented"


@dataclass(frozen=True)
class Superiority:
    """How probable it is that one is rated above the other, equal ratings counted half (A12)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Contrast:
    """`method` minus `baseline`: positive means that `method` was rated as more similar.

    Attributes
    ----------
    method, baseline : str
    difference : CrossedEstimate
        On the round's scale; `n` counts the (participant, reference) cells with both ratings.
    score : Score
        The same in points of the 0 to 100 score, from −100 to 100.
    dominance : CrossedEstimate
        Share of cells in which `method` was rated above `baseline`, less the share in which it was
        rated below: δ, from −1 to 1. Its interval is not cut there.
    p_holm : float
        The difference's p, adjusted for all contrasts that were asked for together; nan where
        there is no p.
    """

    method: str
    baseline: str
    difference: CrossedEstimate
    score: Score
    dominance: CrossedEstimate
    p_holm: float

    @property
    def a12(self) -> Superiority:
        """(δ + 1)/2 and its interval."""
        found = self.dominance
        return Superiority(*((delta + 1) / 2 for delta in (found.estimate, found.low, found.high)))


def paired_contrast(
    ratings: Ratings, method: str, baseline: str, *, level: float = 0.95
) -> Contrast:
    """Mean of (rating of `method` − rating of `baseline`) within cells, with crossed interval.

    A cell is a (participant, reference). Cells where only one of the two was rated are left
    out. What a participant or a reference adds to both ratings cancels; how differently they
    take the two methods stays, and is what the interval allows for. The effect size is paired
    likewise ::

        δ = mean over cells of sign(rating of `method` − rating of `baseline`),   A12 = (δ + 1)/2

    Parameters
    ----------
    ratings : Ratings
    method, baseline : str
        Two different methods of `ratings`.
    level : float
        Confidence of the intervals, between 0 and 1.

    Returns
    -------
    Contrast
        Without a common cell its difference is nan, with `Reason.NO_RATINGS`; if all
        differences are equal (two methods with the same lists, say) there is no interval, with
        `Reason.NO_VARIATION`. That is also why δ may lack an interval where the difference has
        one: when `method` was rated higher in every single cell, by more or by less.

    Raises
    ------
    ValueError
        If a method is unknown, both are the same, or `level` is not between 0 and 1.

    Notes
    -----
    Cliff's δ and Vargha and Delaney's A compare two independent samples. Every participant rates
    both methods here, so the within-cell form is the one that fits (Cliff 1993, "d_w"): across
    cells, lenient people and easy products would be compared with strict and hard ones. It asks
    nothing of the scale but its order. Both people and references are random in its interval.

    References
    ----------
    Cliff (1993). Dominance statistics: ordinal analyses to answer ordinal questions.
    Psychological Bulletin 114(3), 494–509. doi:10.1037/0033-2909.114.3.494
    Vargha & Delaney (2000). A critique and improvement of the CL common language effect size
    statistics of McGraw and Wong. Journal of Educational and Behavioral Statistics 25(2),
    101–132. doi:10.3102/10769986025002101

    Examples
    --------
    >>> ratings = Ratings.from_columns(
    ...     [1, 1, 2, 2, 3], ["mug"] * 5, ["a", "b", "a", "b", "a"], [5, 3, 4, 4, 1],
    ...     lowest=1, highest=5,
    ... )
    >>> found = paired_contrast(ratings, "a", "b")
    >>> found.difference.estimate, found.difference.n, found.score.value
    (1.0, 2, 25.0)
    >>> found.dominance.estimate, found.a12.value
    (0.5, 0.75)
    """
    if method == baseline:
        raise ValueError(f"Method “{method}” cannot be compared with itself.")
    difference = differences(ratings, method, baseline)
    return contrast_of(
        method, baseline, difference[:, None], [1], ratings.cells, ratings.scale, level=level
    )


def pairwise_contrasts(ratings: Ratings, *, level: float = 0.95) -> tuple[Contrast, ...]:
    """Every two methods of a round, in its order, each earlier one minus each later one.

    `p_holm` is adjusted over all of them. The intervals are each for itself.
    """
    return adjusted(
        [
            paired_contrast(ratings, method, baseline, level=level)
            for method, baseline in combinations(ratings.methods, 2)
        ]
    )


def segmentation_effects(ratings: Ratings, *, level: float = 0.95) -> tuple[Contrast, ...]:
    """Segmented minus original of each algorithm that the round has both ways, in its order.

    Positive: cutting the product out of its background made the lists more similar to people.
    The intervals are each for itself, not adjusted for looking at several; `p_holm` is.
    """
    return adjusted(
        [
            paired_contrast(ratings, method + SEGMENTED, method, level=level)
            for method in segmented_algorithms(ratings)
        ]
    )


def segmented_algorithms(ratings: Ratings) -> tuple[str, ...]:
    """Those that the round has both ways, in its order."""
    return tuple(method for method in ratings.methods if method + SEGMENTED in ratings.methods)


def differences(ratings: Ratings, method: str, baseline: str) -> Values:
    """(cells,) `method` minus `baseline`; nan where one of them was not rated."""
    values = ratings.cells.values
    return np.asarray(values[:, ratings.column(method)] - values[:, ratings.column(baseline)])


def contrast_of(
    method: str,
    baseline: str,
    columns: Values,
    weights: ArrayLike,
    cells: Cells,
    scale: Scale,
    *,
    level: float,
) -> Contrast:
    """The weighted sum of the columns' means, and how often it is above 0 within a cell.

    The first uses every cell in which a column has a value, for that column; the second the cells
    in which all of them have one.
    """
    w = np.asarray(weights, dtype=np.float64)
    # Multiples of the largest weight are whole numbers for all contrasts here: ties stay ties.
    signs = np.sign(columns @ (w / np.abs(w).max()))
    place = cells.participants, cells.references
    difference = crossed_means(columns, *place).combination(w, level=level)
    return Contrast(
        method=method,
        baseline=baseline,
        difference=difference,
        score=scale.score_difference(difference),
        dominance=crossed_means(signs[:, None], *place).combination([1], level=level),
        p_holm=difference.p,
    )


def adjusted(contrasts: Sequence[Contrast]) -> tuple[Contrast, ...]:
    """The same contrasts as one family: `p_holm` counts all that have a p."""
    adjusted_p = holm([contrast.difference.p for contrast in contrasts])
    return tuple(
        replace(contrast, p_holm=float(p))
        for contrast, p in zip(contrasts, adjusted_p, strict=True)
    )
