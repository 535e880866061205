"""Whether a check was passed: a trial whose right answer is known beforehand."""

from __future__ import annotations

from collections.abc import Collection, Sequence

IDENTICAL, INSTRUCTED = "identical", "instructed"
BEST_SET, SET_RANKING = "best_set", "set_ranking"
SLIDER = (0, 100)
SLIDER_TOLERANCE = 10


def passed(
    kind: str,
    answers: Sequence[int | None],
    identical_slots: Collection[int],
    instructed: int | None,
    answer_format: str,
    lowest: int,
    highest: int,
) -> bool:
    """Whether the answers of a submitted check are the ones that reading and looking lead to.

    Identical-set check: every slot that shows the reference itself, or its own group, has the top
    answer. That is the highest point of a scale; at least 90 on the slider; being chosen as the
    best set; rank 1. Other slots may have any answer, also the same.

    Instructed check: every slot has the answer that the question asked for; on the slider, to
    within 10. Of a best set, the slot that was named is chosen; of a ranking, the sets are ranked
    in the order shown, 1, 2, 3, …

    Parameters
    ----------
    kind : str
        `identical` or `instructed`, as `Trial.Kind` has them.
    answers : sequence of int or None
        In the order of the slots; None where there is none, or “I can't judge”.
    identical_slots : collection of int
        Positions of the slots with the identical set; of a product rating, of all its products.
        Not used by an instructed check.
    instructed : int or None
        The value asked for; of a best set, the position of the slot to choose. Not used by an
        identical check, nor by a ranking.
    answer_format : str
        As `Round.AnswerFormat` has them.
    lowest, highest : int
        Bounds of one answer, as `Round.value_bounds` gives them; a rating from 0 to 100 is a
        slider's.

    Returns
    -------
    bool
        None, wherever an answer is asked for, fails. A check without the slots or the value that
        it is about cannot be passed by anybody, and so raises instead.

    Raises
    ------
    ValueError
        If the kind is no check's, an identical check has no identical slot, or an instructed one
        no value.

    References
    ----------
    Meade & Craig (2012). Identifying careless responses in survey data. Psychological Methods
    17(3), 437–455. doi:10.1037/a0028085 (instructed and bogus items)

    Examples
    --------
    >>> passed("identical", [2, 7, 7], [1], None, "set_rating", 1, 7)
    True
    >>> passed("identical", [2, 6, 7], [1], None, "set_rating", 1, 7)
    False
    >>> passed("instructed", [3, 3, 3], (), 3, "set_rating", 1, 7)
    True
    >>> passed("instructed", [1, 2, 3], (), 1, "set_ranking", 1, 3)
    True
    """
    if kind == IDENTICAL:
        if not identical_slots:
            raise ValueError("An identical-set check needs a slot with the identical set.")
        shown = [answers[slot] for slot in identical_slots]
        return all(_is_top(answer, answer_format, lowest, highest) for answer in shown)
    if kind == INSTRUCTED:
        return _is_as_instructed(answers, instructed, answer_format, (lowest, highest))
    raise ValueError(f"A trial of the kind “{kind}” is no check.")


def _is_top(answer: int | None, answer_format: str, lowest: int, highest: int) -> bool:
    if answer is None:
        return False
    if answer_format == SET_RANKING:
        return answer == lowest
    if answer_format != BEST_SET and (lowest, highest) == SLIDER:
        return answer >= highest - SLIDER_TOLERANCE
    return answer == highest


def _is_as_instructed(
    answers: Sequence[int | None],
    instructed: int | None,
    answer_format: str,
    bounds: tuple[int, int],
) -> bool:
    if answer_format == SET_RANKING:
        return list(answers) == list(range(1, len(answers) + 1))
    if instructed is None:
        raise ValueError("An instructed check needs the answer that it asks for.")
    if answer_format == BEST_SET:
        return answers[instructed] == 1
    tolerance = SLIDER_TOLERANCE if bounds == SLIDER else 0
    return all(answer is not None and abs(answer - instructed) <= tolerance for answer in answers)
