"""Whether somebody answers always the same, whatever is shown."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.statistics.attention import BEST_SET, SET_RANKING

FEWEST = 5


def always_the_same(trials: Sequence[Sequence[int | None]], answer_format: str) -> bool:
    """Whether no answer varies: the longest string of equal answers is all of them.

    Ratings: every answer of every trial is the same value. Best set: the set in the same slot is
    chosen every time. Ranking: the sets are ranked in the order shown every time, or in the
    reverse of it every time.

    Parameters
    ----------
    trials : sequence of answers
        Main trials, each with its answers in the order of the slots; None is “I can't judge”.
    answer_format : str
        As `Round.AnswerFormat` has them.

    Returns
    -------
    bool

    Notes
    -----
    False where there is too little to say so: below five answers, or for choices below five
    trials with at least two sets (five choices between two sets fall into one slot once in
    sixteen times by chance). None is left out, and so is a trial of choices that holds it: who
    could judge nothing has no answers that are equal.

    References
    ----------
    Johnson (2005). Ascertaining the validity of individual protocols from Web-based personality
    inventories. Journal of Research in Personality 39(1), 103–129. doi:10.1016/j.jrp.2004.09.009
    (long strings of one answer)

    Examples
    --------
    >>> always_the_same([(4, 4), (4, None), (4, 4)], "set_rating")
    True
    >>> always_the_same([(0, 1), (0, 1, 0), (0, 1), (0, 1), (1, 0)], "best_set")
    False
    >>> always_the_same([(1, 2, 3), (1, 2), (1, 2, 3), (1, 2), (1, 2)], "set_ranking")
    True
    """
    if answer_format in (BEST_SET, SET_RANKING):
        complete = [trial for trial in trials if len(trial) > 1 and None not in trial]
        return len(complete) >= FEWEST and _is_one_habit(complete, answer_format)
    values = [answer for trial in trials for answer in trial if answer is not None]
    return len(values) >= FEWEST and len(set(values)) == 1


def _is_one_habit(trials: Sequence[Sequence[int | None]], answer_format: str) -> bool:
    if answer_format == BEST_SET:
        return len({list(trial).index(1) for trial in trials}) == 1
    upwards = [list(trial) == list(range(1, len(trial) + 1)) for trial in trials]
    downwards = [list(trial) == list(range(len(trial), 0, -1)) for trial in trials]
    return all(upwards) or all(downwards)
