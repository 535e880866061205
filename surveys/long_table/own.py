"""Our own ratings.csv, in which a line is an answer for a set or a product (docs/exports.md)."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from surveys.long_table.answers import Answer, Kind
from surveys.long_table.faults import TableRefused

MARKS = {"trial_kind", "set_kind", "answer_format", "simulated", "flags", "scale_points"}
COLUMNS = {*MARKS, "trial", "slots", "participant_screened_out_at", "rating"}
KINDS = {
    "set_rating": Kind.RATING,
    "product_rating": Kind.RATING,
    "best_set": Kind.CHOICE,
    "set_ranking": Kind.RANK,
}
BETWEEN = "|"

Row = tuple[int, list[str]]
# Two texts: whose and which page it is, or which reference and which method.
Page = tuple[str, str]


def is_own(columns: Mapping[str, int]) -> bool:
    """Whether a table is a round's own.

    Raises
    ------
    TableRefused
        If it is, and lacks a column that is needed here.
    """
    if not columns.keys() >= MARKS:
        return False
    if missing := COLUMNS - columns.keys():
        raise TableRefused(
            _("This is a round's own table, but without %(columns)s: export the round anew.")
            % {"columns": ", ".join(sorted(missing))}
        )
    return True


def analysed(
    rows: Iterator[Row], columns: Mapping[str, int], *, simulated: bool, with_flagged: bool
) -> Iterator[Row]:
    """Lines of main trials with a set of some method, by people or by the simulation.

    Without the flagged, those whom failed checks sent away are left out, too. A line that is too
    short to say is handed on; whoever counts its values will complain.
    """
    kind, who, method, flags, sent_away = (
        columns[name]
        for name in ("trial_kind", "simulated", "method", "flags", "participant_screened_out_at")
    )
    wanted = "yes" if simulated else "no"
    for number, values in rows:
        if len(values) <= max(kind, who, method, flags, sent_away):
            yield number, values
            continue
        is_meant = values[kind] == "main" and values[who] == wanted and values[method]
        if is_meant and (with_flagged or not (values[flags] or values[sent_away])):
            yield number, values


def of_whole_rankings(
    rows: Iterable[Row], every_row: Iterable[Row], columns: Mapping[str, int]
) -> Iterator[Row]:
    """Those of `rows` whose page has each rank from 1 to the number of its sets once.

    A page with something that is no rank is handed on; whoever reads the ranks will complain.

    Parameters
    ----------
    rows : iterable of Row
    every_row : iterable of Row
        The whole table once more, to know the pages by.
    columns : mapping from a column's name to its place
    """
    participant, trial, size, rank = (
        columns[name] for name in ("participant", "trial", "slots", "rating")
    )
    ranks: dict[Page, list[str]] = defaultdict(list)
    sizes: dict[Page, str] = {}
    for _number, values in every_row:
        if len(values) > max(participant, trial, size, rank):
            page = values[participant], values[trial]
            ranks[page].append(values[rank])
            sizes[page] = values[size]
    half = {page for page, given in ranks.items() if _is_half(given, sizes[page])}
    for number, values in rows:
        is_short = len(values) <= max(participant, trial)
        if is_short or (values[participant], values[trial]) not in half:
            yield number, values


def _is_half(ranks: Sequence[str], size: str) -> bool:
    if not (size.isdecimal() and all(rank.isdecimal() for rank in ranks)):
        return False
    return sorted(map(int, ranks)) != list(range(1, int(size) + 1))


def set_sizes(rows: Iterable[Row], columns: Mapping[str, int]) -> dict[Page, int]:
    """How many products the list of a (reference, method) has, as far as `set_sizes` says it."""
    if "set_sizes" not in columns:
        return {}
    reference, method, size = (columns[name] for name in ("reference", "method", "set_sizes"))
    sizes: dict[Page, int] = {}
    for _number, values in rows:
        if len(values) <= max(reference, method, size):
            continue
        for name, told in zip(
            values[method].split(BETWEEN), values[size].split(BETWEEN), strict=False
        ):
            if told.isdecimal():
                sizes[values[reference], name] = int(told)
    return sizes


def scale_of(kind: Kind, points: str) -> tuple[float, float]:
    """Lowest and highest rating, as `Round.value_bounds` has them; infinite where there is none."""
    if kind is not Kind.RATING or not points.isdecimal():
        return -math.inf, math.inf
    # Only the slider has so many, and it begins at 0.
    return (0, 100) if int(points) == 101 else (1, int(points))


def credited(answers: Sequence[Answer]) -> list[Answer]:
    """A set that several methods share counts once for each of them."""
    return [
        answer._replace(method=method)
        for answer in answers
        for method in answer.method.split(BETWEEN)
    ]


def per_method(answers: Sequence[Answer], values: Sequence[float]) -> list[float]:
    """The values of `credited(answers)`."""
    return [
        value
        for answer, value in zip(answers, values, strict=True)
        for _method in answer.method.split(BETWEEN)
    ]
