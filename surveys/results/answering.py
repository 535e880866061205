"""Whose answers are looked at."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Rating, Round


class Answering(models.TextChoices):
    """Whose answers: simulated ones never mix with those of people."""

    PEOPLE = "people", _("people")
    SIMULATED = "simulated", _("simulated participants")

    @property
    def simulated(self) -> bool:
        return self is Answering.SIMULATED


def answering_by_default(*, round: Round) -> Answering:
    """People as soon as one of them has answered, before that the simulation if there is one."""
    answers = Rating.objects.filter(slot__trial__participation__round=round)
    by_people = answers.filter(slot__trial__participation__simulated=False)
    if answers.exists() and not by_people.exists():
        return Answering.SIMULATED
    return Answering.PEOPLE
