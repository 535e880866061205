"""Judgements that people made elsewhere, from CSV files."""

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from recommender.catalogue.delimited import numbered_lines
from recommender.catalogue.remarks import printable

TRIPLET_COLUMNS = ("head", "closer", "farther")
PAIR_COLUMNS = ("reference", "product", "rating")

Row = TypeVar("Row")


class FileRefused(Exception):
    """Nothing in the file can be used; the text is one sentence that says what to do."""


class LineRefused(Exception):
    """One line cannot be used; the text is one sentence that says what to do."""


class Fault(NamedTuple):
    line: int
    reason: str


@dataclass(frozen=True)
class Triplets:
    """What the good lines of a file say, in their order.

    Attributes
    ----------
    members : (n, 3) int array
        Positions of head, closer and farther product among the known ids.
    faults : list of Fault
        The other lines.
    """

    members: NDArray[np.intp]
    faults: list[Fault]


@dataclass(frozen=True)
class RatedPairs:
    """What the good lines of a file say, in their order.

    Attributes
    ----------
    members : (n, 2) int array
        Positions of reference and product among the known ids.
    ratings : (n,) float array
        Larger is more similar.
    faults : list of Fault
        The other lines.
    """

    members: NDArray[np.intp]
    ratings: NDArray[np.float64]
    faults: list[Fault]


def read_triplets(path: Path, positions: Mapping[str, int]) -> Triplets:
    """The triplets of a CSV with the columns head, closer, farther.

    Parameters
    ----------
    path : Path
    positions : mapping of int
        Of all known products, by id.

    Raises
    ------
    FileRefused
        If the file cannot be read, is no such CSV, or has no lines below its header.
    """

    def members(values: Sequence[str]) -> tuple[int, ...]:
        found = tuple(_position(value, positions) for value in values)
        if len(set(found)) < 3:
            raise LineRefused(
                _("A triplet needs three different products; “%(product)s” stands there twice.")
                % {"product": max(values, key=list(values).count)}
            )
        return found

    good, faults = _read(path, TRIPLET_COLUMNS, members)
    return Triplets(np.array(good, dtype=np.intp).reshape(-1, 3), faults)


def read_pairs(path: Path, positions: Mapping[str, int]) -> RatedPairs:
    """The rated pairs of a CSV with the columns reference, product, rating.

    Parameters and errors as for `read_triplets`.
    """

    def rated(values: Sequence[str]) -> tuple[int, int, float]:
        reference, product = (_position(value, positions) for value in values[:2])
        if reference == product:
            raise LineRefused(
                _("“%(product)s” is compared with itself: name two different products.")
                % {"product": values[0]}
            )
        return reference, product, _rating(values[2])

    good, faults = _read(path, PAIR_COLUMNS, rated)
    members = np.array([row[:2] for row in good], dtype=np.intp).reshape(-1, 2)
    return RatedPairs(members, np.array([row[2] for row in good], dtype=np.float64), faults)


def _position(identifier: str, positions: Mapping[str, int]) -> int:
    if identifier not in positions:
        raise LineRefused(
            _("The catalogue has no product “%(product)s”: correct the id, or import the product.")
            % {"product": identifier}
        )
    return positions[identifier]


def _rating(text: str) -> float:
    try:
        rating = float(text)
    except ValueError:
        rating = math.nan
    if not math.isfinite(rating):
        raise LineRefused(
            _("“%(rating)s” is no rating: write a finite number with a point, such as 4.5.")
            % {"rating": text}
        )
    return rating


def _read(
    path: Path, columns: Sequence[str], parse: Callable[[Sequence[str]], Row]
) -> tuple[list[Row], list[Fault]]:
    good, faults = [], []
    lines = numbered_lines(_text(path), known=columns, refusal=partial(_no_csv, path.name))
    _number, header = next(lines, (0, []))
    places = _places(header, path.name, columns)
    for number, values in lines:
        try:
            _check_width(values, header)
            good.append(parse(_wanted(values, places, columns)))
        except LineRefused as error:
            faults.append(Fault(number, printable(str(error))))
    if not good and not faults:
        raise FileRefused(
            _("%(name)s has no lines below its first: write one judgement a line.")
            % {"name": path.name}
        )
    return good, faults


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileRefused(
            _("%(path)s cannot be read: %(error)s.") % {"path": path, "error": error.strerror}
        ) from error
    except UnicodeDecodeError as error:
        raise FileRefused(
            _("%(name)s is not UTF-8 text: save it as “CSV UTF-8”.") % {"name": path.name}
        ) from error


def _no_csv(name: str, line: int, error: csv.Error) -> FileRefused:
    return FileRefused(
        _("%(name)s, line %(line)d: this is no CSV (%(error)s): check its quotation marks.")
        % {"name": name, "line": line, "error": error}
    )


def _places(header: Sequence[str], name: str, columns: Sequence[str]) -> list[int]:
    found = [column.lower() for column in header]
    missing = [column for column in columns if found.count(column) != 1]
    if missing:
        raise FileRefused(
            _(
                "%(name)s needs the columns %(needed)s, each once, in its first line; "
                "not so: %(missing)s; found: %(found)s."
            )
            % {
                "name": name,
                "needed": ", ".join(columns),
                "missing": ", ".join(missing),
                "found": printable(", ".join(filter(None, found)))[:500] or _("none"),
            }
        )
    return [found.index(column) for column in columns]


def _check_width(values: Sequence[str], header: Sequence[str]) -> None:
    if len(values) > len(header):
        raise LineRefused(
            _("The line has %(values)d values, the header %(columns)d: quote what holds a comma.")
            % {"values": len(values), "columns": len(header)}
        )


def _wanted(values: Sequence[str], places: Sequence[int], columns: Sequence[str]) -> list[str]:
    found = [values[place] if place < len(values) else "" for place in places]
    for column, value in zip(columns, found, strict=True):
        if not value:
            raise LineRefused(_("The line has no %(column)s: fill it in.") % {"column": column})
    return found
