"""Surveys whose truth is known: crossed random parts, rounded to a scale.

Latent similarity is a sum of independent normal parts: the method, the participant, the reference,
participant × method, reference × algorithm, reference × method, and the single answer. It is
rounded to a scale of 1 to 7. The truth is the exact mean of a rounded answer over all people and
products that could have been drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from surveys.statistics import Ratings, Scale
from surveys.statistics.contrasts import SEGMENTED

ALGORITHMS = 3
LOWEST, HIGHEST = 1, 7
# Original and segmented of each algorithm, on the latent scale.
METHOD_MEANS = np.array([3.4, 3.7, 4.4, 4.5, 4.9, 4.8])
METHODS = tuple(key + end for key in ("ssim", "efficientnet", "clip") for end in ("", SEGMENTED))
SD_PARTICIPANT, SD_REFERENCE, SD_ANSWER = 0.6, 0.5, 1.0
SD_PARTICIPANT_METHOD, SD_REFERENCE_ALGORITHM, SD_REFERENCE_METHOD = 0.4, 0.4, 0.4

SCALE = Scale(LOWEST, HIGHEST)

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class Scenario:
    """How a survey is done, and what its answers are made of.

    Attributes
    ----------
    participants, references, each : int
        Everybody rates all methods for `each` of the references, drawn at random.
    missing : float
        Share of the single ratings that are lost at random.
    means : tuple of float
        Latent, of each method.
    participant, reference, participant_method, reference_algorithm, reference_method : float
        Standard deviations.
    """

    participants: int = 40
    references: int = 30
    each: int = 30
    missing: float = 0.0
    means: tuple[float, ...] = tuple(METHOD_MEANS.tolist())
    participant: float = SD_PARTICIPANT
    reference: float = SD_REFERENCE
    participant_method: float = SD_PARTICIPANT_METHOD
    reference_algorithm: float = SD_REFERENCE_ALGORITHM
    reference_method: float = SD_REFERENCE_METHOD

    @property
    def without_differences(self) -> Scenario:
        """The same with one mean for all methods: the mean of all."""
        return replace(self, means=(float(np.mean(self.means)),) * len(self.means))


SCENARIOS = {
    "base": Scenario(),
    "no reference × method variance": Scenario(reference_algorithm=0.0, reference_method=0.0),
    "ceiling": Scenario(means=tuple((METHOD_MEANS + 2).tolist())),
    "participant-heavy": Scenario(
        participant=1.2,
        participant_method=0.8,
        reference=0.2,
        reference_algorithm=0.15,
        reference_method=0.15,
    ),
    "12 of 30 references each": Scenario(each=12),
    "40 % of ratings missing": Scenario(missing=0.4),
    "methods taken alike": Scenario(
        participant_method=0.0, reference_algorithm=0.0, reference_method=0.0
    ),
}


@dataclass(frozen=True)
class Survey:
    """Answers (n, methods) of the (participant, reference) cells that were shown; nan is lost."""

    answers: Floats
    participants: Codes
    references: Codes

    @property
    def ratings(self) -> Ratings:
        cell, method = np.nonzero(~np.isnan(self.answers))
        return Ratings(
            participant_codes=self.participants[cell],
            reference_codes=self.references[cell],
            method_codes=method,
            values=self.answers[cell, method],
            participants=tuple(range(int(self.participants.max()) + 1)),
            references=tuple(range(int(self.references.max()) + 1)),
            methods=METHODS,
            scale=SCALE,
        )


def simulate(
    rng: np.random.Generator,
    *,
    participants: int,
    references: int,
    each: int,
) -> Survey:
    """One survey of the base model in which every participant rates `each` of the references."""
    return simulate_scenario(
        rng, Scenario(participants=participants, references=references, each=each)
    )


def simulate_scenario(rng: np.random.Generator, scenario: Scenario) -> Survey:
    def normal(sd: float, *shape: int) -> Floats:
        return rng.normal(0, sd, shape)

    methods, people, products = len(scenario.means), scenario.participants, scenario.references
    latent = (
        np.array(scenario.means)
        + normal(scenario.participant, people, 1, 1)
        + normal(scenario.reference, 1, products, 1)
        + normal(scenario.participant_method, people, 1, methods)
        + np.repeat(normal(scenario.reference_algorithm, 1, products, ALGORITHMS), 2, axis=2)
        + normal(scenario.reference_method, 1, products, methods)
        + normal(SD_ANSWER, people, products, methods)
    )
    order = rng.permuted(np.tile(np.arange(products), (people, 1)), axis=1)
    person = np.repeat(np.arange(people), scenario.each)
    reference = order[:, : scenario.each].ravel()
    answers = np.clip(np.rint(latent[person, reference]), LOWEST, HIGHEST)
    if scenario.missing:
        answers[rng.random(answers.shape) < scenario.missing] = np.nan
    return Survey(answers, person, reference)


def true_means(scenario: Scenario = SCENARIOS["base"]) -> Floats:
    """Mean of a rounded answer per method, from P(answer > k) = P(latent > k + ½)."""
    sd = math.hypot(
        scenario.participant,
        scenario.reference,
        SD_ANSWER,
        scenario.participant_method,
        scenario.reference_algorithm,
        scenario.reference_method,
    )
    return LOWEST + _above(np.array(scenario.means)[:, None], sd).sum(axis=1)


def true_dominance(scenario: Scenario, one: int, other: int) -> float:
    """P(one is answered higher) − P(it is answered lower), by quadrature over what both share."""
    same = one // 2 == other // 2
    shared = [scenario.participant, scenario.reference]
    own = [scenario.participant_method, scenario.reference_method, SD_ANSWER]
    (shared if same else own).append(scenario.reference_algorithm)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    common = math.hypot(*shared) * nodes
    above = [
        _above(scenario.means[method] + common[:, None], math.hypot(*own))
        for method in (one, other)
    ]
    ours, theirs = (
        -np.diff(np.pad(share, ((0, 0), (1, 1)), constant_values=((0, 0), (1, 0))), axis=1)
        for share in above
    )
    below = np.cumsum(theirs, axis=1) - theirs
    beyond = 1 - below - theirs
    return float(weights @ (ours * (below - beyond)).sum(axis=1) / weights.sum())


def _above(means: Floats, sd: float) -> Floats:
    """Chances that an answer is more than each point but the last."""
    steps = np.arange(LOWEST, HIGHEST) + 0.5
    return np.asarray(ndtr((means - steps) / sd))
