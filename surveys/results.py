"""From rows to what the results page and the figure say."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from recommender import lookup
from surveys.models import Participation, Rating, Round
from surveys.statistics import Ratings, Results, summarise


class Answering(models.TextChoices):
    """Whose answers: simulated ones never mix with those of people."""

    PEOPLE = "people", _("people")
    SIMULATED = "simulated", _("simulated participants")

    @property
    def simulated(self) -> bool:
        return self is Answering.SIMULATED


@dataclass(frozen=True)
class RoundResults:
    """What one round found, for people or for simulated participants.

    Attributes
    ----------
    labels : mapping from method key to the name that the round stored
    started, completed : int
        Participations of this kind, and those of them that came to the end.
    shared_sets : int
        Sets that several methods had in common, shown once and credited to each.
    """

    round: Round
    answering: Answering
    labels: Mapping[str, str]
    started: int
    completed: int
    shared_sets: int
    ratings: Ratings

    @cached_property
    def summary(self) -> Results:
        return summarise(self.ratings)


def answering_by_default(*, round: Round) -> Answering:
    """People as soon as one of them has answered, before that the simulation if there is one."""
    answers = Rating.objects.filter(slot__trial__participation__round=round)
    by_people = answers.filter(slot__trial__participation__simulated=False)
    if answers.exists() and not by_people.exists():
        return Answering.SIMULATED
    return Answering.PEOPLE


def round_results(*, round: Round, answering: Answering) -> RoundResults:
    """All saved ratings of a round, also of participants who have not finished."""
    participations = Participation.objects.filter(round=round, simulated=answering.simulated)
    labels = lookup.labels({method.key: method.label for method in round.methods.all()})
    return RoundResults(
        round=round,
        answering=answering,
        labels=labels,
        started=participations.count(),
        completed=participations.filter(completed_at__isnull=False).count(),
        shared_sets=_shared_sets(round),
        ratings=_ratings(round, answering, list(labels)),
    )


def _ratings(round: Round, answering: Answering, keys: list[str]) -> Ratings:
    """A rating of a set that several methods share counts once for each of them."""
    trial = "slot__trial"
    rows = Rating.objects.filter(
        slot__trial__participation__round=round,
        slot__trial__participation__simulated=answering.simulated,
    ).values_list(
        f"{trial}__participation_id",
        f"{trial}__reference_id",
        "slot__shown_set__methods__key",
        "value",
    )
    participants, references, methods, values = list(zip(*rows, strict=True)) or [()] * 4
    return Ratings.from_columns(
        participants,
        references,
        methods,
        values,
        lowest=1,
        highest=round.scale_points,
        methods_order=keys,
    )


def _shared_sets(round: Round) -> int:
    credits = round.references.values("sets").annotate(credits=models.Count("sets__methods"))
    return credits.filter(credits__gt=1).count()
