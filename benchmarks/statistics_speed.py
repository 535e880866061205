"""What the statistics of a million ratings cost, in seconds and in memory.

    python -m benchmarks.statistics_speed
    OMP_NUM_THREADS=1 python -m benchmarks.statistics_speed --ratings 1000000 --replicates 2000

Three shapes of the same number of ratings by five methods: everybody rates every reference; the
same with a tenth of the ratings missing; many people who each rate 15 of 400 references. With
`--supporting`, what stands beside the primary table too. Times are of the wall clock and of the
processors together; memory is the most that was held so far.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from surveys.statistics import Ratings, summarise
from surveys.statistics.bootstrap import bootstrap
from surveys.statistics.bradley_terry import bradley_terry
from surveys.statistics.contrasts import SEGMENTED, pairwise_contrasts
from surveys.statistics.forecast import forecast_contrasts
from surveys.statistics.friedman import friedman
from surveys.statistics.halves import halves
from surveys.statistics.icc import intraclass
from surveys.statistics.krippendorff import Level, alpha
from surveys.statistics.omnibus import omnibus
from surveys.statistics.ordinal import ordinal_probit
from surveys.statistics.segmentation import segmentation
from surveys.statistics.skillings_mack import skillings_mack
from surveys.statistics.slots import slot_effects
from surveys.statistics.wilcoxon import wilcoxon_pairs

METHODS = ("clip", "clip" + SEGMENTED, "random", "ssim", "ssim" + SEGMENTED)
LOWEST, HIGHEST = 1, 7
REFERENCES = 100
MANY_REFERENCES, EACH = 400, 15


def everybody(rng: np.random.Generator, ratings: int) -> list[np.ndarray]:
    """Participant, reference and method codes, with the ratings."""
    people = ratings // (REFERENCES * len(METHODS))
    shape = people, REFERENCES, len(METHODS)
    codes = [column.ravel() for column in np.indices(shape)]
    return [*codes, rng.integers(LOWEST, HIGHEST + 1, codes[0].size)]


def with_gaps(rng: np.random.Generator, ratings: int) -> list[np.ndarray]:
    columns = everybody(rng, ratings * 10 // 9)
    kept = rng.random(len(columns[0])) < 0.9
    return [column[kept] for column in columns]


def rotated(rng: np.random.Generator, ratings: int) -> list[np.ndarray]:
    people = ratings // (EACH * len(METHODS))
    order = rng.permuted(np.tile(np.arange(MANY_REFERENCES), (people, 1)), axis=1)[:, :EACH]
    person = np.repeat(np.arange(people), EACH * len(METHODS))
    reference = np.repeat(order.ravel(), len(METHODS))
    method = np.tile(np.arange(len(METHODS)), people * EACH)
    return [person, reference, method, rng.integers(LOWEST, HIGHEST + 1, person.size)]


SHAPES: dict[str, Callable[[np.random.Generator, int], list[np.ndarray]]] = {
    "complete": everybody,
    "a tenth missing": with_gaps,
    "rotated": rotated,
}


@contextmanager
def timed(shape: str, what: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {shape} | {what} | {wall:.2f} | {processor:.2f} | {held:.0f} |", flush=True)


def measure(shape: str, rng: np.random.Generator, options: argparse.Namespace) -> None:
    people, references, methods, values = SHAPES[shape](rng, options.ratings)
    keys = np.array(METHODS)[methods]
    names = [f"P{number:05d}" for number in people.tolist()]

    def load(participants: list[str] | np.ndarray) -> Ratings:
        return Ratings.from_columns(
            participants, references, keys, values, lowest=LOWEST, highest=HIGHEST
        )

    with timed(shape, f"load {len(values):,} ratings, people named"):
        load(names)
    with timed(shape, "load, people numbered"):
        ratings = load(people)
    with timed(shape, "primary table: methods, pairs, segmentation, omnibus"):
        summarise(ratings)
        pairwise_contrasts(ratings)
        segmentation(ratings)
        omnibus(ratings)
    with timed(shape, f"bootstrap, B = {options.replicates}"):
        bootstrap(ratings, seed=options.seed, replicates=options.replicates)
    if options.supporting:
        measure_supporting(shape, ratings, rng, options)


def measure_supporting(
    shape: str, ratings: Ratings, rng: np.random.Generator, options: argparse.Namespace
) -> None:
    slots = rng.integers(0, len(METHODS), len(ratings))
    parts: dict[str, Callable[[], object]] = {
        "Friedman": lambda: friedman(ratings),
        "Wilcoxon of all pairs": lambda: wilcoxon_pairs(ratings),
        "Skillings–Mack": lambda: skillings_mack(ratings),
        "halves": lambda: halves(ratings),
        "ordinal probit": lambda: ordinal_probit(ratings),
        "intraclass correlations": lambda: intraclass(ratings),
        "slots": lambda: slot_effects(ratings, slots),
        "forecast": lambda: forecast_contrasts(ratings, wished=0.01),
    } | {
        f"α, {kind}": lambda kind=kind: alpha(ratings, kind, replicates=options.replicates, seed=1)
        for kind in Level
    }
    for what, part in parts.items():
        with timed(shape, what):
            part()


def measure_worths(rng: np.random.Generator, pages: int, options: argparse.Namespace) -> None:
    """Rankings of all methods, 15 pages a person."""
    people, products = np.divmod(np.repeat(np.arange(pages), len(METHODS)), EACH)
    method = np.tile(np.arange(len(METHODS)), pages)
    utility = rng.gumbel(size=(pages, len(METHODS))) + 0.3 * np.arange(len(METHODS))
    value = utility.argsort(axis=1).argsort(axis=1).ravel() / (len(METHODS) - 1)
    ratings = Ratings.from_columns(
        people, products, np.array(METHODS)[method], value, lowest=0, highest=1
    )
    with timed(f"{pages:,} rankings of {len(METHODS)}", f"worths, B = {options.replicates}"):
        bradley_terry(ratings, first_only=False, replicates=options.replicates, seed=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ratings", type=int, default=1_000_000)
    parser.add_argument("--replicates", type=int, default=2000)
    parser.add_argument("--shapes", nargs="+", choices=list(SHAPES), default=list(SHAPES))
    parser.add_argument("--supporting", action="store_true", help="also what stands beside it")
    parser.add_argument(
        "--worths", nargs="*", type=int, default=[], metavar="PAGES", help="also of choices"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    print("| shape | what | wall s | processor s | MiB |\n|---|---|---|---|---|")
    for shape in options.shapes:
        measure(shape, rng, options)
    for pages in options.worths:
        measure_worths(rng, pages, options)


if __name__ == "__main__":
    main()
