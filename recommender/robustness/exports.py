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
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def measurements_csv(report: RobustnessReport) -> Iterator[str]:
    """The lines, the head first; what was left out has a reason in the place of numbers.

    Text that a spreadsheet would run as a formula starts with `'`.
    """
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(COLUMNS)
    for row in measurements(report):
        named = (row.method, row.disturbance, _cell(row.reference))
        yield writer.writerow((*named, row.common, row.k, row.rank, ""))
    for missing in left_out(report):
        named = (missing.method, missing.disturbance, _cell(missing.reference))
        yield writer.writerow((*named, "", "", "", _cell(missing.reason)))


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
