"""How many people are taking a round, as it runs."""

from dataclasses import dataclass

from django.db.models import Count, Q

from surveys.models import Rating, Round


@dataclass(frozen=True)
class Counts:
    """Participations begun and completed, and answers saved, by people or by the simulation."""

    simulated: bool
    started: int
    completed: int
    ratings: int


def counts(round: Round) -> list[Counts]:
    """People first; the simulation only where there is one."""
    by_people, by_simulation = (_counts(round, simulated) for simulated in (False, True))
    return [by_people, by_simulation] if by_simulation.started else [by_people]


def _counts(round: Round, simulated: bool) -> Counts:
    completed = Count("pk", filter=Q(completed_at__isnull=False))
    participations = round.participations.filter(simulated=simulated)
    ratings = Rating.objects.filter(slot__trial__participation__in=participations)
    return Counts(
        simulated=simulated,
        **participations.aggregate(started=Count("pk"), completed=completed),
        ratings=ratings.count(),
    )
