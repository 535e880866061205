"""How often the interval of `score_triplets` holds the truth, in simulated judgements.

    python -m benchmarks.triplet_coverage --simulations 1000

A triplet of different products, drawn at random, is agreed on if a latent sum of independent normal
parts is above 0: the head, the closer and the farther product, and the single judgement. The truth
is the exact probability of that over all products that could have been drawn.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from recommender.agreement.formulae import triplet_share

MEAN = 0.8
SD_HEAD, SD_CLOSER, SD_FARTHER, SD_JUDGEMENT = 0.7, 0.5, 0.5, 1.0
DESIGNS = [(12, 60), (12, 600), (40, 100), (40, 400), (40, 4000), (100, 1000), (300, 300)]

Floats = NDArray[np.float64]
Members = NDArray[np.intp]


@dataclass(frozen=True)
class Coverage:
    """Share of intervals that hold the truth, and their mean width."""

    share: float
    width: float


def simulate(
    rng: np.random.Generator, *, products: int, triplets: int, effects: bool = True
) -> tuple[Floats, Members]:
    """Agreement of every triplet, and its members; without effects, products do not matter."""
    members = rng.random((triplets, products)).argpartition(2, axis=1)[:, :3]
    members = rng.permuted(members, axis=1)
    latent = MEAN + rng.normal(0, SD_JUDGEMENT, triplets)
    for place, sd in enumerate((SD_HEAD, SD_CLOSER, SD_FARTHER)):
        latent += effects * rng.normal(0, sd, products)[members[:, place]]
    return (latent > 0).astype(np.float64), members


def true_share(*, effects: bool = True) -> float:
    variance = SD_JUDGEMENT**2 + effects * (SD_HEAD**2 + SD_CLOSER**2 + SD_FARTHER**2)
    return float(ndtr(MEAN / np.sqrt(variance)))


def by_triplets(values: Floats, _members: Members, _seed: int) -> tuple[float, float]:
    """Every triplet counted as if it had products of its own."""
    half = 1.96 * values.std(ddof=1) / np.sqrt(values.size)
    return values.mean() - half, values.mean() + half


def by_products(values: Floats, members: Members, seed: int) -> tuple[float, float]:
    found = triplet_share(values, members, seed=seed)
    return found.low, found.high


def by_shared_products(values: Floats, members: Members, _seed: int) -> tuple[float, float]:
    """Cluster-robust: V = Σ u_t u_t′ / (n² − C) over the C ordered pairs that share a product.

    The triplets' form of the variance of Aronow, Samii & Assenova (2015), doi:10.1093/pan/mpv018,
    with t of N − 1 degrees of freedom; n² − C instead of n² makes up for the estimated mean.
    """
    residuals = values - values.mean()
    count = np.unique(members).size
    shared = _over_shared(np.ones_like(values), members)
    variance = max(_over_shared(residuals, members), residuals @ residuals)
    half = float(stdtrit(count - 1, 0.975)) * np.sqrt(variance / (values.size**2 - shared))
    return values.mean() - half, values.mean() + half


def _over_shared(values: Floats, members: Members) -> float:
    """Σ x_t x_t′ over ordered pairs with a common product, t = t′ too, by inclusion–exclusion."""
    ordered = np.sort(members, axis=1)
    total = 0.0
    for sign, subsets in ((1, [[0], [1], [2]]), (-1, [[0, 1], [0, 2], [1, 2]]), (1, [[0, 1, 2]])):
        keys = np.concatenate([ordered[:, subset] for subset in subsets])
        _, codes = np.unique(keys, axis=0, return_inverse=True)
        sums = np.bincount(codes.reshape(-1), weights=np.tile(values, len(subsets)))
        total += sign * float(sums @ sums)
    return total


INTERVALS = {
    "independent triplets": by_triplets,
    "products resampled": by_products,
    "cluster-robust": by_shared_products,
}


def coverage(
    *, simulations: int, products: int, triplets: int, effects: bool = True, seed: int
) -> dict[str, Coverage]:
    """By kind of interval; a simulation without an interval counts as one that missed."""
    rng = np.random.default_rng(seed)
    truth = true_share(effects=effects)
    bounds: dict[str, list[tuple[float, float]]] = {name: [] for name in INTERVALS}
    for number in range(simulations):
        drawn = simulate(rng, products=products, triplets=triplets, effects=effects)
        for name, interval in INTERVALS.items():
            bounds[name].append(interval(*drawn, number))
    return {name: _covered(np.array(found), truth) for name, found in bounds.items()}


def _covered(bounds: Floats, truth: float) -> Coverage:
    low, high = bounds.T
    return Coverage(float(((low <= truth) & (truth <= high)).mean()), float(np.nanmean(high - low)))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--simulations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"| products | triplets | products matter | {' | '.join(INTERVALS)} |")
    print(f"|--:|--:|---|{'--:|' * len(INTERVALS)}")
    for effects in (True, False):
        for products, triplets in DESIGNS:
            found = coverage(
                simulations=options.simulations,
                products=products,
                triplets=triplets,
                effects=effects,
                seed=options.seed,
            )
            cells = [f"{one.share:.3f} ({one.width:.3f})" for one in found.values()]
            matter = "yes" if effects else "no"
            print(f"| {products} | {triplets} | {matter} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
