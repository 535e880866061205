"""Answers as files that anyone can read."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from surveys.models import Rating, Round

COLUMNS = (
    "participant",
    "simulated",
    "trial",
    "reference",
    "category",
    "slot",
    "method",
    "rating",
    "scale_points",
    "products",
    "saved_at",
    "participant_completed_at",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it, so that csv can feed a stream."""

    def write(self, text: str) -> str:
        return text


def ratings_csv(*, round: Round) -> Iterator[str]:
    """One line per saved rating, in the order of participants, trials and slots.

    `method` holds the keys of all methods whose list the rated set was, joined by `|`: several
    when their lists were equal. `products` are the set's product ids, best first, joined by `|`.
    Times are UTC in ISO 8601. Text that a spreadsheet would run as a formula starts with `'`.
    """
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(COLUMNS)
    for rating in Rating.objects.for_export(round).iterator(chunk_size=2000):
        yield writer.writerow([_cell(value) for value in _row(rating, round.scale_points)])


def _row(rating: Rating, scale_points: int) -> Iterable[Any]:
    slot = rating.slot
    trial = slot.trial
    return (
        trial.participation,
        "yes" if trial.participation.simulated else "no",
        trial.position,
        trial.reference.identifier,
        trial.reference.category,
        slot.letter,
        "|".join(method.key for method in slot.shown_set.methods.all()),
        rating.value,
        scale_points,
        "|".join(product.identifier for product in slot.shown_set.products.all()),
        rating.saved_at,
        trial.participation.completed_at,
    )


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
