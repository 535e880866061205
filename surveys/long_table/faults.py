"""What can be wrong with a table of answers, and how much of it is told."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOLD = 100

WIDTH = _("it has %(values)d values, the header %(columns)d: quote what holds a delimiter.")
EMPTY = _("it has no %(column)s.")
NO_NUMBER = _("“%(value)s” is no number: write for example 4 or 4.5, or nothing for no answer.")
COMMA = _(
    "“%(value)s” has a comma in a file separated by commas: write decimals with a point, and "
    "thousands without a sign."
)
NO_CHOICE = _("“%(value)s” is no choice: write 1 for what was chosen, and 0 for what was not.")
NO_RANK = _("“%(value)s” is no rank: write a whole number from 1, which is the best.")
NO_PLACE = _("“%(value)s” is no place on a list: write a whole number from 1, which is the first.")
TOO_LARGE = _("rating %(value)g is too large to be calculated with: was it mistyped?")
OUTSIDE = _("rating %(value)g is outside the scale from %(lowest)g to %(highest)g.")
TWICE = _(
    "participant “%(participant)s” has answered reference “%(reference)s” for method “%(method)s” "
    "in line %(line)d already: keep one answer of each."
)
PRODUCT_TWICE = _(
    "participant “%(participant)s” has rated product “%(product)s” of reference “%(reference)s” "
    "and method “%(method)s” in line %(line)d already: keep one answer of each."
)
LISTED = _(
    "product “%(product)s” has another place or similarity on the list of method “%(method)s” for "
    "reference “%(reference)s” in line %(line)d: a list is the same for everybody."
)
PLACE_TWICE = _(
    "place %(place)d on the list of method “%(method)s” for reference “%(reference)s” is held by "
    "product “%(product)s” in line %(line)d: a place holds one product."
)
LISTED_TWICE = _(
    "%(entry)s stands on the list of method “%(method)s” for reference “%(reference)s” in line "
    "%(line)d already: a rank and a product occur once."
)
CATEGORY = _(
    "reference “%(reference)s” is in the category “%(category)s”, but in “%(other)s” in line "
    "%(line)d: a reference has one category."
)
SLOT = _(
    "slot “%(slot)s” of this page has another answer in line %(line)d: what stands in one slot has "
    "one answer."
)


class Fault(NamedTuple):
    line: int
    reason: str


class TableRefused(Exception):
    """The text is one sentence; `faults` say which lines it is, the first hundred of `count`."""

    def __init__(self, sentence: str, faults: tuple[Fault, ...] = (), count: int = 0) -> None:
        super().__init__(sentence)
        self.faults = faults
        self.count = count


class Faults:
    """The first hundred in full and the number of all: a wrong column makes a million of them."""

    def __init__(self) -> None:
        self.count = 0
        self._told: list[Fault] = []

    def add(self, line: int, sentence: Promise, values: Mapping[str, object]) -> None:
        self.count += 1
        if len(self._told) < TOLD:
            self._told.append(Fault(line, str(sentence) % values))

    @property
    def told(self) -> tuple[Fault, ...]:
        return tuple(sorted(self._told))
