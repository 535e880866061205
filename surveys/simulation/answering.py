"""What an artificial rater answers to a page, in each format."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from surveys.models import Round, Slot, Trial
from surveys.simulation.likeness import Look, Looks
from surveys.simulation.raters import Manner, Rater

Answers = dict[int, int | None]

LAPSES = 0.02  # pages on which an attentive rater does not look well
GLANCE_NOISE = 0.45
SECONDS_OF_PAGE, SECONDS_OF_SLOT = 4.0, 6.0
SHARE_OF_TIME = {Manner.ATTENTIVE: 1.0, Manner.SAME: 0.6, Manner.RANDOM: 0.7, Manner.FAST: 0.2}
TIME_SD = 0.25


@dataclass(frozen=True)
class Page:
    """A trial as a rater sees it."""

    round: Round
    trial: Trial
    slots: Sequence[Slot]
    looks: Looks
    cannot_judge: float
    bounds: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", self.round.value_bounds(len(self.slots)))

    @property
    def seen(self) -> list[Look]:
        return [self.looks.of(slot) for slot in self.slots]


def answer(rater: Rater, page: Page, random: np.random.Generator) -> Answers:
    """One answer for every slot, as `submit_trial` takes them.

    An attentive rater follows an instruction, sees where the reference itself is shown, and else
    answers by likeness, leniency and noise; on some pages the eye slips.
    """
    looks = rater.manner == Manner.ATTENTIVE and random.random() >= LAPSES
    if page.trial.kind == Trial.Kind.INSTRUCTED and looks:
        return _as_instructed(page)
    felt = _felt(rater, page, looks, random)
    unsure = random.random(len(felt)) < (page.cannot_judge if page.round.allows_cannot_judge else 0)
    if page.round.rates:
        rated = [_on_scale(value, *page.bounds) for value in felt]
        return {
            slot: None if drawn else value
            for slot, (value, drawn) in enumerate(zip(rated, unsure, strict=True))
        }
    if unsure[0]:
        return dict.fromkeys(range(len(felt)))
    if page.round.answer_format == Round.AnswerFormat.BEST_SET:
        return {int(np.argmax(felt)): 1}
    ranks = np.argsort(np.argsort(-felt, kind="stable"), kind="stable") + 1
    return dict(enumerate(ranks.tolist()))


def seconds(rater: Rater, page: Page, random: np.random.Generator) -> float:
    """How long a person like this would have taken for the page."""
    usual = SECONDS_OF_PAGE + SECONDS_OF_SLOT * len(page.slots)
    luck = float(np.exp(random.normal(0, TIME_SD)))
    return usual * rater.pace * SHARE_OF_TIME[rater.manner] * luck


def _felt(
    rater: Rater, page: Page, looks: bool, random: np.random.Generator
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The impression of every slot, about 0 to 1."""
    noise = random.normal(0, 1, len(page.slots))
    if rater.manner == Manner.SAME:
        return np.full(len(noise), rater.favourite)
    if rater.manner == Manner.RANDOM:
        return random.random(len(noise))
    sd = rater.noise if rater.manner == Manner.ATTENTIVE else GLANCE_NOISE
    likeness = np.array([look.likeness for look in page.seen])
    identical = np.array([look.is_identical for look in page.seen]) & looks
    return np.where(identical, np.inf, likeness + rater.leniency + sd * noise)


def _on_scale(felt: float, lowest: int, highest: int) -> int:
    """The point in whose equal share of the scale the impression falls.

    >>> [_on_scale(felt, 1, 5) for felt in (-0.2, 0.1, 0.5, 0.99, float("inf"))]
    [1, 1, 3, 5, 5]
    """
    points = highest - lowest + 1
    return lowest + int(np.clip(felt, 0, 1 - 1e-9) * points)


def _as_instructed(page: Page) -> Answers:
    asked = page.trial.instructed_value or 0
    if page.round.answer_format == Round.AnswerFormat.BEST_SET:
        return {asked: 1}
    if page.round.answer_format == Round.AnswerFormat.SET_RANKING:
        return {slot: slot + 1 for slot in range(len(page.slots))}
    return dict.fromkeys(range(len(page.slots)), asked)
