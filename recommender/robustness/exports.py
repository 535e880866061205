"""A report as CSV: one row a reference, method and disturbance."""

import csv
from collections.abc import Iterator

from recommender.models import RobustnessReport
from recommender.robustness.results import left_out, measurements

COLUMNS = (
    "method",
    "disturbance",
    "reference",
    "common",
    "list_length",
    "rank_of_itself",
    "left_out_because",
)
# Also as East Asian keyboards write them: spreadsheets take these for the same signs.
SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
CONTROLS = ("\t", "\r", "\n")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def measurements_csv(report: RobustnessReport) -> Iterator[str]:
    """The lines, the head first; what was left out has a reason in the place of numbers.

    Text that a spreadsheet would run as a formula starts with `'`, as in `surveys.spreadsheets`.
    """
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(COLUMNS)
    for row in measurements(report):
        named = (row.method, row.disturbance, harmless(row.reference))
        yield writer.writerow((*named, row.common, row.k, row.rank, ""))
    for missing in left_out(report):
        named = (missing.method, missing.disturbance, harmless(missing.reference))
        yield writer.writerow((*named, "", "", "", harmless(missing.reason)))


def harmless(text: str) -> str:
    """With `'` before what a spreadsheet would run as a formula, also after spaces."""
    is_formula = text.startswith(CONTROLS) or text.lstrip().startswith(SIGNS)
    return f"'{text}" if is_formula else text
