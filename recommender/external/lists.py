"""Lists of another system, as far as they are right for a catalogue."""

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from django.utils.functional import Promise

from recommender.external import faults
from recommender.external.faults import Faults
from recommender.external.table import Line

RANK = re.compile(r"0*[1-9][0-9]{0,30}")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.ASCII | re.IGNORECASE)

Wrong = tuple[Promise, Mapping[str, object]]


class Member(NamedTuple):
    """What lists need to know of a product of the catalogue."""

    pk: int
    identifier: str
    category: str
    group: str


class Place(NamedTuple):
    """What stands at a rank: None for a product that is not there, or for no score at all."""

    line: int
    product: Member | None
    score: float | None


class List:
    """The places of one reference by rank; a line without a rank might fill any of them.

    `line` is its first line, `last` the greatest rank that was seen.
    """

    __slots__ = ("last", "line", "places", "rankless")

    def __init__(self, line: int, k: int) -> None:
        self.line = line
        self.last = 0
        self.places: list[Place | None] = [None] * k
        self.rankless = False


class Lists:
    """Takes a file line by line, remembers what is good, and says what is not.

    Attributes
    ----------
    faults : Faults
        One a line at most, and one for every list that is not whole; known after `finish`.
    beyond : int
        Lines whose rank is greater than k: they are left out and not looked at any further.
    """

    def __init__(self, members: Mapping[str, Member], *, columns: int, k: int) -> None:
        self.faults = Faults()
        self.beyond = 0
        self._members = members
        self._columns = columns
        self._k = k
        self._lists: dict[str, List] = {}
        self._first: Place | None = None

    def __len__(self) -> int:
        return len(self._lists)

    def take(self, line: Line) -> None:
        if line.values > self._columns:
            values = {"values": line.values, "columns": self._columns}
            self.faults.add(line.number, faults.WIDTH, values)
        elif not line.reference:
            self.faults.add(line.number, faults.EMPTY, {"column": "reference"})
        elif not RANK.fullmatch(line.rank):
            self.faults.add(line.number, faults.NO_RANK, {"rank": line.rank})
            self._list(line).rankless = True
        else:
            self._put(line, int(line.rank))

    def _list(self, line: Line) -> List:
        found = self._lists.get(line.reference)
        if found is None:
            found = self._lists[line.reference] = List(line.number, self._k)
        return found

    def _put(self, line: Line, rank: int) -> None:
        """A place that is filled wrongly is filled: it is not told a second time as a gap."""
        found = self._list(line)
        found.last = max(found.last, rank)
        if rank > self._k:
            self.beyond += 1
            return
        places = found.places
        place = Place(line.number, self._members.get(line.product), _score(line.score))
        self._first = self._first or place
        for sentence, values in self._wrong(line, place, rank, places):
            self.faults.add(line.number, sentence, values)
            break
        if places[rank - 1] is None:
            places[rank - 1] = place

    def _wrong(
        self, line: Line, place: Place, rank: int, places: list[Place | None]
    ) -> Iterator[Wrong]:
        reference = self._members.get(line.reference)
        if reference is None:
            yield faults.UNKNOWN, {"product": line.reference}
        elif place.product is None:
            yield _absent(line.product)
        else:
            yield from _unfit(reference, place.product)
        yield from self._wrong_score(line, place)
        yield from _twice(line, place, rank, places)

    def _wrong_score(self, line: Line, place: Place) -> Iterator[Wrong]:
        if place.score is not None and not math.isfinite(place.score):
            yield faults.NO_SCORE, {"score": line.score}
        elif self._first and (place.score is None) != (self._first.score is None):
            yield faults.SOME_SCORES, {"line": self._first.line}

    def finish(self) -> None:
        """What can be said of whole lists only, once all lines are taken."""
        for reference, found in self._lists.items():
            missing = [rank for rank, place in enumerate(found.places, start=1) if place is None]
            if missing and reference in self._members and not found.rankless:
                sentence, values = _not_whole(reference, missing, found.last, self._k)
                self.faults.add(found.line, sentence, values)

    @property
    def scored(self) -> bool:
        return self._first is not None and self._first.score is not None

    def places(self) -> Iterator[tuple[Member, list[tuple[Member, float]]]]:
        """Every reference in the order of ids, with its products and scores, the best first.

        Only of lists without faults. Where the file has no scores, they are 1, 1/2, 1/3 …
        """
        for identifier in sorted(self._lists):
            yield (
                self._members[identifier],
                [
                    (place.product, 1 / rank if place.score is None else place.score)
                    for rank, place in enumerate(self._lists[identifier].places, start=1)
                    if place and place.product
                ],
            )

    def rising(self) -> int:
        """Lists in which a later product has the better score, as if scores were distances."""
        return sum(
            any(ahead < behind for (_, ahead), (_, behind) in pairwise(places))
            for _reference, places in self.places()
        )

    def sha256(self) -> str:
        """Of all that was taken, however its lines were ordered, separated and quoted."""
        content = hashlib.sha256()
        for reference, places in self.places():
            written = [(product.identifier, score) for product, score in places]
            content.update(json.dumps([reference.identifier, self.scored, written]).encode())
        return content.hexdigest()


def _score(text: str) -> float | None:
    if not text:
        return None
    return float(text) if NUMBER.fullmatch(text) else math.nan


def _absent(identifier: str) -> Wrong:
    if not identifier:
        return faults.EMPTY, {"column": "product"}
    return faults.UNKNOWN, {"product": identifier}


def _unfit(reference: Member, product: Member) -> Iterator[Wrong]:
    names = {"reference": reference.identifier, "product": product.identifier}
    if product.pk == reference.pk:
        yield faults.ITSELF, names
    elif product.category != reference.category:
        categories = {"ours": reference.category, "theirs": product.category}
        yield faults.CATEGORY, names | categories
    elif product.group and product.group == reference.group:
        yield faults.GROUP, names | {"group": product.group}


def _twice(line: Line, place: Place, rank: int, places: list[Place | None]) -> Iterator[Wrong]:
    earlier = places[rank - 1]
    if earlier:
        values = {"reference": line.reference, "rank": rank, "line": earlier.line}
        yield faults.RANK_TWICE, values
    for other in places:
        if other and other.product == place.product:
            values = {"reference": line.reference, "product": line.product, "line": other.line}
            yield faults.PRODUCT_TWICE, values


def _not_whole(reference: str, missing: list[int], last: int, k: int) -> Wrong:
    gaps = [rank for rank in missing if rank < last]
    if gaps:
        return faults.GAP, {"reference": reference, "ranks": ", ".join(map(str, gaps))}
    return faults.SHORT, {"reference": reference, "last": last, "k": k}
