"""How much answers differ: assumed, entered, or as they did in an earlier round."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from surveys.models import Rating, Round
from surveys.results import answering_by_default, round_results
from surveys.statistics.components import Components, estimate_components

MOST_ROUNDS = 20


class Source(models.TextChoices):
    """Where the standard deviations come from, if not from a round."""

    ASSUMED = "assumed", _("assumed, as SimSurvey's own benchmarks do")
    ENTERED = "entered", _("entered below")


def rated_rounds() -> models.QuerySet[Round]:
    """Rounds with ratings, finished or not, that components can be estimated from."""
    answers = Rating.objects.filter(slot__trial__participation__round=OuterRef("pk"))
    ratings = [Round.AnswerFormat.SET_RATING, Round.AnswerFormat.PRODUCT_RATING]
    rounds = Round.objects.exclude(state=Round.State.DRAFT).filter(answer_format__in=ratings)
    return rounds.filter(Exists(answers)).defer("manifest")[:MOST_ROUNDS]


def components_of_round(round: Round) -> Components:
    """From people's ratings, or from the simulation's while no one has answered.

    Raises
    ------
    ValueError
        If there are too few ratings, or all are equal.
    """
    answering = answering_by_default(round=round)
    found = round_results(round=round, answering=answering)
    return estimate_components(found.ratings, points=points_of(round))


def points_of(round: Round) -> int | None:
    """How many values a set's answer can take; None where they are too many to count.

    A set's rating is the mean over its products where products are rated. Choices and ranks are
    taken as ratings with as many points as there are sets, which is rough.
    """
    if round.answer_format == Round.AnswerFormat.PRODUCT_RATING:
        return None
    if round.answer_format == Round.AnswerFormat.BEST_SET:
        return 2
    if round.answer_format == Round.AnswerFormat.SET_RANKING:
        return max(2, min(len(round.method_keys), round.sets_per_trial or len(round.method_keys)))
    return 101 if round.has_slider else len(round.scale_labels)
