"""What counts as an answer in each format, and which slots one answer speaks for."""

from collections import Counter
from collections.abc import Collection, Mapping

from surveys.models import Round, Slot
from surveys.participation.errors import CannotJudgeNotAllowed, ValueOffScale

Answers = Mapping[int, int | None]
BEST_SET, SET_RANKING = Round.AnswerFormat.BEST_SET, Round.AnswerFormat.SET_RANKING


def spread(round: Round, values: Answers, places: Collection[int]) -> dict[int, int | None]:
    """The answers that the given ones stand for, slot by slot.

    Of a best set, choosing one slot (1) leaves the others unchosen (0). Where sets are compared
    with one another, “I can't judge” (None) holds for the whole trial.

    Raises
    ------
    ValueOffScale
        If a value is not one of the round's, or the given ones contradict each other.
    CannotJudgeNotAllowed
        If one is None and the round does not offer that.
    """
    _check(round, values, len(places))
    given = set(values.values())
    if not given or round.rates:
        return dict(values)
    if None in given:
        if given != {None}:
            raise ValueOffScale
        return dict.fromkeys(places)
    if round.answer_format == SET_RANKING:
        return dict(values)
    chosen = [place for place, value in values.items() if value]
    if len(chosen) != 1:
        raise ValueOffScale
    return {place: int(place == chosen[0]) for place in places}


def lacking(round: Round, slots: Mapping[int, Slot]) -> list[int]:
    """Positions of the slots without an answer; in a ranking also those beside a rank."""
    ranks_some = round.answer_format == SET_RANKING and any(
        slot.value is not None for slot in slots.values()
    )
    return [
        place
        for place, slot in slots.items()
        if not slot.is_rated or (ranks_some and slot.cannot_judge)
    ]


def ranked_twice(round: Round, slots: Mapping[int, Slot]) -> list[int]:
    """Positions of the slots of a ranking that share a rank."""
    if round.answer_format != SET_RANKING:
        return []
    ranks = Counter(slot.value for slot in slots.values() if slot.value is not None)
    return [
        place for place, slot in slots.items() if slot.value is not None and ranks[slot.value] > 1
    ]


def _check(round: Round, values: Answers, slots: int) -> None:
    lowest, highest = round.value_bounds(slots)
    for value in values.values():
        if value is None:
            if not round.allows_cannot_judge:
                raise CannotJudgeNotAllowed
        elif not lowest <= value <= highest:
            raise ValueOffScale
