"""Simulated participants: they answer through the same functions as a browser.

Their answers follow the attributes that the catalogue knows of its products (the demo shop's
silhouettes, colours, patterns and details). They show what a filled round looks like and test
the way; they say nothing about people, and are marked wherever they are counted.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from recommender.models import Product
from surveys import participation as participating
from surveys.models import Participation, Round, Slot, Trial

Attributes = Mapping[str, str]
TASTE_SD = 0.08
MOOD_SD = 0.10


@dataclass(frozen=True)
class Rater:
    """A person's leniency, and the noise of single answers."""

    leniency: float
    noise: np.random.Generator

    def answer(self, likeness: float, points: int) -> int:
        """The point of the scale, 1 to `points`, for a set of that likeness (0 to 1)."""
        felt = likeness + self.leniency + self.noise.normal(0, MOOD_SD)
        return int(np.clip(np.floor(felt * points), 0, points - 1)) + 1


def likeness(reference: Attributes, products: list[Attributes]) -> float:
    """Mean share of the reference's attributes that the products have as well; 0.5 if unknown.

    >>> mug = {"colour": "red", "pattern": "dots"}
    >>> likeness(mug, [mug, {"colour": "blue", "pattern": "dots"}])
    0.75
    """
    if not reference or not products:
        return 0.5
    shares = [
        sum(product.get(name) == value for name, value in reference.items()) / len(reference)
        for product in products
    ]
    return float(np.mean(shares))


def simulate(
    *,
    round: Round,
    participants: int,
    seed: int,
    on_progress: Callable[[int, int], object] = lambda done, total: None,
) -> int:
    """Let simulated participants take the whole round; returns how many there are with this seed.

    Who takes part is decided by the seed, so calling again adds nobody twice and lets those who
    were interrupted go on where they stood.

    Raises
    ------
    surveys.participation.RoundNotOpen
        If the round is not open.
    """
    known = attributes_by_identifier(round)
    for number in range(participants):
        sequence = np.random.SeedSequence([round.seed, seed, number])
        arrival = uuid.UUID(bytes=np.random.default_rng(sequence).bytes(16))
        joined = participating.join(round=round, arrival=arrival, simulated=True)
        _take_part(joined, known, np.random.default_rng(sequence.spawn(1)[0]))
        on_progress(number + 1, participants)
    return participants


def attributes_by_identifier(round: Round) -> dict[str, Attributes]:
    rows = Product.objects.filter(catalogue=round.catalogue).values_list("identifier", "attributes")
    return dict(rows)


def _take_part(
    joined: Participation, known: Mapping[str, Attributes], generator: np.random.Generator
) -> None:
    rater = Rater(float(generator.normal(0, TASTE_SD)), generator)
    points = joined.round.scale_points
    for trial in joined.trials.filter(submitted_at=None).select_related("reference"):
        values = {
            slot.position: rater.answer(_likeness_of(slot, trial, known), points)
            for slot in trial.slots.prefetch_related("shown_set__products")
        }
        participating.submit_trial(participation=joined, position=trial.position, values=values)


def _likeness_of(slot: Slot, trial: Trial, known: Mapping[str, Attributes]) -> float:
    return likeness(
        known.get(trial.reference.identifier, {}),
        [known.get(product.identifier, {}) for product in slot.shown_set.products.all()],
    )
