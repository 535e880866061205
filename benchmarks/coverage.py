"""How often 95 % intervals hold the truth, in simulated surveys whose truth is known.

    python -m benchmarks.coverage --surveys 2000 --participants 40 --references 30
    python -m benchmarks.coverage --references 80 --each 15      # rotated: 15 of 80 a person

Latent similarity is a sum of independent normal parts: the method, the participant, the reference,
participant × method, reference × algorithm, reference × method, and the single answer. It is
rounded to a scale of 1 to 7. The truth is the exact mean of a rounded answer over all people and
products that could have been drawn.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from surveys.statistics import crossed_mean

ALGORITHMS = 3
LOWEST, HIGHEST = 1, 7
# Original and segmented of each algorithm, on the latent scale.
METHOD_MEANS = np.array([3.4, 3.7, 4.4, 4.5, 4.9, 4.8])
SD_PARTICIPANT, SD_REFERENCE, SD_ANSWER = 0.6, 0.5, 1.0
SD_PARTICIPANT_METHOD, SD_REFERENCE_ALGORITHM, SD_REFERENCE_METHOD = 0.4, 0.4, 0.4

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class Survey:
    """Answers (n, methods) of the (participant, reference) cells that were shown."""

    answers: Floats
    participants: Codes
    references: Codes


class Bounds(NamedTuple):
    low: float
    high: float


def simulate(rng: np.random.Generator, *, participants: int, references: int, each: int) -> Survey:
    """One survey in which every participant rates all methods for `each` of the references."""

    def normal(sd: float, *shape: int) -> Floats:
        return rng.normal(0, sd, shape)

    methods = METHOD_MEANS.size
    latent = (
        METHOD_MEANS
        + normal(SD_PARTICIPANT, participants, 1, 1)
        + normal(SD_REFERENCE, 1, references, 1)
        + normal(SD_PARTICIPANT_METHOD, participants, 1, methods)
        + np.repeat(normal(SD_REFERENCE_ALGORITHM, 1, references, ALGORITHMS), 2, axis=2)
        + normal(SD_REFERENCE_METHOD, 1, references, methods)
        + normal(SD_ANSWER, participants, references, methods)
    )
    order = rng.permuted(np.tile(np.arange(references), (participants, 1)), axis=1)
    person = np.repeat(np.arange(participants), each)
    reference = order[:, :each].ravel()
    answers = np.clip(np.rint(latent[person, reference]), LOWEST, HIGHEST)
    return Survey(answers, person, reference)


def true_means() -> Floats:
    """Mean of a rounded answer per method, from P(answer > k) = P(latent > k + ½)."""
    variances = (
        SD_PARTICIPANT,
        SD_REFERENCE,
        SD_ANSWER,
        SD_PARTICIPANT_METHOD,
        SD_REFERENCE_ALGORITHM,
        SD_REFERENCE_METHOD,
    )
    sd = float(np.sqrt(np.square(variances).sum()))
    steps = np.arange(LOWEST, HIGHEST) + 0.5
    return LOWEST + np.asarray(ndtr((METHOD_MEANS[:, None] - steps) / sd)).sum(axis=1)


def crossed(values: Floats, participants: Codes, references: Codes) -> Bounds:
    found = crossed_mean(values, participants, references)
    return Bounds(found.low, found.high)


def independent(values: Floats, participants: Codes, references: Codes) -> Bounds:
    """Every answer counted as if it came from a person and a product of its own."""
    half = stdtrit(values.size - 1, 0.975) * values.std(ddof=1) / np.sqrt(values.size)
    return Bounds(values.mean() - half, values.mean() + half)


def participant_means(values: Floats, participants: Codes, references: Codes) -> Bounds:
    """One mean per participant, and the products taken as the only ones there are."""
    means = np.bincount(participants, weights=values) / np.bincount(participants)
    return independent(means, participants, references)


def reference_means(values: Floats, participants: Codes, references: Codes) -> Bounds:
    """One mean per reference that was shown, and the people taken as the only ones there are."""
    _, shown = np.unique(references, return_inverse=True)
    return participant_means(values, shown, references)


INTERVALS: dict[str, Callable[[Floats, Codes, Codes], Bounds]] = {
    "independent answers": independent,
    "participant means": participant_means,
    "reference means": reference_means,
    "crossed": crossed,
}
# Which contrasts of the six methods each quantity averages over.
_EYE = np.eye(METHOD_MEANS.size)
QUANTITIES = {
    "mean": _EYE,
    "pair": _EYE[2:] - _EYE[:-2],
    "segmentation": _EYE[1::2] - _EYE[::2],
}


def coverage(
    *, surveys: int, participants: int, references: int, each: int, seed: int
) -> dict[str, dict[str, float]]:
    """Share of intervals that hold the truth, by interval and quantity."""
    rng = np.random.default_rng(seed)
    truth = true_means()
    hits = {name: dict.fromkeys(QUANTITIES, 0.0) for name in INTERVALS}
    for _ in range(surveys):
        survey = simulate(rng, participants=participants, references=references, each=each)
        for quantity, contrasts in QUANTITIES.items():
            for contrast in contrasts:
                values = survey.answers @ contrast
                for name, interval in INTERVALS.items():
                    low, high = interval(values, survey.participants, survey.references)
                    hit = low <= contrast @ truth <= high
                    hits[name][quantity] += hit / (surveys * len(contrasts))
    return hits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0].replace("%", "%%"))
    parser.add_argument("--surveys", type=int, default=2000)
    parser.add_argument("--participants", type=int, default=40)
    parser.add_argument("--references", type=int, default=30)
    parser.add_argument("--each", type=int, help="references a participant (default: all)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    each = options.each or options.references
    if each > options.references:
        parser.error("--each must not exceed --references")
    found = coverage(
        surveys=options.surveys,
        participants=options.participants,
        references=options.references,
        each=each,
        seed=options.seed,
    )
    print(f"| interval | {' | '.join(QUANTITIES)} |")
    for name, shares in found.items():
        print(f"| {name} | {' | '.join(f'{share:.3f}' for share in shares.values())} |")


if __name__ == "__main__":
    main()
