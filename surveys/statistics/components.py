"""How much ratings differ by person, by product and by chance: what a survey's power hangs on."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.ratings import Ratings


@dataclass(frozen=True)
class Components:
    """Standard deviations of the parts that a rating is the sum of, in points of the 0–100 score.

    Attributes
    ----------
    person : float
        How lenient people are, with every method alike.
    product : float
        How easy references are, with every method alike.
    person_method, product_method : float
        How differently people, and references, take one method: what is left of a difference
        between two methods when everything common has cancelled.
    answer : float
        What one answer adds: mood, chance, and how this person sees this very set.

    Raises
    ------
    ValueError
        If one is negative or not finite, or all are 0.
    """

    person: float
    product: float
    person_method: float
    product_method: float
    answer: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(sd) and sd >= 0 for sd in astuple(self)):
            raise ValueError("Every standard deviation must be a number from 0 upwards.")
        if not any(astuple(self)):
            raise ValueError("At least one standard deviation must be above 0.")

    @property
    def total(self) -> float:
        """Standard deviation of single ratings of one method."""
        return math.hypot(*astuple(self))


# Nobody's data: assumptions, those of the model in benchmarks/simulated.py (a scale of 1 to 7, two
# different algorithms), in whole points of the score.
ASSUMED = Components(person=10, product=8, person_method=7, product_method=9, answer=17)


def estimate_components(ratings: Ratings, *, points: int | None = None) -> Components:
    """Method of moments: mean products of two ratings' deviations, by what the two share.

    With u = rating − mean of its method, E[u·u'] is the sum of the variances of what both ratings
    have in common. Over all pairs of ratings ::

        same person,    other reference, other method   person²
        same person,    other reference, same method    person² + person_method²
        other person,   same reference,  other method   product²
        other person,   same reference,  same method    product² + product_method²
        a rating with itself                            the sum of all five

    less what pairs have in common that share neither person nor reference, which is what
    subtracting the estimated means took away. Works for any pattern of who rated what. A variance
    that comes out negative is 0.

    Parameters
    ----------
    ratings : Ratings
        All methods of a finished or simulated round. Leave constant anchors out: the variances
        are averages over its methods.
    points : int, optional
        Points of the scale, when the estimates shall be used for answers that are rounded once
        more: the variance of rounding, step²/12 (Sheppard), is taken out of `answer`.

    Raises
    ------
    ValueError
        If there are too few ratings to tell the parts apart: some kind of pair does not occur.
        Or if all ratings of each method are equal.

    References
    ----------
    Koch (1967). A general approach to the estimation of variance components. Technometrics 9(1),
    93–118: the symmetric products. Searle, Casella & McCulloch (1992). Variance Components. Wiley.

    Examples
    --------
    Two people rate two products; the second is two points (of four) above the first throughout.

    >>> ratings = Ratings.from_columns(
    ...     ["ann"] * 4 + ["bob"] * 4, ["mug", "mug", "hat", "hat"] * 2, ["a", "b"] * 4,
    ...     [1, 2, 1, 2, 3, 4, 3, 4], lowest=1, highest=5,
    ... )
    >>> found = estimate_components(ratings)
    >>> round(found.person**2), found.product, found.answer
    (1250, 0.0, 0.0)
    """
    person, product, person_method, product_method, answer = _variances(ratings)
    if points is not None:
        answer -= (100 / (points - 1)) ** 2 / 12
    found = (person, product, person_method, product_method, answer)
    return Components(*(math.sqrt(max(variance, 0.0)) for variance in found))


def _variances(ratings: Ratings) -> tuple[float, float, float, float, float]:
    """The five variances in points of the score, as they come out."""
    p, i, m = ratings.participant_codes, ratings.reference_codes, ratings.method_codes
    means = np.bincount(m, weights=ratings.values) / np.maximum(np.bincount(m), 1)
    u = ratings.scale.factor * (ratings.values - means[m])

    def pairs(*codes: NDArray[np.intp]) -> NDArray[np.float64]:
        """Σ u·u' and the number of ordered pairs that share these codes, itself included."""
        groups = np.zeros(len(u), dtype=np.intp)
        for column in codes:
            groups = np.unique(groups * (1 + column.max(initial=0)) + column, return_inverse=True)[
                1
            ]
        sums, sizes = np.bincount(groups, weights=u), np.bincount(groups).astype(np.float64)
        return np.array([sums @ sums, sizes @ sizes])

    own, p_i, p_m, i_m = pairs(p, i, m), pairs(p, i), pairs(p, m), pairs(i, m)
    by_p, by_i, by_m, every = pairs(p), pairs(i), pairs(m), pairs()
    apart_same = _mean(by_m - p_m - i_m + own)
    apart_other = _mean(every - by_m - by_p + p_m - by_i + i_m + p_i - own)
    person = _mean(by_p - p_m - p_i + own) - apart_other
    product = _mean(by_i - i_m - p_i + own) - apart_other
    person_method = _mean(p_m - own) - apart_same - person
    product_method = _mean(i_m - own) - apart_same - product
    total = _mean(own) - apart_same
    answer = total - person - product - person_method - product_method
    return person, product, person_method, product_method, answer


def _mean(pairs: NDArray[np.float64]) -> float:
    total, count = pairs.tolist()
    if count <= 0:
        raise ValueError(
            "To tell people, products and methods apart, at least two of each must be rated, "
            "each by or with several of the others."
        )
    return float(total / count)
