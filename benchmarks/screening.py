"""How often the rule of consistency flags careful and careless participants.

    python -m benchmarks.screening --people 4000

Careful participants answer as in benchmarks/simulated.py: six methods, their answers differ by
method, participant, reference and chance, and only the chance is drawn anew in a repeat. Careless
ones answer at random. Everybody sees 15 references, of which the first are repeated.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray

from benchmarks import simulated
from surveys.statistics.consistency import consistency

TRIALS = 15
FORMATS = ("set_rating", "best_set", "set_ranking")

Floats = NDArray[np.float64]


def latent(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """What one careful participant would say to all trials, the first time and the second."""
    methods = simulated.METHOD_MEANS.size
    lasting = (
        simulated.METHOD_MEANS
        + rng.normal(0, simulated.SD_PARTICIPANT)
        + rng.normal(0, simulated.SD_REFERENCE, (TRIALS, 1))
        + rng.normal(0, simulated.SD_PARTICIPANT_METHOD, methods)
        + np.repeat(
            rng.normal(0, simulated.SD_REFERENCE_ALGORITHM, (TRIALS, simulated.ALGORITHMS)),
            2,
            axis=1,
        )
        + rng.normal(0, simulated.SD_REFERENCE_METHOD, (TRIALS, methods))
    )
    first, again = (lasting + rng.normal(0, simulated.SD_ANSWER, lasting.shape) for _time in "12")
    return first, again


def careless(rng: np.random.Generator) -> tuple[Floats, Floats]:
    shape = (TRIALS, simulated.METHOD_MEANS.size)
    return rng.uniform(0.5, 7.5, shape), rng.uniform(0.5, 7.5, shape)


def answers(values: Floats, answer_format: str) -> list[list[int]]:
    """Ratings from 1 to 7, the one best set, or ranks."""
    if answer_format == "best_set":
        return (values == values.max(axis=1, keepdims=True)).astype(int).tolist()
    if answer_format == "set_ranking":
        return (np.argsort(np.argsort(-values, axis=1), axis=1) + 1).tolist()
    return np.clip(np.rint(values), simulated.LOWEST, simulated.HIGHEST).astype(int).tolist()


def share_flagged(
    drawn: list[tuple[Floats, Floats]], answer_format: str, repeats: int, least: float
) -> float:
    """Share whose consistency is below the threshold or undefined."""
    flagged = 0
    for values, later in drawn:
        main, again = answers(values, answer_format), answers(later, answer_format)
        pairs = list(zip(main[:repeats], again[:repeats], strict=True))
        flagged += not consistency(pairs, main, answer_format) >= least
    return flagged / len(drawn)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--people", type=int, default=4000)
    options.add_argument("--least", type=float, default=0.0)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    rng = np.random.default_rng(asked.seed)
    careful_people = [latent(rng) for _person in range(asked.people)]
    careless_people = [careless(rng) for _person in range(asked.people)]
    print("format        repeats  careful flagged  careless flagged")
    for answer_format in FORMATS:
        for repeats in (1, 2, 3, 5):
            shares = [
                share_flagged(people, answer_format, repeats, asked.least)
                for people in (careful_people, careless_people)
            ]
            print(f"{answer_format:<12}  {repeats:>7}  {shares[0]:>15.3f}  {shares[1]:>16.3f}")


if __name__ == "__main__":
    main()
