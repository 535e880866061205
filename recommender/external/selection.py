"""Which lines of a table are meant."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from recommender.external.faults import ListsRefused
from recommender.external.table import Line, Table

NAMED = 20


def selected(table: Table, *, rows: str, key: str) -> Iterator[Line]:
    """The lines of the wished method, where the table has a column `method`.

    SimSurvey's own export holds the lists of several methods. If none is wished, the rows of the
    key itself are meant, or else those of the only method that there is.

    Raises
    ------
    ListsRefused
        If that leaves it open, or there are no such rows.
    """
    methods = table.methods()
    if not rows and len(methods) < 2:
        return table.lines()
    wished = rows or key
    if wished in methods:
        return (line for line in table.lines() if line.method == wished)
    raise ListsRefused(_which(methods, rows))


def _which(methods: list[str], rows: str) -> str:
    if not methods:
        return _("The file has no column “method”, so there are no rows of “%(rows)s”.") % {
            "rows": rows
        }
    named = ", ".join(method or "–" for method in methods[:NAMED])
    return _("The column “method” names %(methods)s: say whose rows are meant.") % {
        "methods": named + (" …" if len(methods) > NAMED else "")
    }
