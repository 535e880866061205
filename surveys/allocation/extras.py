"""Trials that are not analysed: practice, checks of attention, and repeats."""

from collections.abc import Sequence

import numpy as np

from surveys.allocation.design import DIFFERENT, IDENTICAL, Design, Kind, PlannedTrial
from surveys.allocation.streams import Stream, generator

APART = 4


class ExtraTrials:
    """Mixes a block's extra trials in, and remembers which references they used.

    Practice and checks take references that the seat does not show otherwise, as long as there
    are any, and among them those that were used for this the fewest times.
    """

    def __init__(self, design: Design, block: int) -> None:
        self.design = design
        self.random = generator(design.seed, Stream.EXTRA_TRIALS, block)
        self.used = np.zeros(design.references, dtype=np.int64)
        self.repeated = np.zeros(design.references, dtype=np.int64)
        self.asked = np.zeros(design.answers, dtype=np.int64)

    def mixed_in(self, main: Sequence[PlannedTrial]) -> list[PlannedTrial]:
        """The seat's whole way; its main trials keep their order."""
        taken = {trial.reference for trial in main}
        checks = [
            *self._checks(Kind.IDENTICAL, self.design.identical_checks, taken),
            *self._checks(Kind.INSTRUCTED, self.design.instructed_checks, taken),
        ]
        practice = self._checks(Kind.PRACTICE, int(self.design.practice), taken)
        way = self._repeat(self._between(list(main), checks))
        return [*practice, *way]

    def _checks(self, kind: Kind, count: int, taken: set[int]) -> list[PlannedTrial]:
        """Trials of one kind, each with a reference of its own."""
        if count == 0:
            return []
        make = {
            Kind.IDENTICAL: self._identical,
            Kind.INSTRUCTED: self._instructed,
            Kind.PRACTICE: self._practice,
        }[kind]
        jitter = self.random.permutation(self.design.references)
        shown = np.zeros(self.design.references, dtype=bool)
        shown[list(taken)] = True
        chosen = np.lexsort([jitter, self.used, shown])[:count].tolist()
        self.used[chosen] += 1
        taken.update(chosen)
        return [make(reference) for reference in chosen]

    def _practice(self, reference: int) -> PlannedTrial:
        return PlannedTrial(Kind.PRACTICE, reference, self._shuffled([IDENTICAL, DIFFERENT]))

    def _identical(self, reference: int) -> PlannedTrial:
        """The reference's sets, one of them replaced; the last method's stays as the low anchor."""
        sets = self._some_sets(reference)
        anchor = self._last(reference)
        others = [place for place in sets if place != anchor]
        if others:
            others[self.random.integers(len(others))] = IDENTICAL
        return PlannedTrial(
            Kind.IDENTICAL, reference, self._shuffled([anchor, *(others or [IDENTICAL])])
        )

    def _instructed(self, reference: int) -> PlannedTrial:
        rarest = np.flatnonzero(self.asked == self.asked.min())
        answer = int(self.random.choice(rarest))
        self.asked[answer] += 1
        sets = self._shuffled(self._some_sets(reference))
        return PlannedTrial(Kind.INSTRUCTED, reference, sets, answer)

    def _some_sets(self, reference: int) -> list[int]:
        """As many as fit on a page, among them the last method's."""
        count = len(self.design.credits[reference])
        last = self._last(reference)
        others = self.random.permutation([place for place in range(count) if place != last])
        return [last, *others[: min(count, self.design.slots) - 1].tolist()]

    def _last(self, reference: int) -> int:
        sets = self.design.credits[reference]
        return next(place for place, own in enumerate(sets) if self.design.methods - 1 in own)

    def _shuffled(self, sets: Sequence[int]) -> tuple[int, ...]:
        return tuple(self.random.permutation(sets).tolist())

    def _between(
        self, main: list[PlannedTrial], checks: Sequence[PlannedTrial]
    ) -> list[PlannedTrial]:
        """Checks spread over the way at random, never first, and never last where that is possible.

        The places between main trials are cut into as many stretches as there are checks, and each
        gets one, in random order.
        """
        way = list(main)
        shuffled = self.random.permutation(len(checks))
        gaps = max(1, len(main) - 1)
        for number in reversed(range(len(checks))):
            first, end = (gaps * step // len(checks) for step in (number, number + 1))
            place = int(self.random.integers(first, max(end, first + 1)))
            way.insert(1 + place, checks[shuffled[number]])
        return way

    def _repeat(self, way: list[PlannedTrial]) -> list[PlannedTrial]:
        """Repeats of main trials, with the sets in mirrored order, some trials after the first."""
        count = sum(trial.kind == Kind.MAIN for trial in way)
        for _number in range(min(self.design.repeated_trials, count)):
            original, first = self._original(way)
            place = int(self.random.integers(first, len(way) + 1))
            repeat = PlannedTrial(Kind.REPEAT, original.reference, original.sets[::-1])
            way.insert(place, repeat)
        return way

    def _original(self, way: Sequence[PlannedTrial]) -> tuple[PlannedTrial, int]:
        """Which trial to repeat, and the first place that is far enough from it."""
        done = {trial.reference for trial in way if trial.kind == Kind.REPEAT}
        places = [
            place
            for place, trial in enumerate(way)
            if trial.kind == Kind.MAIN and trial.reference not in done
        ]
        early = [place for place in places if place + APART <= len(way)] or places[:1]
        jitter = self.random.permutation(len(way))
        chosen = min(early, key=lambda place: (self.repeated[way[place].reference], jitter[place]))
        self.repeated[way[chosen].reference] += 1
        return way[chosen], min(chosen + APART, len(way))
