"""What can be wrong with a file of lists, and how much of it is told."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommender.catalogue.remarks import printable

TOLD = 100

WIDTH = _("The line has %(values)d values, the header %(columns)d: quote what holds a comma.")
EMPTY = _("The line has no %(column)s.")
NO_RANK = _("“%(rank)s” is no rank: write a whole number from 1 on.")
UNKNOWN = _("The catalogue has no product “%(product)s”: correct the id, or import the product.")
NO_SCORE = _("“%(score)s” is no score: write a finite number with a point, such as 0.95.")
SOME_SCORES = _("Line %(line)d and this one differ: give every line a score, or none.")
ITSELF = _("“%(product)s” stands in its own list: put another product in its place.")
CATEGORY = _(
    "“%(product)s” is in the category “%(theirs)s”, but “%(reference)s” in “%(ours)s”: a list "
    "stays within one category."
)
GROUP = _(
    "“%(product)s” and “%(reference)s” are variants of the group “%(group)s”: put no variant into "
    "a list."
)
RANK_TWICE = _(
    "“%(reference)s” has rank %(rank)d in line %(line)d already: give every rank to one product."
)
PRODUCT_TWICE = _(
    "“%(reference)s” has “%(product)s” in line %(line)d already: name every product once."
)
GAP = _("The list of “%(reference)s” lacks rank %(ranks)s: number it without gaps.")
SHORT = _(
    "The list of “%(reference)s” ends at rank %(last)d: complete it to %(k)d, or leave it out."
)


class Fault(NamedTuple):
    line: int
    reason: str


class Faults:
    """The first hundred in full and the number of all: a wrong column makes a million of them."""

    def __init__(self) -> None:
        self.count = 0
        self._told: list[Fault] = []

    def add(self, line: int, sentence: Promise, values: Mapping[str, object]) -> None:
        """Nothing is put into words that nobody will read."""
        self.count += 1
        if len(self._told) < TOLD:
            self._told.append(Fault(line, printable(str(sentence) % values)))

    @property
    def told(self) -> list[Fault]:
        return sorted(self._told)


class ListsRefused(Exception):
    """Nothing was saved; the text is one sentence, `faults` and `count` say which lines it is."""

    def __init__(self, sentence: str, faults: Faults | None = None) -> None:
        super().__init__(printable(sentence))
        self.faults = faults.told if faults else []
        self.count = faults.count if faults else 0
