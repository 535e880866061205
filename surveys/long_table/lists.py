"""A file of recommendations, as `export_recommendations` writes it."""

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.long_table import faults, widths
from surveys.long_table.answers import number, whole_number, without_comma
from surveys.long_table.delimited import columns_of, decoded, delimiter_of, numbered_lines
from surveys.long_table.faults import Faults, TableRefused
from surveys.statistics.ranking_quality import Recommendations

NEEDED = ("reference", "method", "rank", "product")
SCORE = "score"


def read_lists(data: bytes) -> Recommendations:
    """Columns reference, method, rank, product and, if methods have them, score.

    Raises
    ------
    TableRefused
        If the file as a whole or any line of it cannot be taken; it names the first
        faults of each kind and counts all.
    """
    text, known = decoded(data), {*NEEDED, SCORE}
    decimal_comma = delimiter_of(text, known) != ","
    score_of = number if decimal_comma else without_comma(number)
    rows = numbered_lines(text, known)
    _number, header = next(rows, (0, []))
    columns = columns_of(header, {})
    if missing := [name for name in NEEDED if name not in columns]:
        raise TableRefused(
            _("Lists need the columns %(needed)s, and may have %(score)s; missing: %(missing)s.")
            % {"needed": ", ".join(NEEDED), "score": SCORE, "missing": ", ".join(missing)}
        )
    numeric = [columns[name] for name in ("rank", SCORE) if name in columns]
    found = Faults()
    taken: list[tuple[str, str, str, int, float]] = []
    seen: dict[tuple[object, ...], int] = {}
    for line, values in rows:
        if len(values) != len(header):
            wrong = widths.why_not(values, len(header), numeric, decimal_comma=decimal_comma)
            found.add(line, *wrong)
            continue
        reference, method, rank, product = (values[columns[name]] for name in NEEDED)
        place = whole_number(rank)
        similarity = score_of(values[columns[SCORE]]) if SCORE in columns else math.nan
        if place is None or math.isnan(place):
            found.add(line, faults.NO_PLACE, {"value": rank[:50]})
        elif similarity is None:
            found.add(line, faults.NO_NUMBER, {"value": values[columns[SCORE]][:50]})
        else:
            for entry in ((method, reference, place), (method, reference, product)):
                before = seen.setdefault(entry, line)
                if before != line:
                    named = {"method": method, "reference": reference, "line": before}
                    found.add(line, faults.LISTED_TWICE, named | {"entry": entry[2]})
            taken.append((method, reference, product, int(place), similarity))
    if found.count:
        raise TableRefused(
            ngettext(
                "%(count)d line of the lists cannot be taken.",
                "%(count)d lines of the lists cannot be taken.",
                found.count,
            )
            % {"count": found.count},
            found.told,
            found.count,
        )
    if not taken:
        raise TableRefused(_("There are no lists in this file."))
    return Recommendations(*zip(*taken, strict=True))
