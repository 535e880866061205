"""A table with one column a method, and what it would be with one answer a line."""

import math
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from surveys.long_table.answers import number
from surveys.long_table.own import Row

TOLD = 5


def methods_of(rows: Iterable[Row], ids: tuple[int, int], columns: Mapping[str, int]) -> list[str]:
    """The columns that look like one method each; none where the table is not wide.

    It is, if no participant has a second line for a reference, and two columns or more hold
    nothing but numbers.

    Parameters
    ----------
    rows : iterable of Row
        Without the header.
    ids : (int, int)
        Where participant and reference are.
    columns : mapping from a column's name to its place
        Those that might be methods.
    """
    pages: set[tuple[str, str]] = set()
    numeric = dict.fromkeys(columns, False)
    for _line, values in rows:
        padded = [*values, *[""] * (max((*ids, *columns.values())) + 1 - len(values))]
        page = padded[ids[0]], padded[ids[1]]
        if page in pages:
            return []
        pages.add(page)
        for name in list(numeric):
            value = number(padded[columns[name]])
            if value is None:
                del numeric[name]
            elif not math.isnan(value):
                numeric[name] = True
    found = [name for name, has_numbers in numeric.items() if has_numbers]
    return found if len(found) > 1 else []


def sentence(methods: Sequence[str]) -> str:
    """What to do about it, with the first lines of such a table."""
    lines = ["participant,reference,method,rating"]
    lines += [f"P1,R1,{method},…" for method in methods[:2]]
    return _(
        "The table looks wide, with one column a method (%(methods)s), but it has to be long, with "
        "one answer a line:\n%(example)s"
    ) % {
        "methods": ", ".join(methods[:TOLD]) + (", …" if len(methods) > TOLD else ""),
        "example": "\n".join(lines),
    }
