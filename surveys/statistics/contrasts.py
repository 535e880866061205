"""Two methods compared where the same participant rated both for the same reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveys.statistics.crossed import CrossedEstimate, crossed_mean
from surveys.statistics.ratings import Ratings
from surveys.statistics.scale import Score

SEGMENTED = "+segmented"


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
    """

    method: str
    baseline: str
    difference: CrossedEstimate
    score: Score


def paired_contrast(
    ratings: Ratings, method: str, baseline: str, *, level: float = 0.95
) -> Contrast:
    """Mean of (rating of `method` − rating of `baseline`) within cells, with crossed interval.

    A cell is a (participant, reference). Cells where only one of the two was rated are left
    out. What a participant or a reference adds to both ratings cancels; how differently they
    take the two methods stays, and is what the interval allows for.

    Parameters
    ----------
    ratings : Ratings
    method, baseline : str
        Two different methods of `ratings`.
    level : float
        Confidence of the interval, between 0 and 1.

    Returns
    -------
    Contrast
        Without a common cell its difference is nan, with `Reason.NO_RATINGS`; if all
        differences are equal (two methods with the same lists, say) there is no interval, with
        `Reason.NO_VARIATION`.

    Raises
    ------
    ValueError
        If a method is unknown, both are the same, or `level` is not between 0 and 1.

    Examples
    --------
    >>> ratings = Ratings.from_columns(
    ...     [1, 1, 2, 2, 3], ["mug"] * 5, ["a", "b", "a", "b", "a"], [5, 3, 4, 4, 1],
    ...     lowest=1, highest=5,
    ... )
    >>> found = paired_contrast(ratings, "a", "b")
    >>> found.difference.estimate, found.difference.n, found.score.value
    (1.0, 2, 25.0)
    """
    if method == baseline:
        raise ValueError(f"Method “{method}” cannot be compared with itself.")
    ours, theirs = ratings.rows(method), ratings.rows(baseline)
    width = len(ratings.references)
    _, left, right = np.intersect1d(
        ours.participant_codes * width + ours.reference_codes,
        theirs.participant_codes * width + theirs.reference_codes,
        assume_unique=True,
        return_indices=True,
    )
    difference = crossed_mean(
        ours.values[left] - theirs.values[right],
        ours.participant_codes[left],
        ours.reference_codes[left],
        level=level,
    )
    return Contrast(method, baseline, difference, ratings.scale.score_difference(difference))


def segmentation_effects(ratings: Ratings, *, level: float = 0.95) -> tuple[Contrast, ...]:
    """Segmented minus original of each algorithm that the round has both ways, in its order.

    Positive: cutting the product out of its background made the lists more similar to people.
    The intervals are each for itself, not adjusted for looking at several.
    """
    return tuple(
        paired_contrast(ratings, method + SEGMENTED, method, level=level)
        for method in ratings.methods
        if method + SEGMENTED in ratings.methods
    )
