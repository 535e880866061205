"""A small round that people have answered, made of rows alone."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from surveys.models import (
    Participation,
    Rating,
    Reference,
    Round,
    RoundMethod,
    ShownProduct,
    ShownSet,
    Slot,
    Trial,
)

KEYS = ("ssim", "ssim+segmented", "random")
PICTURE = {"picture_sha256": "0" * 64, "picture_width": 10, "picture_height": 10}
MONDAY = datetime(2025, 6, 2, 9, tzinfo=UTC)


def open_round(*, references: int = 3, shared: bool = False, **changes: Any) -> Round:
    """A round of three methods; with `shared`, ssim's two lists are one set everywhere."""
    fields: dict[str, Any] = {
        "slug": "pilot",
        "title": "Pilot",
        "method_keys": list(KEYS),
        "references_count": references,
        "trials_per_participant": references,
        "question": "How similar?",
        "scale_labels": ["1", "2", "3", "4", "5"],
        "consent_text": "Yes.",
        "seed": 1,
        "state": Round.State.OPEN,
    }
    round = Round.objects.create(**fields | changes)
    methods = [
        RoundMethod.objects.create(
            round=round,
            key=key,
            label=key.upper(),
            fingerprint=key * 3,
            parameters={},
            position=position,
        )
        for position, key in enumerate(KEYS)
    ]
    for position in range(references):
        reference = Reference.objects.create(
            round=round, position=position, identifier=f"R{position}", category="mug", **PICTURE
        )
        credited = [methods[:2], methods[2:]] if shared else [[method] for method in methods]
        for number, credit in enumerate(credited):
            make_set(reference, [f"R{position}-{number}-{rank}" for rank in range(1, 6)], credit)
    return round


def closed_round(**changes: Any) -> Round:
    """The same, after the end, when everybody may see who leads."""
    return open_round(state=Round.State.CLOSED, **changes)


def make_set(
    reference: Reference,
    products: Sequence[str],
    methods: Sequence[RoundMethod] = (),
    kind: ShownSet.Kind = ShownSet.Kind.LIST,
) -> ShownSet:
    shown = ShownSet.objects.create(reference=reference, kind=kind)
    shown.methods.set(methods)
    for rank, identifier in enumerate(products, start=1):
        ShownProduct.objects.create(shown_set=shown, rank=rank, identifier=identifier, **PICTURE)
    return shown


def identical_set(reference: Reference) -> ShownSet:
    """Five times the reference itself."""
    return make_set(reference, [reference.identifier] * 5, kind=ShownSet.Kind.IDENTICAL)


def lists_of(reference: Reference) -> list[ShownSet]:
    return list(reference.sets.lists())


def participant(round: Round, number: int, **changes: Any) -> Participation:
    """Somebody who came to the end, unless the changes say otherwise."""
    fields: dict[str, Any] = {
        "seat": number,
        "lease_ends_at": MONDAY,
        "arrival": uuid.uuid4(),
        "consent_sha256": "0" * 64,
        "completed_at": timezone.now(),
    }
    return Participation.objects.create(round=round, number=number, **fields | changes)


def trial(
    participation: Participation,
    reference: Reference,
    shown: Sequence[ShownSet | ShownProduct],
    values: Sequence[int | None],
    *,
    seconds: float = 20.0,
    **changes: Any,
) -> Trial:
    """A submitted trial at the next position, A first; fewer values leave slots unanswered."""
    fields: dict[str, Any] = {
        "position": participation.trials.count() + 1,
        "shown_at": MONDAY,
        "submitted_at": MONDAY + timedelta(seconds=seconds),
    }
    made = Trial.objects.create(
        participation=participation, reference=reference, **fields | changes
    )
    for place, one in enumerate(shown):
        content = {"shown_set" if isinstance(one, ShownSet) else "shown_product": one}
        slot = Slot.objects.create(trial=made, position=place, **content)
        if place < len(values):
            Rating.objects.create(slot=slot, value=values[place], saved_at=MONDAY)
    return made


def answer(
    round: Round, values: dict[str, int], *, number: int, simulated: bool = False
) -> Participation:
    """One participant who gives every set of a method the value named for it."""
    person = participant(round, number, simulated=simulated)
    for reference in round.references.all():
        sets = lists_of(reference)
        trial(person, reference, sets, [values[shown.methods.all()[0].key] for shown in sets])
    return person
