"""How long a participant's way will be: what the welcome page promises and the planning counts.

The seconds are assumptions, until a pilot's times say better.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean

from django.db.models import Count, Q

from surveys.models import Round, ShownSet

SECONDS_PER_TRIAL = 4
SECONDS_PER_SET = 6
SECONDS_PER_SET_OF_CHOICE = {Round.AnswerFormat.BEST_SET: 4, Round.AnswerFormat.SET_RANKING: 7}
SECONDS_PER_PRODUCT = 4
PRODUCTS_PER_SET = 5  # until the lists are frozen


@dataclass(frozen=True)
class Expectation:
    """`trials` are all that count in the progress, without practice; `sets` the most of a trial.

    `minutes` come from the mean trial, practice included, rounded up.
    """

    trials: int
    sets: int
    minutes: int


def expect_of(round: Round) -> Expectation:
    """Counted from what is frozen; of a draft, as if no two methods had the same list."""
    sets, products = _frozen(round) if round.is_frozen else _drafted(round)
    trials = trials_of(round)
    seconds = (trials + round.practice) * _seconds_of_trial(round, sets, products)
    return Expectation(trials, max(sets), ceil(seconds / 60))


def trials_of(round: Round) -> int:
    """Trials of one participant after the practice: the main ones, checks and repeats."""
    extra = round.identical_checks + round.instructed_checks + round.repeated_trials
    return round.trials_per_participant + extra


def _frozen(round: Round) -> tuple[list[int], list[int]]:
    """Sets on a page, and different products in its lists, for every reference."""
    of_lists = Q(sets__kind=ShownSet.Kind.LIST)
    rows = round.references.annotate(
        lists=Count("sets", filter=of_lists, distinct=True),
        products=Count("sets__products__identifier", filter=of_lists, distinct=True),
    ).values_list("lists", "products")
    pages = [(_on_a_page(round, lists), lists, products) for lists, products in rows]
    shown = [ceil(products * page / lists) for page, lists, products in pages]
    return [page for page, _lists, _products in pages], shown


def _drafted(round: Round) -> tuple[list[int], list[int]]:
    sets = _on_a_page(round, max(1, len(round.method_keys)))
    return [sets], [sets * PRODUCTS_PER_SET]


def _on_a_page(round: Round, lists: int) -> int:
    return min(lists, round.sets_per_trial or lists)


def _seconds_of_trial(round: Round, sets: Sequence[int], products: Sequence[int]) -> float:
    if round.answer_format == Round.AnswerFormat.PRODUCT_RATING:
        return SECONDS_PER_TRIAL + SECONDS_PER_PRODUCT * fmean(products)
    answer_format = Round.AnswerFormat(round.answer_format)
    per_set = SECONDS_PER_SET_OF_CHOICE.get(answer_format, SECONDS_PER_SET)
    return SECONDS_PER_TRIAL + per_set * fmean(sets)
