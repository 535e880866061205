"""What one participant's answers say for or against their being careless."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from surveys.statistics.attention import IDENTICAL, INSTRUCTED, SET_RANKING, passed
from surveys.statistics.consistency import consistency
from surveys.statistics.sameness import always_the_same

MAIN, REPEAT = "main", "repeat"


@dataclass(frozen=True)
class AnsweredTrial:
    """One submitted trial of one participant.

    Attributes
    ----------
    kind : str
        As `Trial.Kind` has them.
    reference : hashable
    contents : tuple of hashable
        What the slots show, the set or the product, in the order of the slots.
    answers : tuple of int or None
        In the same order; None is “I can't judge”.
    bounds : (int, int)
        Lowest and highest answer.
    seconds : float or None
        From being shown to being submitted; None where it is not known.
    identical, anchor : tuple of int
        Slots with the identical set, and with the set of `random`, where they are shown; of a
        product rating, with their products.
    instructed : int or None
        The answer that an instructed check asks for.
    """

    kind: str
    reference: Hashable
    contents: tuple[Hashable, ...]
    answers: tuple[int | None, ...]
    bounds: tuple[int, int]
    seconds: float | None = None
    identical: tuple[int, ...] = ()
    anchor: tuple[int, ...] = ()
    instructed: int | None = None


@dataclass(frozen=True)
class Evidence:
    """What screening rules are held against.

    Attributes
    ----------
    checks, failed_checks : int
        Submitted checks, and those of them that were not passed.
    anchors, anchors_above : int
        Identical-set checks that show the set of `random` too and have an answer for both, and
        those of them in which it was placed above the identical set.
    repeats : int
        Submitted repeats of a submitted main trial.
    consistency : float
        From −∞ to 1; nan when it is undefined.
    always_the_same : bool
    median_seconds : float
        Median time of a main trial; nan when no time is known.
    """

    checks: int
    failed_checks: int
    anchors: int
    anchors_above: int
    repeats: int
    consistency: float
    always_the_same: bool
    median_seconds: float


def evidence_of(trials: Sequence[AnsweredTrial], answer_format: str) -> Evidence:
    """All that one participant's submitted trials say, the practice left aside.

    The repeat of a trial is compared with the main trial of the same reference, set by set (or
    product by product), wherever they stood. A repeat without its main trial is left out.

    Examples
    --------
    >>> found = evidence_of(
    ...     [
    ...         AnsweredTrial("main", "mug", ("x", "y"), (1, 5), (1, 5), seconds=9.0),
    ...         AnsweredTrial("repeat", "mug", ("y", "x"), (5, 1), (1, 5)),
    ...         AnsweredTrial("identical", "cup", ("r", "i"), (5, 4), (1, 5), identical=(1,),
    ...             anchor=(0,)),
    ...     ],
    ...     "set_rating",
    ... )
    >>> found.consistency, found.failed_checks, found.anchors_above, found.median_seconds
    (1.0, 1, 1, 9.0)
    """
    main = {trial.reference: trial for trial in trials if trial.kind == MAIN}
    checks = [trial for trial in trials if trial.kind in (IDENTICAL, INSTRUCTED)]
    anchored = [_anchor_is_above(trial, answer_format) for trial in checks]
    repeats = [
        (main[trial.reference], trial)
        for trial in trials
        if trial.kind == REPEAT and trial.reference in main
    ]
    answers = [trial.answers for trial in main.values()]
    seconds = [trial.seconds for trial in main.values() if trial.seconds is not None]
    return Evidence(
        checks=len(checks),
        failed_checks=sum(not _is_passed(trial, answer_format) for trial in checks),
        anchors=len(anchored) - anchored.count(None),
        anchors_above=anchored.count(True),
        repeats=len(repeats),
        consistency=consistency([_side_by_side(*pair) for pair in repeats], answers, answer_format),
        always_the_same=always_the_same(answers, answer_format),
        median_seconds=median(seconds) if seconds else math.nan,
    )


def _is_passed(trial: AnsweredTrial, answer_format: str) -> bool:
    return passed(
        trial.kind,
        trial.answers,
        trial.identical,
        trial.instructed,
        answer_format,
        *trial.bounds,
    )


def _anchor_is_above(trial: AnsweredTrial, answer_format: str) -> bool | None:
    """Whether `random` was placed above the identical set; None where they were not compared.

    Products count by their mean; sets that were placed equally are not above one another.
    """
    low, high = _mean(trial, trial.anchor), _mean(trial, trial.identical)
    if math.isnan(low) or math.isnan(high):
        return None
    return low < high if answer_format == SET_RANKING else low > high


def _mean(trial: AnsweredTrial, slots: Sequence[int]) -> float:
    """Mean answer of these slots; nan without slots, and when one of them has no answer."""
    answers = [trial.answers[slot] for slot in slots]
    known = [answer for answer in answers if answer is not None]
    return fmean(known) if known and len(known) == len(answers) else math.nan


def _side_by_side(
    first: AnsweredTrial, again: AnsweredTrial
) -> tuple[list[int | None], list[int | None]]:
    """The answers of both trials for what both show, in the order of the first."""
    later = dict(zip(again.contents, again.answers, strict=True))
    before = dict(zip(first.contents, first.answers, strict=True))
    common = [content for content in before if content in later]
    return [before[content] for content in common], [later[content] for content in common]
