"""The main trials of a round as they were shown, in the form in which a plan is counted."""

from collections import defaultdict

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from surveys.allocation import Kind, PlannedTrial, SeatPlan
from surveys.models import Participation, Round, ShownSet, Slot
from surveys.seating import planned


class Counted(models.TextChoices):
    """Which main trials are counted."""

    COMPLETED = "completed", _("trials of all who completed")
    ANSWERED = "answered", _("every trial that was answered")
    PLAN = "plan", _("the whole stored plan")


def seats_of(round: Round, counted: Counted, *, simulated: bool) -> list[SeatPlan]:
    """The main trials as they were shown, of each participation in turn; or those of the plan."""
    if counted is Counted.PLAN:
        return [planned(seat) for seat in round.seats.order_by("number")]
    ways = round.participations.filter(simulated=simulated)
    if counted is Counted.COMPLETED:
        ways = ways.filter(completed_at__isnull=False)
    if round.answer_format == Round.AnswerFormat.PRODUCT_RATING:
        return _seats_of_products(round, ways)
    return _seats_of_sets(round, ways)


def _seats_of_sets(round: Round, ways: QuerySet[Participation]) -> list[SeatPlan]:
    """From the stored slots."""
    place: dict[int, int] = {}
    for sets in _lists(round).values():
        place |= {pk: number for number, pk in enumerate(sets)}
    slots = Slot.objects.filter(
        trial__participation__in=ways,
        trial__kind=Kind.MAIN.value,
        trial__submitted_at__isnull=False,
    )
    rows = slots.order_by("trial__participation", "trial__position", "position").values_list(
        "trial__participation_id", "trial_id", "trial__reference__position", "shown_set_id"
    )
    found: dict[int, dict[tuple[int, int], list[int]]] = {}
    for way, trial, reference, shown_set in rows.iterator(chunk_size=5000):
        trials = found.setdefault(way, {})
        trials.setdefault((trial, reference), []).append(place[shown_set])
    return [
        [
            PlannedTrial(Kind.MAIN, reference, tuple(sets))
            for (_trial, reference), sets in trials.items()
        ]
        for trials in found.values()
    ]


def _seats_of_products(round: Round, ways: QuerySet[Participation]) -> list[SeatPlan]:
    """From the seats: where products are rated, a slot holds a product and no set."""
    plans = {
        seat.number: planned(seat) for seat in round.seats.filter(number__in=ways.values("seat"))
    }
    answered = Count(
        "trials",
        filter=Q(trials__kind=Kind.MAIN.value, trials__submitted_at__isnull=False),
    )
    return [
        [trial for trial in plans[seat] if trial.kind == Kind.MAIN][:done]
        for seat, done in ways.annotate(done=answered).values_list("seat", "done")
        if seat in plans
    ]


def _lists(round: Round) -> dict[int, list[int]]:
    """The sets of every reference in the order in which a plan numbers them."""
    found: dict[int, list[int]] = defaultdict(list)
    lists = ShownSet.objects.lists().filter(reference__round=round)
    for reference, pk in lists.values_list("reference_id", "pk"):
        found[reference].append(pk)
    return found
