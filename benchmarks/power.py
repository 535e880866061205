"""Power and interval width of a round by its size, false alarms, and what a planning costs.

    python -m benchmarks.power                        # the table of docs/study-design.md, timed
    python -m benchmarks.power --check                # false alarms, and against coverage's surveys
    python -m benchmarks.power --difference 8 --participants 40 80 --references 60 100

The components are the assumed ones (surveys/statistics/components.py) on a scale of 7 points;
`--check` takes those of benchmarks/simulated.py.
"""

from __future__ import annotations

import argparse
import math
import time

import numpy as np

from benchmarks import simulated
from surveys.allocation.dealing import deal
from surveys.statistics import crossed_mean
from surveys.statistics.components import ASSUMED, Components
from surveys.statistics.power import Precision, Shown, precision

STEP = 100 / (simulated.HIGHEST - simulated.LOWEST)
POINTS = simulated.HIGHEST - simulated.LOWEST + 1
OF_COVERAGE = Components(
    person=STEP * simulated.SD_PARTICIPANT,
    product=STEP * simulated.SD_REFERENCE,
    person_method=STEP * simulated.SD_PARTICIPANT_METHOD,
    product_method=STEP
    * math.hypot(simulated.SD_REFERENCE_ALGORITHM, simulated.SD_REFERENCE_METHOD),
    answer=STEP * simulated.SD_ANSWER,
)
SIZES = ((12, 12, 10), (40, 30, 30), (40, 80, 15), (200, 80, 15))


def shown(participants: int, references: int, each: int, *, seed: int) -> Shown:
    hands = np.concatenate(deal([each] * participants, references=references, seed=seed, block=0))
    return Shown(np.repeat(np.arange(participants), each), hands, np.ones(len(hands), dtype=bool))


def table(options: argparse.Namespace) -> None:
    started = time.process_time()
    print(
        "| references | " + " | ".join(f"{people} people" for people in options.participants) + " |"
    )
    print("|---" * (len(options.participants) + 1) + "|")
    for references in options.references:
        cells = [
            _found(options, people, references, options.difference, ASSUMED)
            for people in options.participants
        ]
        said = (
            f"{100 * cell.power.value:.0f} %, ± {cell.contrast_half_width.value:.1f}, "
            f"± {cell.mean_half_width.value:.1f}"
            for cell in cells
        )
        print(f"| {references} | {' | '.join(said)} |")
    worst = math.sqrt(0.25 / options.surveys)
    spent = time.process_time() - started
    print(f"\n{options.surveys} surveys a cell, Monte Carlo error at most {100 * worst:.1f} %,")
    print(f"{spent:.1f} s of one core")


def check(options: argparse.Namespace) -> None:
    """False alarms at 0, and CLIP against EfficientNet in coverage's own surveys."""
    truth = simulated.true_means()
    difference = STEP * float(truth[4] - truth[2])
    print("| people × references, each | found at 0 | power here | there | width here | there |")
    print("|---" * 6 + "|")
    for people, references, each in SIZES:
        options.each = each
        nothing = _found(options, people, references, 0, OF_COVERAGE)
        here = _found(options, people, references, difference, OF_COVERAGE)
        power, width = _there(options, people, references, each)
        print(
            f"| {people} × {references}, {each} | {nothing.power.value:.3f} "
            f"| {here.power.value:.3f} | {power:.3f} "
            f"| {here.contrast_half_width.value:.2f} | {width:.2f} |"
        )
    print(f"\n{options.surveys} surveys a number; a difference of {difference:.1f} points")


def _found(
    options: argparse.Namespace,
    people: int,
    references: int,
    difference: float,
    components: Components,
) -> Precision:
    return precision(
        shown(people, references, min(options.each, references), seed=options.seed),
        components,
        difference=difference,
        points=POINTS,
        surveys=options.surveys,
        rng=np.random.default_rng([options.seed, people, references]),
    )


def _there(
    options: argparse.Namespace, people: int, references: int, each: int
) -> tuple[float, float]:
    rng = np.random.default_rng(options.seed)
    found = []
    for _survey in range(options.surveys):
        one = simulated.simulate(rng, participants=people, references=references, each=each)
        gaps = one.answers[:, 4] - one.answers[:, 2]
        found.append(crossed_mean(gaps, one.participants, one.references))
    power = float(np.mean([gap.p < 0.05 for gap in found]))
    return power, STEP * float(np.mean([gap.high - gap.low for gap in found])) / 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--surveys", type=int, default=400)
    parser.add_argument("--participants", type=int, nargs="+", default=[20, 40, 80, 160])
    parser.add_argument("--references", type=int, nargs="+", default=[30, 60, 100])
    parser.add_argument("--each", type=int, default=15, help="references a participant")
    parser.add_argument("--difference", type=float, default=6, help="in points of the score")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="false alarms and agreement instead")
    options = parser.parse_args()
    (check if options.check else table)(options)


if __name__ == "__main__":
    main()
