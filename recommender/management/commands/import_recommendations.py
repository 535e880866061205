"""`manage.py import_recommendations NAME FILE.csv --method external:NAME`."""

from argparse import RawDescriptionHelpFormatter
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from recommender.external.faults import ListsRefused
from recommender.external.importing import import_lists
from recommender.external.storing import OnProgress
from recommender.management.catalogues import catalogue_named

DESCRIPTION = """\
Import the similar products that another system found, as a method of their own.

FILE.csv is UTF-8, separated by comma, semicolon or tab, and names its columns in the first line:
  reference   the id of the product that the list belongs to
  rank        1 for the most similar, then 2, 3, 4, 5
  product     the id of the product at this rank
  score       if you have it: larger is more similar; for every line or for none
  method      only in files of export_recommendations, see --rows
Products may be without a list. Every line is checked before anything is saved: unknown products,
missing or repeated ranks, repeated products, products of another category or of the same group,
lists shorter than 5. Ranks beyond 5 are left out.

Importing the same lists twice keeps them once. Other lists under the same name are a run of their
own, and the latest counts.
"""


class Command(BaseCommand):
    help = DESCRIPTION
    requires_system_checks: list[str] = []  # they load every page of the site

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the catalogue's name")
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument(
            "--method",
            required=True,
            metavar="external:NAME",
            help="what the lists are called: lower-case letters, digits and hyphens",
        )
        parser.add_argument(
            "--rows",
            default="",
            metavar="KEY",
            help="where a column method names several: import the rows of this one",
        )
        parser.add_argument("--dry-run", action="store_true", help="check only, and save nothing")

    def handle(
        self, *, name: str, file: Path, method: str, rows: str, dry_run: bool, **_options: Any
    ) -> None:
        catalogue = catalogue_named(name)
        try:
            with ExitStack() as until_done:
                imported = import_lists(
                    catalogue=catalogue,
                    key=method,
                    data=_content(file),
                    rows=rows,
                    dry_run=dry_run,
                    on_progress=_bar(method, until_done),
                )
        except ListsRefused as refusal:
            for fault in refusal.faults:
                self.stdout.write(
                    _("line %(line)d: %(reason)s") % {"line": fault.line, "reason": fault.reason}
                )
            raise CommandError(f"{file}: {refusal}") from refusal
        for notice in imported.notices:
            self.stdout.write(notice)
        self.stdout.write(f"{method}: {imported.summary}")
        if dry_run:
            self.stdout.write(_("Nothing was saved: this was a dry run."))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(
            _("%(path)s cannot be read: %(error)s.") % {"path": file, "error": error.strerror}
        ) from error


def _bar(method: str, until_done: ExitStack) -> OnProgress:
    """Drawn once lists are being stored, so that no bar stands above a file that is refused."""

    @cache
    def bar(total: int) -> "tqdm[NoReturn]":
        return until_done.enter_context(tqdm(total=total, unit="list", desc=method, disable=None))

    return lambda done, total: bar(total).update(done - bar(total).n)
