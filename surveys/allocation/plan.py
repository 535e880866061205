"""One participant's whole way: which references in which order, and which set in which slot."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.allocation.rotation import references_of
from surveys.allocation.streams import Stream, generator


@dataclass(frozen=True)
class Plan:
    """What one participant is shown.

    Attributes
    ----------
    references : int64 array (trials,)
        Positions of references in the round; the first is shown first.
    slots : tuple of int64 arrays, one per trial
        Each a permutation: entry s says which of the reference's sets stands in slot s.
    """

    references: NDArray[np.int64]
    slots: tuple[NDArray[np.int64], ...]


def plan_participation(
    number: int, *, sets_of_references: Sequence[int], trials: int, seed: int
) -> Plan:
    """Draw the plan of participation `number` out of the round's seed.

    References come from the rotation and are shuffled; the sets of each are shuffled into the
    slots. Shuffles of different trials are independent; order effects then average out over
    participants. A design that balances them within participants (Williams squares) would
    replace the shuffle of the slots here.

    Parameters
    ----------
    number : int
        Order of arrival in the round, from 1.
    sets_of_references : sequence of int, one per reference of the round
        How many sets each reference has.
    trials : int
        References for one participant.
    seed : int
        The round's seed.
    """
    random = generator(seed, Stream.PARTICIPATION, number)
    dealt = references_of(number, references=len(sets_of_references), trials=trials, seed=seed)
    shuffled = random.permutation(dealt)
    return Plan(
        references=shuffled,
        slots=tuple(random.permutation(sets_of_references[place]) for place in shuffled),
    )
