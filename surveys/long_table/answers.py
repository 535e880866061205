"""The lines of a long table to answers: who, what, which method, and what was said."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from django.utils.functional import Promise

from surveys.long_table import faults
from surveys.long_table.faults import Faults

CHOSEN = {"1": 1.0, "0": 0.0, "yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}
# The fourth powers of ratings, and sums of millions of them, have to be finite.
LARGEST = 1e15
# Lists are held as tables as wide as the longest; a mistyped place must not be its width.
MOST_PLACES = 10_000
NO_ANSWER = {"", "na", "n/a", "nan", "null", "-", "–", "—", "."}


Parse = Callable[[str], float | None]
Wrong = tuple[Promise, Mapping[str, object]]


class Kind(StrEnum):
    """What the answer column is called, and so what it holds."""

    RATING = "rating"
    CHOICE = "choice"
    RANK = "rank"


class Line(NamedTuple):
    """One line of the file, '' where a column is not there."""

    number: int
    participant: str
    reference: str
    method: str
    answer: str
    slot: str
    category: str
    product: str
    place: str
    similarity: str


class Answer(NamedTuple):
    """One line that holds: `value` is nan where the answer is missing.

    `place` and `similarity` are of the product on the method's list, nan where they are not known.
    """

    line: int
    participant: str
    reference: str
    method: str
    value: float
    slot: str
    product: str
    place: float
    similarity: float


@dataclass(frozen=True)
class Answers:
    """All answers of a table that hold, and each reference's category where there are any."""

    kind: Kind
    answers: list[Answer]
    categories: Mapping[str, str]


def checked(
    lines: Iterator[Line],
    kind: Kind,
    scale: tuple[float, float],
    found: Faults,
    *,
    decimal_comma: bool,
) -> Answers:
    """The answers of lines that are without a fault; the others are added to `found`.

    Parameters
    ----------
    lines : iterator of Line
    kind : Kind
    scale : (float, float)
        Lowest and highest rating that may occur.
    found : Faults
    decimal_comma : bool
        Whether 4,5 is a number; where commas separate, 1,234 might be a thousand or more than 1.
    """
    parser = _Parser(kind, scale, decimal_comma)
    answers: list[Answer] = []
    categories: dict[str, tuple[str, int]] = {}
    for line in lines:
        empty = [name for name in ("participant", "reference", "method") if not getattr(line, name)]
        for name in empty:
            found.add(line.number, faults.EMPTY, {"column": name})
        value, place, similarity = parser.numbers(line)
        if value is None or place is None or similarity is None:
            found.add(line.number, *parser.why_no_number(line))
        elif wrong := parser.why_not(value):
            found.add(line.number, *wrong)
        elif not empty:
            answers.append(
                Answer(
                    line.number,
                    line.participant,
                    line.reference,
                    line.method,
                    value,
                    line.slot,
                    line.product,
                    place,
                    similarity,
                )
            )
        if line.category:
            other, before = categories.setdefault(line.reference, (line.category, line.number))
            if other != line.category:
                values = {"reference": line.reference, "category": line.category}
                found.add(line.number, faults.CATEGORY, values | {"other": other, "line": before})
    return Answers(kind, answers, {key: category for key, (category, _line) in categories.items()})


class _Parser:
    """What the texts of a line say, and the sentence about one that says nothing."""

    def __init__(self, kind: Kind, scale: tuple[float, float], decimal_comma: bool) -> None:
        parse, no_answer = _PARSERS[kind]
        self._is_rating = kind is Kind.RATING
        self._lowest, self._highest = scale
        self._columns = {
            "answer": (parse, no_answer),
            "place": (whole_number, faults.NO_PLACE),
            "similarity": (number, faults.NO_NUMBER),
        }
        # A million answers are few different texts.
        self._value, self._place, self._similarity = (
            cache(one if decimal_comma else without_comma(one))
            for one, _sentence in self._columns.values()
        )

    def numbers(self, line: Line) -> tuple[float | None, float | None, float | None]:
        """Answer, place and similarity."""
        return self._value(line.answer), self._place(line.place), self._similarity(line.similarity)

    def why_no_number(self, line: Line) -> Wrong:
        """Of the first of them that is none."""
        place = self.numbers(line).index(None)
        name, (parse, sentence) = list(self._columns.items())[place]
        text: str = getattr(line, name)
        has_only_a_comma = "," in text and parse(text) is not None
        return faults.COMMA if has_only_a_comma else sentence, {"value": text[:50]}

    def why_not(self, value: float) -> Wrong | None:
        """What is wrong with a number as a rating."""
        if not self._is_rating or math.isnan(value):
            return None
        if abs(value) > LARGEST:
            return faults.TOO_LARGE, {"value": value}
        if value < self._lowest:
            return faults.BELOW, {"value": value, "lowest": self._lowest}
        if value > self._highest:
            return faults.ABOVE, {"value": value, "highest": self._highest}
        return None


def number(text: str) -> float | None:
    """With a point or a comma before the decimals; nan for no answer, None for no number."""
    if text.lower() in NO_ANSWER:
        return math.nan
    try:
        value = float(text if "." in text else text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def without_comma(parse: Parse) -> Parse:
    """None for whatever has a comma, as for no number."""
    return lambda text: None if "," in text else parse(text)


def _choice(text: str) -> float | None:
    return math.nan if text.lower() in NO_ANSWER else CHOSEN.get(text.lower())


def whole_number(text: str) -> float | None:
    """From 1 to `MOST_PLACES`; nan and None as in `number`."""
    value = number(text)
    if value is None or math.isnan(value):
        return value
    return value if 1 <= value <= MOST_PLACES and value % 1 == 0 else None


_PARSERS: Mapping[Kind, tuple[Parse, Promise]] = {
    Kind.RATING: (number, faults.NO_NUMBER),
    Kind.CHOICE: (_choice, faults.NO_CHOICE),
    Kind.RANK: (whole_number, faults.NO_RANK),
}
