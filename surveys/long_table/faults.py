"""What can be wrong with a table of answers, and how much of it is told."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Of one kind of fault: a wrong column makes a million of them.
TOLD = 10
# Of one fault.
LINES_TOLD = 5

TOO_LONG = _(
    "%(values)d values, but %(columns)d columns in the header: quote what holds a delimiter."
)
TOO_SHORT = _(
    "only %(values)d values, but %(columns)d columns in the header: give every column its "
    "delimiter, also where nothing stands in it."
)
DECIMAL_COMMAS = _(
    "%(values)d values, but %(columns)d columns in the header, probably because a comma stands "
    "both between values and before decimals: save the table with semicolons between values, or "
    "write decimals with a point."
)
EMPTY = _("no %(column)s.")
NO_NUMBER = _("“%(value)s” is no number: write for example 4 or 4.5, or nothing for no answer.")
COMMA = _(
    "“%(value)s” has a comma in a file separated by commas: write decimals with a point, and "
    "thousands without a sign."
)
NO_CHOICE = _("“%(value)s” is no choice: write 1 for what was chosen, and 0 for what was not.")
NO_RANK = _("“%(value)s” is no rank: write a whole number from 1, which is the best.")
NO_PLACE = _("“%(value)s” is no place on a list: write a whole number from 1, which is the first.")
TOO_LARGE = _("rating %(value)g is too large to be calculated with: was it mistyped?")
BELOW = _("rating %(value)g is below %(lowest)g, the lowest of the scale.")
ABOVE = _("rating %(value)g is above %(highest)g, the highest of the scale.")
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


OTHER_VALUES = _("the same, with other values.")


@dataclass(frozen=True)
class Fault:
    """One reason, the first lines that it is about, and how many these are in all."""

    lines: tuple[int, ...]
    reason: str
    count: int


class TableRefused(Exception):
    """The text is one sentence; `faults` say what is wrong with which of the `count` lines."""

    def __init__(self, sentence: str, faults: tuple[Fault, ...] = (), count: int = 0) -> None:
        super().__init__(sentence)
        self.faults = faults
        self.count = count


@dataclass
class _Lines:
    first: list[int] = field(default_factory=list)
    count: int = 0

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.first) < LINES_TOLD:
            self.first.append(line)


class Faults:
    """The same of many lines once, and of one kind the first ten; the others are counted."""

    def __init__(self) -> None:
        self.count = 0
        self._kinds: dict[str, dict[str, _Lines]] = defaultdict(dict)

    def add(self, line: int, sentence: Promise, values: Mapping[str, object]) -> None:
        self.count += 1
        told, reason = self._kinds[str(sentence)], str(sentence) % values
        if reason not in told and len(told) >= TOLD:
            reason = str(OTHER_VALUES)
        told.setdefault(reason, _Lines()).add(line)

    @property
    def told(self) -> tuple[Fault, ...]:
        """Kind by kind, in the order in which they first occur."""
        return tuple(
            Fault(tuple(lines.first), reason, lines.count)
            for reasons in self._kinds.values()
            for reason, lines in reasons.items()
        )
