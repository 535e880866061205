"""Which references a participant sees: a balanced rotation over seeded permutations."""

from math import gcd

import numpy as np
from numpy.typing import NDArray

from surveys.allocation.streams import Stream, generator


def references_of(number: int, *, references: int, trials: int, seed: int) -> NDArray[np.int64]:
    """The references of participation `number`, in the order of the rotation.

    References are dealt like cards: a lap deals every reference once, in a fresh random order,
    `trials` of them to each participant in turn, and a lap that ends in the middle of a
    participant goes on with the next. After any number of participants each reference was dealt
    as often as any other, give or take one, and nobody is dealt one twice. Fresh orders spread
    the pairs of references over participants.

    After ``references / gcd(references, trials)`` participants laps and participants end
    together: that is a turn, and the next starts anew. So the cost is bounded by one turn, at
    most `trials` laps, whatever the number.

    Parameters
    ----------
    number : int
        Order of arrival in the round, from 1.
    references : int
        References in the round.
    trials : int
        References for one participant, 1 to `references`.
    seed : int
        The round's seed.

    Returns
    -------
    int64 array (trials,)
        Positions of references, 0 to ``references - 1``, all different.

    Raises
    ------
    ValueError
        If `number` is below 1, or `trials` is not within 1 and `references`.
    """
    if number < 1 or not 1 <= trials <= references:
        raise ValueError(f"no participant {number} of {trials} trials over {references} references")
    turn, place = divmod(number - 1, references // gcd(references, trials))
    random = generator(seed, Stream.ROTATION, turn)
    dealt = np.empty(0, dtype=np.int64)
    for _ in range(place + 1):
        hand, dealt = _deal(dealt, references, trials, random)
    return hand


def _deal(
    left: NDArray[np.int64], references: int, trials: int, random: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """One hand, and what is left of the lap after it.

    When a lap ends within the hand, the next lap's order is kept but for this: what the hand
    already holds is dealt later.
    """
    if len(left) >= trials:
        return left[:trials], left[trials:]
    lap = random.permutation(references)
    fresh = lap[~np.isin(lap, left)][: trials - len(left)]
    return np.concatenate([left, fresh]), lap[~np.isin(lap, fresh)]
