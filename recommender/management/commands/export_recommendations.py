"""`manage.py export_recommendations NAME --out FILE.csv`: every list as rows."""

import csv
import os
import sys
from collections.abc import Iterator
from io import TextIOBase
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from recommender.lookup import finished_runs
from recommender.management.catalogues import catalogue_named
from recommender.models import Run

COLUMNS = ("reference", "method", "rank", "product", "score")


class Command(BaseCommand):
    help = (
        "Writes the similar products that every method found as CSV with the columns "
        f"{','.join(COLUMNS)}: one row a place in a list, of each method's latest finished run."
    )
    requires_system_checks: list[str] = []  # they load every page of the site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the catalogue's name")
        parser.add_argument(
            "--out", required=True, metavar="FILE.csv", help="the file to write; - for the terminal"
        )

    def handle(self, *, name: str, out: str, **_options: Any) -> None:
        runs = finished_runs(catalogue_named(name))
        if not runs:
            raise CommandError(
                _("Nothing is computed yet: run “manage.py precompute %(name)s”.") % {"name": name}
            )
        if out == "-":
            self._show(runs)
            return
        path = Path(out)
        try:
            with path.open("w", newline="", encoding="utf-8") as file:
                count = _write(runs, file)
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(error)s.")
                % {"path": path, "error": error.strerror}
            ) from error
        self.stdout.write(_("%(count)d rows in %(path)s") % {"count": count, "path": path})

    def _show(self, runs: dict[str, Run]) -> None:
        try:
            _write(runs, self.stdout)
            self.stdout.flush()
        except BrokenPipeError:  # the reader, such as head, has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(runs: dict[str, Run], file: TextIOBase) -> int:
    """How many rows were written, the head not counted."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for row in _rows(runs):
        writer.writerow(row)
        count += 1
    return count


def _rows(runs: dict[str, Run]) -> Iterator[tuple[str, str, int, str, float]]:
    for method, run in sorted(runs.items()):
        neighbours = run.neighbours.select_related("reference", "product")
        for place in neighbours.order_by("reference__identifier", "rank").iterator(2000):
            yield (
                place.reference.identifier,
                method,
                place.rank,
                place.product.identifier,
                place.score,
            )
