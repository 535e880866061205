"""A table of numbers of participants and references, each cell simulated."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np

from surveys.allocation.dealing import deal
from surveys.expectations import Expectation, expect_of
from surveys.models import Round
from surveys.planning.spread import points_of
from surveys.statistics.components import Components
from surveys.statistics.power import Precision, Shown, precision

GOOD_POWER, NEARLY_ALWAYS = 0.8, 0.95
MOST_SURVEYS, FEWEST_SURVEYS = 400, 100
# So many pages take two to three seconds; a larger table simulates fewer surveys a cell.
MOST_PAGES = 6_000_000
PAGES_OF_A_CALL = 600  # what an analysis costs before its first page
# So many take ten to fifteen seconds even with the fewest surveys; more would hold up the site.
MOST_PAGES_OF_A_SURVEY = 200_000


@dataclass(frozen=True)
class Cell:
    """One size of the round; `per_reference` is how many see each reference, on average."""

    participants: int
    references: int
    per_reference: float
    precision: Precision

    @property
    def is_enough(self) -> bool:
        return self.precision.power.value >= GOOD_POWER

    @property
    def percent(self) -> int:
        return round(100 * self.precision.power.value)

    @property
    def in_ten(self) -> int:
        """In how many of ten studies the difference is found, at least; 10: in nearly every."""
        power = self.precision.power.value
        return 10 if power >= NEARLY_ALWAYS else int(10 * power)


@dataclass(frozen=True)
class Need:
    """How many participants it takes until every reference was seen by so many."""

    references: int
    per_reference: int
    participants: int


@dataclass(frozen=True)
class Plan:
    """The whole table, by references and then by participants.

    Attributes
    ----------
    rows : one for every number of references, with a cell for every number of participants
    needs : for every number of references
    expected : what one participant is asked for
    """

    difference: float
    components: Components
    rows: Sequence[Sequence[Cell]]
    needs: Sequence[Need]
    expected: Expectation
    surveys: int

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row]

    @property
    def uncertainty(self) -> float:
        """How many percentage points a share may be off by, at most in this table (95 %)."""
        return 196 * max(cell.precision.power.error for cell in self.cells)

    @property
    def best(self) -> Cell:
        """The cheapest that finds the difference well enough, or else the one that finds it best.

        Participants cost more than references.
        """
        enough = [cell for cell in self.cells if cell.is_enough]
        if enough:
            return min(enough, key=lambda cell: (cell.participants, cell.references))
        return max(self.cells, key=lambda cell: cell.precision.power.value)


def plan_round(
    round: Round,
    *,
    difference: float,
    participants: Sequence[int],
    references: Sequence[int],
    per_reference: int,
    components: Components,
) -> Plan:
    """Simulate rounds of these sizes, otherwise as this round is.

    The same round and the same numbers give the same table, whatever else is in it. What was
    simulated lately is remembered in this process.

    Parameters
    ----------
    difference : smallest of interest between two methods, in points of the score
    participants, references : numbers of them, ascending
    per_reference : participants for every reference, of which `needs` speaks

    Raises
    ------
    ValueError
        If the table has more than `MOST_PAGES_OF_A_SURVEY` pages; nothing was simulated then.
    """
    trials = round.trials_per_participant
    if pages_for(participants, references, trials) > MOST_PAGES_OF_A_SURVEY:
        raise ValueError(f"a table has at most {MOST_PAGES_OF_A_SURVEY} pages")
    surveys = surveys_for(participants, references, trials)
    methods = max(2, len(round.method_keys))
    rows = [
        [
            Cell(
                people,
                products,
                people * min(trials, products) / products,
                _simulated(
                    (people, products, min(trials, products)),
                    (methods, min(methods, round.sets_per_trial or methods)),
                    components,
                    difference,
                    points_of(round),
                    surveys,
                    round.seed,
                ),
            )
            for people in participants
        ]
        for products in references
    ]
    return Plan(
        difference=difference,
        components=components,
        rows=rows,
        needs=[
            Need(products, per_reference, ceil(products * per_reference / min(trials, products)))
            for products in references
        ],
        expected=expect_of(round),
        surveys=surveys,
    )


def surveys_for(participants: Sequence[int], references: Sequence[int], trials: int) -> int:
    """How many surveys a cell is simulated with, so that the whole table takes seconds."""
    calls = len(participants) * len(references)
    pages = PAGES_OF_A_CALL * calls + pages_for(participants, references, trials)
    return max(FEWEST_SURVEYS, min(MOST_SURVEYS, MOST_PAGES // pages // 50 * 50))


def pages_for(participants: Sequence[int], references: Sequence[int], trials: int) -> int:
    """How many pages people see, over all cells of the table."""
    return sum(people * min(trials, products) for people in participants for products in references)


@lru_cache(maxsize=256)
def _simulated(
    size: tuple[int, int, int],
    methods_and_sets: tuple[int, int],
    components: Components,
    difference: float,
    points: int | None,
    surveys: int,
    seed: int,
) -> Precision:
    """A generator for every cell: a cell is the same in whatever table it stands."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=size))
    return precision(
        _shown(size, methods_and_sets, rng, seed),
        components,
        difference=difference,
        points=points,
        surveys=surveys,
        rng=rng,
    )


def _shown(
    size: tuple[int, int, int],
    methods_and_sets: tuple[int, int],
    rng: np.random.Generator,
    seed: int,
) -> Shown:
    """References dealt as a round deals them; of the methods, one pair.

    With sets for a part of the methods only, every method stands on the same share of the pages,
    and so does every pair; here these pages are drawn.
    """
    people, products, trials = size
    methods, sets = methods_and_sets
    hands = deal([trials] * people, references=products, seed=seed, block=0)
    on_page = rng.permutation(people * trials) < ceil(people * trials * sets / methods)
    on_page = np.sort(np.flatnonzero(on_page))
    together = rng.permutation(len(on_page)) < ceil(len(on_page) * (sets - 1) / (methods - 1))
    participants = np.repeat(np.arange(people), trials)
    return Shown(participants[on_page], np.concatenate(hands)[on_page], together)
