"""All ratings of a round as arrays of codes: the one input of every statistic here."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.cells import Cells, cells_of
from surveys.statistics.scale import Scale

Codes = NDArray[np.intp]
Values = NDArray[np.float64]


class MethodRows(NamedTuple):
    """The ratings of one method, each column of the same length."""

    participant_codes: Codes
    reference_codes: Codes
    values: Values


@dataclass(frozen=True, eq=False)
class Ratings:
    """One row per rating; codes index the label tuples.

    A (participant, reference, method) occurs at most once. A label may be without ratings, for
    example a method that nobody has rated yet.

    Attributes
    ----------
    participant_codes, reference_codes, method_codes : (n,) int arrays
        Indices into `participants`, `references`, `methods`.
    values : (n,) float array
        Ratings within `scale`.
    participants, references : tuple of hashable
    methods : tuple of str
        Method keys as in design.md, in the order that breaks ties.
    scale : Scale

    Raises
    ------
    ValueError
        If the columns differ in length, a code has no label, a value is not a number or lies
        outside the scale, or a (participant, reference, method) occurs twice.
    """

    participant_codes: Codes
    reference_codes: Codes
    method_codes: Codes
    values: Values
    participants: tuple[Hashable, ...]
    references: tuple[Hashable, ...]
    methods: tuple[str, ...]
    scale: Scale

    @classmethod
    def from_columns(
        cls,
        participants: Sequence[Hashable] | NDArray[Any],
        references: Sequence[Hashable] | NDArray[Any],
        methods: Sequence[str] | NDArray[np.str_],
        values: Sequence[float] | Values,
        *,
        lowest: float,
        highest: float,
        methods_order: Sequence[str] | None = None,
    ) -> Ratings:
        """Ratings from four columns of labels and values, one row per rating.

        `methods_order` names every method of the round, also those without ratings; without it
        the methods are those in the column, sorted. Participants and references may be any
        hashable labels: primary keys, ids, names; also arrays of them. They are numbered as they
        appear, so that rows in the order of arrival number the participants by arrival.

        Raises
        ------
        ValueError
            As the class, and if a method is not in `methods_order`, or twice in it.

        Examples
        --------
        >>> ratings = Ratings.from_columns(
        ...     ["ann", "ann", "bob"], ["mug", "mug", "mug"], ["clip", "ssim", "clip"], [4, 2, 5],
        ...     lowest=1, highest=5,
        ... )
        >>> ratings.methods, ratings.rows("clip").values.tolist()
        (('clip', 'ssim'), [4.0, 5.0])
        """
        _equal_lengths(participants, references, methods, values)
        names = methods.tolist() if isinstance(methods, np.ndarray) else methods
        order = sorted(set(names)) if methods_order is None else list(methods_order)
        method_codes, method_labels = _encode(names, order)
        if len(method_labels) != len(order):
            raise ValueError(_wrong_order(order, names))
        participant_codes, participant_labels = _encode(participants)
        reference_codes, reference_labels = _encode(references)
        return cls(
            participant_codes=participant_codes,
            reference_codes=reference_codes,
            method_codes=method_codes,
            values=np.array(values, dtype=np.float64),
            participants=participant_labels,
            references=reference_labels,
            methods=tuple(order),
            scale=Scale(lowest, highest),
        )

    def __post_init__(self) -> None:
        _equal_lengths(self.participant_codes, self.reference_codes, self.method_codes, self.values)
        self._check_codes()
        self._check_values()
        self._check_doubles()

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, method: str) -> MethodRows:
        """The ratings of one method; ValueError if the round has no such method."""
        chosen = self.method_codes == self.column(method)
        return MethodRows(
            self.participant_codes[chosen],
            self.reference_codes[chosen],
            self.values[chosen],
        )

    @cached_property
    def cells(self) -> Cells:
        """The same as a table: one row per (participant, reference), one column per method."""
        return cells_of(
            self.participant_codes,
            self.reference_codes,
            self.method_codes,
            self.values,
            references_count=len(self.references),
            methods_count=len(self.methods),
        )

    def column(self, method: str) -> int:
        """Where `methods` has it; ValueError if the round has no such method."""
        if method not in self.methods:
            raise ValueError(f"There is no method “{method}” here, only {', '.join(self.methods)}.")
        return self.methods.index(method)

    def _check_codes(self) -> None:
        for codes, labels, name in (
            (self.participant_codes, self.participants, "participant"),
            (self.reference_codes, self.references, "reference"),
            (self.method_codes, self.methods, "method"),
        ):
            if len(codes) and not 0 <= codes.min() <= codes.max() < len(labels):
                raise ValueError(f"A {name} code lies outside the {len(labels)} labels.")

    def _check_values(self) -> None:
        # Negated, so that nan, which compares false with everything, is refused too.
        inside = (self.values >= self.scale.lowest) & (self.values <= self.scale.highest)
        if not inside.all():
            row = int(np.argmin(inside))
            raise ValueError(
                f"Rating {self.values[row]:g} ({self._where(row)}) is outside the scale "
                f"{self.scale.lowest:g} to {self.scale.highest:g}."
            )

    def _check_doubles(self) -> None:
        keys = self.participant_codes * len(self.references) + self.reference_codes
        keys = keys * len(self.methods) + self.method_codes
        ordered = np.sort(keys)
        doubles = ordered[1:][ordered[1:] == ordered[:-1]]
        if doubles.size:
            row = int(np.argmax(keys == doubles[0]))
            raise ValueError(f"There are two ratings of {self._where(row)}.")

    def _where(self, row: int) -> str:
        participant = self.participants[self.participant_codes[row]]
        reference = self.references[self.reference_codes[row]]
        method = self.methods[self.method_codes[row]]
        return f"participant {participant}, reference {reference}, method {method}"


def _equal_lengths(
    participants: Sequence[Hashable] | NDArray[Any],
    references: Sequence[Hashable] | NDArray[Any],
    methods: Sequence[str] | NDArray[Any],
    values: Sequence[float] | Values,
) -> None:
    lengths = [len(column) for column in (participants, references, methods, values)]
    if len(set(lengths)) != 1:
        raise ValueError(
            "The columns differ in length: {} participants, {} references, {} methods, "
            "{} values.".format(*lengths)
        )


def _encode(
    column: Sequence[Hashable] | NDArray[Any], known: Sequence[Hashable] = ()
) -> tuple[Codes, tuple[Hashable, ...]]:
    """Codes of the labels, `known` first, then in the order in which they appear."""
    if isinstance(column, np.ndarray) and np.issubdtype(column.dtype, np.integer) and not known:
        return _encode_integers(column)
    # An array's own scalars hash and compare as slowly as they are made; Python's do not.
    labels = column.tolist() if isinstance(column, np.ndarray) else column
    distinct = dict.fromkeys((*known, *dict.fromkeys(labels)))
    codes = {label: code for code, label in enumerate(distinct)}
    encoded = np.fromiter(map(codes.__getitem__, labels), dtype=np.intp, count=len(labels))
    return encoded, tuple(codes)


def _encode_integers(column: NDArray[np.integer[Any]]) -> tuple[Codes, tuple[Hashable, ...]]:
    """The same for an array of integers, without a Python object per row."""
    distinct, first, inverse = np.unique(column, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return np.argsort(order)[inverse], tuple(distinct[order].tolist())


def _wrong_order(order: Sequence[str], methods: Sequence[str]) -> str:
    if len(set(order)) != len(order):
        return "methods_order names a method twice."
    unknown = ", ".join(sorted(set(methods) - set(order)))
    return f"There are ratings of methods that are not in methods_order: {unknown}."
