"""How often 95 % intervals hold the truth, and how often tests see what is not there.

    python -m benchmarks.coverage --surveys 2000                    # all scenarios, half an hour
    python -m benchmarks.coverage --surveys 2000 --participants 40 --references 80 --each 15
    python -m benchmarks.coverage --surveys 10000 --omnibus         # nothing but the omnibus tests

The surveys are those of benchmarks/simulated.py. Intervals are asked of every scenario as it is;
tests of the same scenario with one mean for all methods, where whatever they find is false.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.special import fdtrc, stdtrit

from benchmarks.simulated import (
    METHODS,
    SCENARIOS,
    Codes,
    Floats,
    Scenario,
    Survey,
    simulate_scenario,
    true_dominance,
    true_means,
)
from surveys.statistics.bootstrap import bootstrap
from surveys.statistics.combination import crossed_means
from surveys.statistics.contrasts import Contrast, pairwise_contrasts
from surveys.statistics.descriptive import describe
from surveys.statistics.omnibus import omnibus, whitening_of
from surveys.statistics.ratings import Ratings
from surveys.statistics.segmentation import Segmentation, segmentation

Shares = dict[str, dict[str, float]]


class Bounds(NamedTuple):
    low: float
    high: float


def independent(values: Floats, participants: Codes, references: Codes) -> Bounds:
    """Every answer counted as if it came from a person and a product of its own."""
    half = stdtrit(values.size - 1, 0.975) * values.std(ddof=1) / np.sqrt(values.size)
    return Bounds(values.mean() - half, values.mean() + half)


def participant_means(values: Floats, participants: Codes, references: Codes) -> Bounds:
    """One mean per participant, and the products taken as the only ones there are."""
    counts = np.bincount(participants)
    means = np.bincount(participants, weights=values)[counts > 0] / counts[counts > 0]
    return independent(means, participants, references)


def reference_means(values: Floats, participants: Codes, references: Codes) -> Bounds:
    """One mean per reference that was shown, and the people taken as the only ones there are."""
    return participant_means(values, references, participants)


NAIVE: dict[str, Callable[[Floats, Codes, Codes], Bounds]] = {
    "independent answers": independent,
    "participant means": participant_means,
    "reference means": reference_means,
}
# Which contrasts of the six methods each quantity averages over.
_EYE = np.eye(len(METHODS))
_EFFECTS = _EYE[1::2] - _EYE[::2]
_PAIRS = tuple(combinations(range(len(METHODS)), 2))
QUANTITIES: Mapping[str, Floats] = {
    "mean": _EYE,
    "pair": np.array([_EYE[one] - _EYE[other] for one, other in _PAIRS]),
    "segmentation": np.vstack([_EFFECTS, _EFFECTS.mean(axis=0)]),
    "interaction": np.array([_EFFECTS[a] - _EFFECTS[b] for a, b in combinations(range(3), 2)]),
}
CROSSED, RESAMPLED = "**crossed**", "pigeonhole bootstrap"


def crossed(ratings: Ratings) -> Mapping[str, list[Bounds]]:
    """All intervals of the primary results, in the order of the quantities' contrasts."""
    found = segmentation(ratings)
    effects = _effects(found)
    pairs = pairwise_contrasts(ratings)
    means = [describe(ratings, method).mean for method in METHODS]
    return {
        "mean": [Bounds(one.low, one.high) for one in means],
        "pair": _bounds(pairs),
        "segmentation": _bounds(effects),
        "interaction": _bounds(found.interaction),
        "dominance": [Bounds(one.dominance.low, one.dominance.high) for one in pairs],
    }


def _effects(found: Segmentation) -> list[Contrast]:
    return [*found.per_algorithm, *filter(None, [found.pooled])]


def _bounds(contrasts: Sequence[Contrast]) -> list[Bounds]:
    return [Bounds(one.difference.low, one.difference.high) for one in contrasts]


def resampled(ratings: Ratings, *, replicates: int, seed: int) -> Mapping[str, list[Bounds]]:
    found = bootstrap(ratings, seed=seed, replicates=replicates)
    return {
        "mean": [Bounds(one.low, one.high) for one in found.methods],
        "pair": [Bounds(one.low, one.high) for one in found.contrasts],
    }


def naive(
    survey: Survey, interval: Callable[[Floats, Codes, Codes], Bounds]
) -> dict[str, list[Bounds]]:
    """Of every contrast, over the cells in which all of its methods were rated."""
    found: dict[str, list[Bounds]] = {}
    for quantity, contrasts in QUANTITIES.items():
        found[quantity] = []
        for contrast in contrasts:
            values = survey.answers[:, contrast != 0] @ contrast[contrast != 0]
            known = ~np.isnan(values)
            found[quantity].append(
                interval(values[known], survey.participants[known], survey.references[known])
            )
    return found


def coverage(scenario: Scenario, *, surveys: int, seed: int, replicates: int = 0) -> Shares:
    """Share of intervals that hold the truth, by interval and quantity.

    `replicates` of the bootstrap; 0 leaves it out.
    """
    rng = np.random.default_rng(seed)
    truth = _truth(scenario)
    hits: Shares = defaultdict(lambda: defaultdict(float))
    for number in range(surveys):
        survey = simulate_scenario(rng, scenario)
        ratings = survey.ratings
        found = {name: naive(survey, interval) for name, interval in NAIVE.items()}
        if replicates:
            found[RESAMPLED] = dict(resampled(ratings, replicates=replicates, seed=number))
        found[CROSSED] = dict(crossed(ratings))
        for name, quantities in found.items():
            for quantity, bounds in quantities.items():
                held = [
                    low <= true <= high
                    for (low, high), true in zip(bounds, truth[quantity], strict=True)
                ]
                hits[name][quantity] += float(np.mean(held)) / surveys
    return hits


