"""What a page of a participant reads, in queries that are composed once."""

from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from surveys.models import Participation, ShownProduct, Slot, Trial
from surveys.models.prepared import Prepared

OWNERS = Prepared(
    lambda token: Participation.objects.with_round().filter(token=token),
    "token",
)
WAYS = Prepared(
    lambda participation: (
        Trial.objects.filter(participation=participation)
        .select_related("reference")
        .order_by("position")
    ),
    -1,
)
SLOTS = Prepared(
    lambda trial: (
        Slot.objects.filter(trial=trial)
        .select_related("rating", "shown_set", "shown_product")
        .order_by("position")
    ),
    -1,
)


class InSet(NamedTuple):
    """A product of a set as pages see it: a row of `ShownProduct` without its words."""

    shown_set: int
    rank: int
    picture_sha256: str
    picture_width: int
    picture_height: int


PRODUCTS = Prepared(
    lambda trial: (
        ShownProduct.objects.filter(shown_set__slots__trial=trial)
        .order_by("shown_set_id", "rank")
        .values_list(*InSet._fields)
        .distinct()
    ),
    -1,
)


def find(*, token: str) -> Participation:
    """The participation with its round and channel; whoever has the token is the participant.

    Raises
    ------
    Participation.DoesNotExist
        If nobody has this token.
    """
    for owner in OWNERS.rows(token):
        return owner
    raise Participation.DoesNotExist


def way_of(participation: Participation) -> list[Trial]:
    """The participant's trials in order, with their references."""
    return WAYS.rows(participation.pk)


def slots_with_pictures(trial: Trial) -> list[Slot]:
    """The slots of a trial with answers and all that is shown, in two queries."""
    slots = SLOTS.rows(trial.pk)
    sets = [slot.shown_set for slot in slots if slot.shown_set is not None]
    if sets:
        rows = map(InSet._make, PRODUCTS.tuples(trial.pk))
        shown = {pk: list(group) for pk, group in groupby(rows, attrgetter("shown_set"))}
        for one in sets:
            # As prefetch_related leaves it.
            one._prefetched_objects_cache = {"products": shown[one.pk]}  # type: ignore[attr-defined]
    return slots
