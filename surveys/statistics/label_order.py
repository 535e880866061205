"""Ratings numbered by label, so that what is drawn does not depend on the order of rows."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np

from surveys.statistics.ratings import Codes, Ratings

DIGITS = re.compile(r"(\d+)")


def by_label(ratings: Ratings) -> Ratings:
    """The same rows, with participants and references numbered in the order of their labels.

    Rows stay where they are, and methods in the round's order.

    Examples
    --------
    >>> ratings = Ratings.from_columns(
    ...     ["P10", "P2"], ["mug", "hat"], ["clip"] * 2, [4, 2], lowest=1, highest=5
    ... )
    >>> found = by_label(ratings)
    >>> found.participants, found.participant_codes.tolist(), found.references
    (('P2', 'P10'), [1, 0], ('hat', 'mug'))
    """
    people, items = places(ratings.participants), places(ratings.references)
    if _in_order(people) and _in_order(items):
        return ratings
    return replace(
        ratings,
        participant_codes=people[ratings.participant_codes],
        reference_codes=items[ratings.reference_codes],
        participants=_moved(ratings.participants, people),
        references=_moved(ratings.references, items),
    )


def places(labels: Sequence[Hashable]) -> Codes:
    """(labels,) where each stands among all; numbers within a label count as numbers."""
    order = sorted(range(len(labels)), key=lambda place: _sortable(labels[place]))
    found = np.empty(len(labels), dtype=np.intp)
    found[order] = np.arange(len(labels))
    return found


def _sortable(label: Hashable) -> tuple[list[str | tuple[int, str]], str]:
    # Texts and digits take turns, so that like is compared with like.
    parts = DIGITS.split(str(label))
    digits = [one.lstrip("0") for one in parts[1::2]]
    mixed: list[str | tuple[int, str]] = list(parts)
    mixed[1::2] = [(len(one), one) for one in digits]
    return mixed, str(label)


def _in_order(found: Codes) -> bool:
    return bool((np.diff(found) > 0).all())


def _moved(labels: Sequence[Hashable], found: Codes) -> tuple[Hashable, ...]:
    return tuple(labels[place] for place in np.argsort(found).tolist())
