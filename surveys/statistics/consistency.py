"""How far somebody gives the same answers again when a trial is repeated."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from surveys.statistics.attention import BEST_SET, SET_RANKING

Answers = Sequence[int | None]


def consistency(
    repeats: Sequence[tuple[Answers, Answers]], main: Sequence[Answers], answer_format: str
) -> float:
    """Agreement of first and repeated answers beyond chance: 1 − D_o / D_e.

    Ratings of sets or products ::

        D_o = mean (first − again)²    over what was answered both times
        D_e = 2 · s²                   s² (n − 1) over all n main answers of this person

    D_e is the expected squared difference of two different answers drawn from the person's own:
    Krippendorff's α with interval distances, but with the person's main answers as marginal, so
    that somebody who uses two neighbouring points only is not called consistent for that.

    A choice has its marginal from the format: a trial of k sets has one best, and each rank once.
    So D_e is expected of two answers to the same trial that are drawn at random, and both are
    summed over the repeated trials before they are divided ::

        best set   D_o = 2 · [another set was chosen]   D_e = 2 · (1 − 1/k)
        ranking    D_o = Σ (first rank − again)²        D_e = k · (k² − 1) / 6

    For one repeated trial that is Bennett's S, (agreement − 1/k) / (1 − 1/k), and Spearman's ρ.

    Parameters
    ----------
    repeats : sequence of pairs of answers
        For every repeated trial the first and the repeated answers of the same sets (or products)
        in the same order; None is “I can't judge”.
    main : sequence of answers
        Every main trial, those that were repeated included. Not used by choices.
    answer_format : str
        As `Round.AnswerFormat` has them.

    Returns
    -------
    float
        At most 1, which is to repeat every answer; 0 is expected of answers at random.

    Notes
    -----
    nan when nothing was answered both times, and when D_e = 0: all main answers are equal, there
    are fewer than two, or every repeated trial shows a single set. A trial of choices with None
    is left out as a whole.

    References
    ----------
    Hayes & Krippendorff (2007). Answering the call for a standard reliability measure for coding
    data. Communication Methods and Measures 1(1), 77–89. doi:10.1080/19312450709336664

    Examples
    --------
    The main answers 1, 3, 5 have s² = 4. The repeat differs by 1 and by 1: 1 − 1/8.

    >>> consistency([((1, 3), (2, 4))], [(1, 3), (5,)], "set_rating")
    0.875
    >>> round(consistency([((0, 1, 0), (1, 0, 0))], [], "best_set"), 9)
    -0.5
    >>> round(consistency([((1, 2, 3), (1, 3, 2))], [], "set_ranking"), 9)
    0.5
    """
    if answer_format in (BEST_SET, SET_RANKING):
        return _of_choices(repeats, answer_format)
    differences = [
        first - again
        for before, after in repeats
        for first, again in zip(before, after, strict=True)
        if first is not None and again is not None
    ]
    values = [answer for trial in main for answer in trial if answer is not None]
    if not differences or len(set(values)) < 2:
        return math.nan
    observed = float(np.mean(np.square(differences, dtype=np.float64)))
    return 1 - observed / (2 * float(np.var(values, ddof=1)))


def _of_choices(repeats: Sequence[tuple[Answers, Answers]], answer_format: str) -> float:
    observed, expected = 0, 0.0
    for before, after in repeats:
        k = len(before)
        squares = [
            (first - again) ** 2
            for first, again in zip(before, after, strict=True)
            if first is not None and again is not None
        ]
        if len(squares) < k:
            continue
        observed += sum(squares)
        expected += 2 * (1 - 1 / k) if answer_format == BEST_SET else k * (k * k - 1) / 6
    return 1 - observed / expected if expected else math.nan