def _truth(scenario: Scenario) -> dict[str, Floats]:
    means = true_means(scenario)
    truth = {quantity: contrasts @ means for quantity, contrasts in QUANTITIES.items()}
    truth["dominance"] = np.array([true_dominance(scenario, *pair) for pair in _PAIRS])
    return truth


def false_positives(
    scenario: Scenario, *, surveys: int, seed: int, omnibus_alone: bool = False
) -> dict[str, float]:
    """Share of tests at 5 % that find a difference where all methods have one mean."""
    rng = np.random.default_rng(seed)
    without = scenario.without_differences
    found: dict[str, float] = defaultdict(float)
    for _ in range(surveys):
        survey = simulate_scenario(rng, without)
        tests = () if omnibus_alone else _found(survey)
        for name, share in (*tests, *_omnibus_tests(survey.ratings)):
            found[name] += share / surveys
    return dict(found)


def _found(survey: Survey) -> Iterator[tuple[str, float]]:
    ratings = survey.ratings
    for name, interval in NAIVE.items():
        bounds = naive(survey, interval)["pair"]
        yield f"pair, {name}", float(np.mean([not low <= 0 <= high for low, high in bounds]))
    pairs = pairwise_contrasts(ratings)
    effects = segmentation(ratings)
    one_by_one = _effects(effects)
    yield "pair, crossed t", _share(pairs)
    yield "pair, dominance", float(np.mean([one.dominance.p < 0.05 for one in pairs]))
    yield "segmentation, crossed t", _share(one_by_one)
    yield "interaction, crossed t", _share(effects.interaction)
    yield "any pair, Holm", float(min(one.p_holm for one in pairs) < 0.05)


def _omnibus_tests(ratings: Ratings) -> Iterator[tuple[str, float]]:
    whole = omnibus(ratings)
    yield "omnibus", float(whole.p < 0.05)
    for name, p in _other_omnibus_tests(ratings).items():
        yield f"omnibus, {name}", float(p < 0.05)
    if whole.reason:
        yield f"omnibus undefined: {whole.reason}", 1.0


def _share(contrasts: Sequence[Contrast]) -> float:
    return float(np.mean([one.difference.p < 0.05 for one in contrasts]))


def _other_omnibus_tests(ratings: Ratings) -> dict[str, float]:
    """P of the Wald test with V_P + V_I − V_PI alone; ν = min(P, I) − 1."""
    cells = ratings.cells
    means = crossed_means(cells.values, cells.participants, cells.references)
    q = len(means.means) - 1
    neighbours = np.diff(np.eye(q + 1), axis=0)
    root = whitening_of(neighbours @ means.covariance @ neighbours.T)
    standard = np.full(q, np.nan) if root is None else root @ neighbours @ means.means
    wald = float(np.square(standard).sum())
    freedom = min(means.size.participants, means.size.references) - 1
    df2 = freedom - q + 1
    return {
        "W/q against F(q, ν)": float(fdtrc(q, freedom, wald / q)),
        "Hotelling with ν": float(fdtrc(q, df2, df2 / (freedom * q) * wald)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0].replace("%", "%%"))
    parser.add_argument("--surveys", type=int, default=2000)
    parser.add_argument("--participants", type=int, help="one scenario of this size instead")
    parser.add_argument("--references", type=int, default=30)
    parser.add_argument("--each", type=int, help="references a participant (default: all)")
    parser.add_argument("--replicates", type=int, default=500, help="of the bootstrap; 0: without")
    parser.add_argument("--scenarios", nargs="+", choices=list(SCENARIOS), default=list(SCENARIOS))
    parser.add_argument("--omnibus", action="store_true", help="the omnibus tests alone")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    scenarios = {name: SCENARIOS[name] for name in options.scenarios}
    if options.participants:
        each = options.each or options.references
        if each > options.references:
            parser.error("--each must not exceed --references")
        size = {"references": options.references, "each": each}
        name = f"{options.participants} × {options.references}, {each} each"
        scenarios = {name: replace(Scenario(), participants=options.participants, **size)}
    if not options.omnibus:
        _print_coverage(scenarios, options)
    print("\n| scenario | test | false positives |\n|---|---|---|", flush=True)
    for name, scenario in scenarios.items():
        tests = false_positives(
            scenario,
            surveys=options.surveys,
            seed=options.seed,
            omnibus_alone=options.omnibus,
        )
        for test, share in tests.items():
            print(f"| {name} | {test} | {share:.3f} |", flush=True)


def _print_coverage(scenarios: Mapping[str, Scenario], options: argparse.Namespace) -> None:
    columns = [*QUANTITIES, "dominance"]
    print(f"| scenario | interval | {' | '.join(columns)} |")
    print("|---" * (len(columns) + 2) + "|", flush=True)
    for name, scenario in scenarios.items():
        found = coverage(
            scenario, surveys=options.surveys, seed=options.seed, replicates=options.replicates
        )
        for interval, shares in found.items():
            said = (f"{shares[one]:.3f}".lstrip("0") if one in shares else "" for one in columns)
            print(f"| {name} | {interval} | {' | '.join(said)} |", flush=True)


if __name__ == "__main__":
    main()
