"""How far participants agree on what they were all shown: Krippendorff's alpha."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason
from surveys.statistics.replicates import draw_weights, percentile_interval

Floats = NDArray[np.float64]


class Level(enum.StrEnum):
    """What a difference of two ratings means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True)
class Alpha:
    """Krippendorff's alpha with its bootstrap interval over references.

    Attributes
    ----------
    alpha : float
        At most 1, which is full agreement; 0 is what chance gives. nan with a reason.
    low, high : float
        nan with a reason, and with one reference.
    units, ratings : int
        (Reference, method) pairs with two ratings or more, and the ratings of these.
    reason : Reason or None
        Why there is no alpha, or no interval.
    """

    alpha: float
    low: float
    high: float
    units: int
    ratings: int
    reason: Reason | None


def alpha(
    ratings: Ratings,
    level_of_measurement: str,
    *,
    level: float = 0.95,
    replicates: int = 2000,
    seed: int = 0,
) -> Alpha:
    """Krippendorff's alpha: 1 − observed / expected disagreement.

    A unit is a (reference, method), which every participant sees alike; participants are its
    raters, and any of them may be missing. With m_u ratings of unit u, n in all units that have
    two or more, and the squared distance δ² of two ratings ::

        D_o = 1/n · Σ_u Σ_{i ≠ j in u} δ²(i, j) / (m_u − 1)
        D_e = 1/(n (n − 1)) · Σ_{i ≠ j} δ²(i, j),      alpha = 1 − D_o / D_e

    which is what the coincidence matrix gives. δ² is 1 or 0 for different and equal ratings
    (nominal), (i − j)² (interval), or that of their mid-ranks among all n ratings (ordinal: half
    of the ratings at either point, and all between, squared).

    Parameters
    ----------
    ratings : Ratings
    level_of_measurement : str
        `nominal`, `ordinal` or `interval`.
    level : float
        Confidence of the interval, between 0 and 1.
    replicates, seed : int
        Of the bootstrap. References are drawn with all their ratings; the participants, and the
        mid-ranks of the ordinal distance, stay as they are. The interval so generalises to new
        references, not to new people.

    Returns
    -------
    Alpha

    Raises
    ------
    ValueError
        If the level of measurement is none of the three, or `level` is not between 0 and 1.

    Notes
    -----
    Low agreement is no fault of the survey: taste differs. It says how far a mean over people
    hides that. Methods with the same list are several units with the same ratings, which leaves
    alpha as it is in expectation, and the interval too, since references are drawn whole.

    Degenerate cases: no unit has two ratings: `NO_RATINGS` without any at all, `ONE_PARTICIPANT`
    else. All n ratings are equal: D_e = 0, 0/0, nan with `NO_VARIATION`, as Krippendorff has it.
    One reference: alpha without interval, `ONE_REFERENCE`. Too many replicates without variation:
    no interval, `NO_VARIATION`.

    References
    ----------
    Krippendorff (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
    https://repository.upenn.edu/asc_papers/43

    Hayes & Krippendorff (2007). Answering the call for a standard reliability measure for coding
    data. Communication Methods and Measures 1(1), 77–89. doi:10.1080/19312450709336664

    Examples
    --------
    Two people, two units; they differ by 1 once. D_o = 2/4, and D_e = 2 · 27/12.

    >>> ratings = Ratings.from_columns(
    ...     ["ann", "bob"] * 2, ["mug", "mug", "hat", "hat"], ["a"] * 4, [1, 1, 3, 4],
    ...     lowest=1, highest=5,
    ... )
    >>> round(alpha(ratings, "interval").alpha, 9) == round(1 - 0.5 / (2 * 27 / 12), 9)
    True
    """
    kind = Level(level_of_measurement)
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}.")
    units = ratings.reference_codes * len(ratings.methods) + ratings.method_codes
    sizes = np.bincount(units)
    paired = sizes[units] > 1
    count, n = int(np.count_nonzero(sizes > 1)), int(np.count_nonzero(paired))
    if not n:
        nothing = Reason.ONE_PARTICIPANT if len(ratings) else Reason.NO_RATINGS
        return Alpha(math.nan, math.nan, math.nan, count, n, nothing)
    pairs = _Pairs(kind, ratings.values[paired], units[paired], len(ratings.methods))
    estimate = float(pairs.alpha(np.ones((1, pairs.size)))[0])
    references = units[paired] // len(ratings.methods)
    if reason := _no_interval(estimate, references):
        return Alpha(estimate, math.nan, math.nan, count, n, reason)
    weights = draw_weights(np.random.default_rng(seed), replicates, references)
    low, high = percentile_interval(pairs.alpha(weights), level=level)
    reason = Reason.NO_VARIATION if math.isnan(low) else None
    return Alpha(estimate, low, high, count, n, reason)


def _no_interval(estimate: float, references: NDArray[np.intp]) -> Reason | None:
    if math.isnan(estimate):
        return Reason.NO_VARIATION
    return Reason.ONE_REFERENCE if (references == references[0]).all() else None


class _Pairs:
    """Both disagreements as sums over references, so that references can be weighed."""

    def __init__(self, kind: Level, values: Floats, units: NDArray[np.intp], methods: int) -> None:
        references = units // methods
        self.size = int(references.max()) + 1
        self.n = np.bincount(references).astype(np.float64)
        self.nominal = kind is Level.NOMINAL
        sizes = np.bincount(units)
        if self.nominal:
            self.together = _together(values, references, self.size)
            squares = _together(values, units, len(sizes)).diagonal()
            differing = sizes.astype(np.float64) ** 2 - squares
        else:
            # A shift changes no difference, and makes equal values exact zeros.
            x = _mid_ranks(values) if kind is Level.ORDINAL else values - values[0]
            self.sums = np.bincount(references, weights=x)
            self.squares = np.bincount(references, weights=x**2)
            unit_sums, unit_squares = (np.bincount(units, weights=y) for y in (x, x**2))
            differing = 2 * (sizes * unit_squares - unit_sums**2)
        # Units without ratings differ by nothing, and by 0 / −1.
        per_unit = differing / (sizes - 1)
        self.observed = np.bincount(np.arange(len(sizes)) // methods, weights=per_unit)

    def alpha(self, weights: Floats) -> Floats:
        """Of replicates, (replicates, references) to (replicates,); nan where all are equal."""
        n = weights @ self.n
        if self.nominal:
            expected = n**2 - ((self.together @ weights.T).T * weights).sum(axis=1)
        else:
            expected = 2 * (n * (weights @ self.squares) - (weights @ self.sums) ** 2)
        ratio = np.full(len(weights), np.nan)
        observed = (n - 1) * (weights @ self.observed)
        np.divide(observed, expected, out=ratio, where=expected > 0)
        return 1 - ratio


def _together(values: Floats, groups: NDArray[np.intp], size: int) -> csr_array:
    """For every two groups, the number of pairs of equal ratings, one from each."""
    points, codes = np.unique(values, return_inverse=True)
    ones = np.ones(len(values))
    counts = coo_array((ones, (groups, codes)), shape=(size, len(points))).tocsr()
    return counts @ counts.T


def _mid_ranks(values: Floats) -> Floats:
    """Ranks among all values, equal ones sharing the mean of theirs, from the middle."""
    _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Floats = np.cumsum(counts) - counts / 2 - len(values) / 2
    return ranks[codes]
