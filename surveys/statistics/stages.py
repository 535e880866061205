"""Choices and rankings as a sequence of choices, equal ones counted once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.ratings import Codes, Ratings

Floats = NDArray[np.float64]
# The methods that share a set are written as bits of a float.
MOST_METHODS = 52


class Kinds(NamedTuple):
    """What can be chosen: a set of certain methods in a certain slot.

    Attributes
    ----------
    methods : (kinds, methods) float array
        Shares that add up to 1, equal among the methods of the set.
    slots : (kinds, slots) float array
        1 for the slot; without columns where slots are unknown.
    """

    methods: Floats
    slots: Floats


@dataclass(frozen=True, eq=False)
class Stages:
    """Stages with equally many sets to choose from; each different one is a situation.

    Attributes
    ----------
    kinds : (situations, sets) int array
        What there is to choose from.
    chosen : (situations, sets) bool array
        What was: one set, or several that tie.
    situation, page : (stages,) int arrays
        Which situation each stage is, and on which page it was met.
    """

    kinds: Codes
    chosen: NDArray[np.bool_]
    situation: Codes
    page: Codes


@dataclass(frozen=True, eq=False)
class Choosing:
    """All stages of all pages; a page is a (participant, reference).

    Attributes
    ----------
    kinds : Kinds
    stages : tuple of Stages
        One for each number of sets to choose from.
    participants, references : (pages,) int arrays
        Codes, of pages with at least one stage.
    """

    kinds: Kinds
    stages: tuple[Stages, ...]
    participants: Codes
    references: Codes

    def compared(self) -> tuple[Codes, Codes]:
        """The methods, and the slots, that were there to choose from."""
        occurring = np.zeros(len(self.kinds.methods), dtype=np.bool_)
        for one in self.stages:
            occurring[one.kinds] = True
        methods, slots = (np.flatnonzero(columns[occurring].any(axis=0)) for columns in self.kinds)
        return methods, slots

    def narrowed(self, methods: Codes, slots: Codes) -> Choosing:
        """The same with the columns of these methods and slots only."""
        kinds = Kinds(self.kinds.methods[:, methods], self.kinds.slots[:, slots])
        return replace(self, kinds=kinds)

    def always(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which methods were chosen wherever they stood, and which never; ties are neither."""
        won, lost = np.zeros((2, self.kinds.methods.shape[1]), dtype=np.bool_)
        for one in self.stages:
            held = self.kinds.methods[one.kinds] > 0
            tied = one.chosen & (one.chosen.sum(axis=1, keepdims=True) > 1)
            won |= held[one.chosen].any(axis=0)
            lost |= held[~one.chosen | tied].any(axis=0)
        return won & ~lost, lost & ~won


class _Sets(NamedTuple):
    """The sets of all pages: page by page, the worst first."""

    page: Codes
    kind: Codes
    value: Floats


def choosing(
    ratings: Ratings, slots: Codes | None, slot_count: int, *, first_only: bool
) -> Choosing:
    """Every page as the choices that make it: the best of all, the best of the rest, and so on.

    Parameters
    ----------
    ratings : Ratings
        Higher values are better, equal ones tie.
    slots : (n,) int array or None
        Codes below `slot_count`. Methods in one slot share a set, which is chosen as one; without
        slots each method is a set of its own.
    slot_count : int
    first_only : bool
        Only the best of each page is known: the scale's highest value. Pages without it are left
        out.

    Raises
    ------
    ValueError
        If methods of one slot have different values, or there are more than 52 methods.
    """
    if len(ratings.methods) > MOST_METHODS:
        raise ValueError(f"More than {MOST_METHODS} methods cannot be compared at once.")
    width = max(len(ratings.references), 1)
    cells, page = np.unique(
        ratings.participant_codes * width + ratings.reference_codes, return_inverse=True
    )
    sets, kinds = _sets(ratings, page, slots, slot_count)
    starts = np.searchsorted(sets.page, np.arange(len(cells)))
    ends = np.append(np.flatnonzero(_changes(sets)), len(sets.page))
    begins, ends = ends[:-1], ends[1:]
    if first_only:
        last = np.append(sets.page[begins][1:] != sets.page[begins][:-1], True)[: len(begins)]
        best = last & (sets.value[begins] == ratings.scale.highest)
        begins, ends = begins[best], ends[best]
    sizes = ends - starts[sets.page[begins]]
    kept = np.unique(sets.page[begins[sizes > 1]])
    number = np.full(len(cells), -1)
    number[kept] = np.arange(len(kept))
    found = [
        _stages(sets, begins[sizes == size], ends[sizes == size], size, number)
        for size in np.unique(sizes[sizes > 1]).tolist()
    ]
    return Choosing(kinds, tuple(found), cells[kept] // width, cells[kept] % width)


def _sets(
    ratings: Ratings, page: Codes, slots: Codes | None, slot_count: int
) -> tuple[_Sets, Kinds]:
    methods = len(ratings.methods)
    competitors, width = (ratings.method_codes, methods) if slots is None else (slots, slot_count)
    keys, places = np.unique(page * max(width, 1) + competitors, return_inverse=True)
    value = np.zeros(len(keys))
    value[places] = ratings.values
    if (value[places] != ratings.values).any():
        raise ValueError("Methods in one slot share a set, and so must share its value.")
    bits = np.bincount(places, weights=2.0**ratings.method_codes, minlength=len(keys))
    masks, mask = np.unique(bits, return_inverse=True)
    slot = np.zeros(len(keys), dtype=np.intp) if slots is None else keys % width
    combined, kind = np.unique(mask * max(width, 1) + slot, return_inverse=True)
    shares = (masks[combined // max(width, 1)].astype(np.int64)[:, None] >> np.arange(methods)) & 1
    at = combined % max(width, 1)
    kinds = Kinds(
        methods=shares / np.maximum(shares.sum(axis=1, keepdims=True), 1),
        slots=np.eye(slot_count)[at] if slots is not None else np.zeros((len(combined), 0)),
    )
    order = np.lexsort((value, keys // max(width, 1)))
    return _Sets((keys // max(width, 1))[order], kind[order], value[order]), kinds


def _changes(sets: _Sets) -> NDArray[np.bool_]:
    """Where a page begins, or a better value on it."""
    changes = np.ones(len(sets.page), dtype=np.bool_)
    changes[1:] = (sets.page[1:] != sets.page[:-1]) | (sets.value[1:] != sets.value[:-1])
    return changes


def _stages(sets: _Sets, begins: Codes, ends: Codes, size: int, number: Codes) -> Stages:
    places = np.arange(size)
    chosen = places >= size - (ends - begins)[:, None]
    kinds = sets.kind[(ends - size)[:, None] + places]
    # In one order, whichever order the sets came in.
    rows = np.sort(2 * kinds + chosen, axis=1)
    situations, situation = np.unique(rows, axis=0, return_inverse=True)
    return Stages(situations // 2, situations % 2 == 1, situation, number[sets.page[begins]])
