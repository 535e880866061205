"""What the welcome page promises, counted from what the round will show."""

from dataclasses import dataclass
from math import ceil

from django.db.models import Count

from surveys.models import Round

SECONDS_PER_SET = 6
SECONDS_PER_TRIAL = 4


@dataclass(frozen=True)
class Expectation:
    """`sets` is the most that a trial holds; `minutes` come from the mean, rounded up."""

    trials: int
    sets: int
    minutes: int


def expect_of(round: Round) -> Expectation:
    counts = list(round.references.annotate(n=Count("sets")).values_list("n", flat=True))
    mean = sum(counts) / len(counts)
    seconds = round.trials_per_participant * (SECONDS_PER_TRIAL + mean * SECONDS_PER_SET)
    return Expectation(round.trials_per_participant, max(counts), ceil(seconds / 60))
