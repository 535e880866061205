"""A small round that people have answered, made of rows alone."""

import uuid

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


def open_round(*, references: int = 3, shared: bool = False) -> Round:
    """A round of three methods; with `shared`, ssim's two lists are one set everywhere."""
    round = Round.objects.create(
        slug="pilot",
        title="Pilot",
        method_keys=list(KEYS),
        references_count=references,
        trials_per_participant=references,
        question="How similar?",
        scale_labels=["1", "2", "3", "4", "5"],
        consent_text="Yes.",
        seed=1,
        state=Round.State.OPEN,
    )
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
            _set(reference, number, credit)
    return round


def _set(reference: Reference, number: int, methods: list[RoundMethod]) -> None:
    shown = ShownSet.objects.create(reference=reference)
    shown.methods.set(methods)
    for rank in range(1, 6):
        ShownProduct.objects.create(
            shown_set=shown,
            rank=rank,
            identifier=f"{reference.identifier}-{number}-{rank}",
            **PICTURE,
        )


def answer(round: Round, values: dict[str, int], *, number: int, simulated: bool = False) -> None:
    """One participant who gives every set of a method the value named for it."""
    participation = Participation.objects.create(
        round=round,
        number=number,
        arrival=uuid.uuid4(),
        simulated=simulated,
        consent_sha256="0" * 64,
        completed_at=timezone.now(),
    )
    for position, reference in enumerate(round.references.all(), start=1):
        trial = Trial.objects.create(
            participation=participation, reference=reference, position=position
        )
        for place, shown in enumerate(reference.sets.order_by("pk")):
            slot = Slot.objects.create(trial=trial, position=place, shown_set=shown)
            value = values[shown.methods.all()[0].key]
            Rating.objects.create(slot=slot, value=value, saved_at=timezone.now())
