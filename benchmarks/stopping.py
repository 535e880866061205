"""What becomes of 95 % intervals and 5 % tests when somebody looks while answers come in.

    python -m benchmarks.stopping --surveys 2000

Base model of benchmarks/simulated.py, two methods. Somebody looks after every 5 participants, from
10 to 80, and stops as soon as the interval of the difference is as narrow as wished, or as soon as
it excludes 0. Whoever stops at a width must still cover the true difference as often as the
interval says; whoever stops at a finding must still find nothing where there is nothing.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.coverage import Bounds, participant_means
from benchmarks.simulated import Floats, Scenario, Survey, simulate_scenario, true_means
from surveys.statistics import crossed_mean

LOOKS = range(10, 81, 5)
ONE, OTHER = 4, 0
Interval = Callable[[Survey, int], Bounds]


def crossed(survey: Survey, participants: int) -> Bounds:
    found = crossed_mean(*_so_far(survey, participants))
    return Bounds(found.low, found.high)


def of_participants(survey: Survey, participants: int) -> Bounds:
    return participant_means(*_so_far(survey, participants))


INTERVALS: dict[str, Interval] = {"crossed t": crossed, "participant means": of_participants}


def _so_far(survey: Survey, participants: int) -> tuple[Floats, np.ndarray, np.ndarray]:
    kept = survey.participants < participants
    gaps = survey.answers[kept, ONE] - survey.answers[kept, OTHER]
    return gaps, survey.participants[kept], survey.references[kept]


def stopping(scenario: Scenario, *, wished: float, surveys: int, seed: int) -> dict[str, float]:
    """Shares of surveys, and the mean number of participants at which a wished width is reached.

    `wished` is the half-width of the difference in points of the scale.
    """
    rng = np.random.default_rng(seed)
    means = true_means(scenario)
    truth = float(means[ONE] - means[OTHER])
    found: Counter[str] = Counter()
    for _ in range(surveys):
        survey = simulate_scenario(rng, scenario)
        looks = [crossed(survey, participants) for participants in LOOKS]
        number = next(
            (n for n, (low, high) in enumerate(looks) if (high - low) / 2 <= wished), len(looks) - 1
        )
        low, high = looks[number]
        found["covered, stopped at a width"] += low <= truth <= high
        found["covered at the end"] += looks[-1].low <= truth <= looks[-1].high
        found["participants"] += LOOKS[number]
        empty = simulate_scenario(rng, scenario.without_differences)
        for name, interval in INTERVALS.items():
            outside = [not low <= 0 <= high for low, high in (interval(empty, n) for n in LOOKS)]
            found[f"found at the end, {name}"] += outside[-1]
            found[f"found, stopped at p < .05, {name}"] += any(outside)
    return {name: count / surveys for name, count in sorted(found.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0].replace("%", "%%"))
    parser.add_argument("--surveys", type=int, default=2000)
    parser.add_argument("--wished", type=float, default=0.35)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    scenario = replace(Scenario(), participants=LOOKS[-1])
    found = stopping(scenario, wished=options.wished, surveys=options.surveys, seed=options.seed)
    print("| what | share, or number |\n|---|---|")
    for name, share in found.items():
        print(f"| {name} | {share:.3f} |")


if __name__ == "__main__":
    main()
