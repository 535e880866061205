"""Arriving in a round, and being found again."""

from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max

from surveys.allocation import Plan, plan_participation
from surveys.models import Participation, Reference, Round, ShownSet, Slot, Trial
from surveys.participation.errors import RoundClosed, RoundNotOpen


def find(*, token: str) -> Participation:
    """The participation with its round; whoever has the token is the participant.

    Raises
    ------
    Participation.DoesNotExist
        If nobody has this token.
    """
    found = Participation.objects.select_related("round").defer("round__manifest")
    return found.get(token=token)


@transaction.atomic
def join(*, round: Round, arrival: UUID, simulated: bool = False) -> Participation:
    """Take part: a number, and the whole drawn plan stored as trials and slots.

    The same arrival joins once, however often it is sent. Arrivals wait for one another at the
    row of the round, so no number is given twice.

    Raises
    ------
    RoundNotOpen, RoundClosed
        If the round is a draft, or closed.
    """
    locked = Round.objects.select_for_update().defer("manifest").get(pk=round.pk)
    known = Participation.objects.filter(arrival=arrival, round=locked).first()
    if known is not None:
        return known
    if not locked.is_open:
        raise refusal_of(locked)
    last = locked.participations.aggregate(last=Max("number"))["last"] or 0
    participation = Participation.objects.create(
        round=locked,
        number=last + 1,
        arrival=arrival,
        simulated=simulated,
        consent_sha256=sha256(locked.consent_text.encode()).hexdigest(),
    )
    _store_plan(participation)
    return participation


def refusal_of(round: Round) -> RoundNotOpen:
    """Why nobody can join a round that is not open."""
    return RoundClosed() if round.is_frozen else RoundNotOpen()


def _store_plan(participation: Participation) -> None:
    round = participation.round
    references = list(round.references.annotate(sets_count=Count("sets")).order_by("position"))
    plan = plan_participation(
        participation.number,
        sets_of_references=[reference.sets_count for reference in references],
        trials=round.trials_per_participant,
        seed=round.seed,
    )
    shown = [references[place] for place in plan.references]
    trials = Trial.objects.bulk_create(
        Trial(participation=participation, reference=reference, position=position)
        for position, reference in enumerate(shown, start=1)
    )
    _store_slots(trials, shown, plan)


def _store_slots(trials: list[Trial], shown: list[Reference], plan: Plan) -> None:
    """The slots' permutations say which of a reference's sets, in the order of their storing."""
    sets_of: dict[int, list[ShownSet]] = {}
    for shown_set in ShownSet.objects.filter(reference__in=shown).order_by("pk"):
        sets_of.setdefault(shown_set.reference_id, []).append(shown_set)
    Slot.objects.bulk_create(
        Slot(trial=trial, position=position, shown_set=sets_of[trial.reference_id][place])
        for trial, slots in zip(trials, plan.slots, strict=True)
        for position, place in enumerate(slots)
    )
