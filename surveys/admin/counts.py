"""How many people are taking a round, as it runs."""

from dataclasses import dataclass

from django.db.models import Count, Q

from surveys.admin.standing import Standing, condition
from surveys.models import Rating, Round


@dataclass(frozen=True)
class Counts:
    """Participations begun, and where they stand; answers saved; by people or by the simulation.

    Of who withdrew there is but the number: nothing of them is left in the others.
    """

    simulated: bool
    started: int
    completed: int
    active: int
    expired: int
    screened_out: int
    withdrawn: int
    ratings: int


def counts(round: Round) -> list[Counts]:
    """People first; the simulation only where there is one."""
    by_people, by_simulation = (_counts(round, simulated) for simulated in (False, True))
    return [by_people, by_simulation] if by_simulation.started else [by_people]


def _counts(round: Round, simulated: bool) -> Counts:
    participations = round.participations.filter(simulated=simulated)
    standings = {standing.value: Count("pk", filter=condition(standing)) for standing in Standing}
    ratings = Rating.objects.filter(slot__trial__participation__in=participations)
    return Counts(
        simulated=simulated,
        **participations.aggregate(started=Count("pk"), **standings),
        withdrawn=round.withdrawals.filter(simulated=simulated).count(),
        ratings=ratings.count(),
    )


@dataclass(frozen=True)
class Places:
    """How a round's design is filled by people.

    Attributes
    ----------
    planned : seats of a limited design, or None where the design has no end
    completed, active : seats with a finished way, and with one under way
    expired : seats whose owners stayed away; the next to arrive get them
    fewest, most : completed main trials of the reference that has the fewest, and the most
    wanted : how many each reference is to have, or None
    """

    planned: int | None
    completed: int
    active: int
    expired: int
    fewest: int
    most: int
    wanted: int | None

    @property
    def free(self) -> int | None:
        """Seats that nobody has; those of the expired come on top."""
        taken = self.completed + self.active + self.expired
        return None if self.planned is None else self.planned - taken


def places(round: Round) -> Places:
    """Simulated participants have places of their own, and are not counted here."""
    held = round.participations.filter(simulated=False, holds_seat=True)
    standings = (Standing.COMPLETED, Standing.ACTIVE, Standing.EXPIRED)
    seats = held.aggregate(**{one.value: Count("pk", filter=condition(one)) for one in standings})
    finished = condition(Standing.COMPLETED, "trials__participation__")
    own = finished & Q(trials__kind="main", trials__participation__simulated=False)
    answered = round.references.annotate(answered=Count("trials", filter=own))
    numbers = list(answered.values_list("answered", flat=True)) or [0]
    return Places(
        planned=round.seats.count() if round.is_limited else None,
        **seats,
        fewest=min(numbers),
        most=max(numbers),
        wanted=round.participants_per_reference,
    )
