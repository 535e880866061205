"""`manage.py analyse RATINGS.csv [--json]`."""

import json
import math
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.long_table.answers import Kind
from surveys.long_table.faults import Fault, TableRefused
from surveys.long_table.lists import read_lists
from surveys.long_table.reading import LongTable, read_long_table
from surveys.long_table.table import Asked
from surveys.management.analysis_text import as_text
from surveys.statistics.analysis import Analysis, analyse
from surveys.statistics.analysis_json import as_json

T = TypeVar("T")

DESCRIPTION = """\
Analyse anybody's table of answers, with the same code as the results of a round. Needs no database.

RATINGS.csv is UTF-8, separated by comma, semicolon or tab, one answer a line, and names its columns
in the first line, or the one below Excel's sep=:
  participant  who answered
  reference    the product, or whatever was compared with
  method       what was judged
and one of
  rating       a number, with a point before the decimals, or a comma that does not separate
  choice       1 for what was chosen of a page, 0 for what was not
  rank         1 for the best of a page; equal ranks are ties
and if you have them
  slot         where on the page it stood
  category     of the reference
  product      of the method's list, where single products were rated: one answer a line for each
  similarity   the method's own value of the product, higher for more similar
  place        of the product on the list, 1 for the first; without it, by similarity
Further columns are ignored. An empty answer, NA or - is a missing one. A participant answers each
reference and method once. The order of the lines is taken as the order in which people came.

ratings.csv of a round can be read as it is: main trials, people where there are any, a set that
several methods share counted for each of them.

Intervals and tests are for new participants and new references, both random, unless it says
otherwise (docs/statistics.md).
"""

# Whether an answer names the best, or orders all; ratings do neither.
FIRST_ONLY = {Kind.RATING: None, Kind.CHOICE: True, Kind.RANK: False}


class Command(BaseCommand):
    help = DESCRIPTION
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="RATINGS.csv")
        parser.add_argument(
            "--json", action="store_true", help="print numbers for programs, unrounded"
        )
        parser.add_argument(
            "--lowest", type=_number, help="lowest rating of the scale; default: the lowest found"
        )
        parser.add_argument(
            "--highest",
            type=_number,
            help="highest rating of the scale; default: the highest found",
        )
        parser.add_argument(
            "--level", type=_level, default=0.95, help="confidence of the intervals (default: 0.95)"
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="of all that is drawn at random (default: 1)"
        )
        parser.add_argument(
            "--bootstrap",
            type=_replicates,
            default=2000,
            metavar="B",
            help="replicates of the bootstrap (default: 2000)",
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            type=_renamed,
            metavar="OURS=YOURS",
            help="a column of the file under another name, for example participant=subject_id",
        )
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument(
            "--language",
            choices=languages,
            default=settings.LANGUAGE_CODE,
            help=f"of what is printed for people (default: {settings.LANGUAGE_CODE})",
        )
        parser.add_argument(
            "--simulated",
            action="store_true",
            help="of a round's ratings.csv: not people's answers",
        )
        parser.add_argument(
            "--without-flagged",
            action="store_true",
            help="of a round's ratings.csv: leave out whom screening flagged",
        )
        parser.add_argument(
            "--lists",
            type=Path,
            metavar="LISTS.csv",
            help="of rated products: the methods' lists, as export_recommendations writes them",
        )

    def handle(self, *, language: str, file: Path, **options: Any) -> None:
        with translation.override(language):
            self._analyse(file, options)

    def _analyse(self, file: Path, options: dict[str, Any]) -> None:
        table = self._table(file, options)
        analysis = analyse(
            table.ratings,
            seed=options["seed"],
            replicates=options["bootstrap"],
            level=options["level"],
            categories=table.categories,
            slots=table.slots,
            first_only=FIRST_ONLY[table.kind],
            rated=table.rated,
        )
        self.stdout.write(_json(table, analysis) if options["json"] else as_text(table, analysis))

    def _table(self, file: Path, options: dict[str, Any]) -> LongTable:
        lowest, highest = options["lowest"], options["highest"]
        scale = (
            -math.inf if lowest is None else lowest,
            math.inf if highest is None else highest,
        )
        if not scale[0] < scale[1]:
            raise CommandError(_("--lowest must be below --highest."))
        lists: Path | None = options["lists"]
        asked = Asked(
            renamed=dict(options["column"]),
            scale=scale,
            simulated=options["simulated"],
            with_flagged=not options["without_flagged"],
            lists=None if lists is None else self._read(lists, read_lists),
        )
        return self._read(file, lambda data: read_long_table(data, asked))

    def _read(self, file: Path, read: Callable[[bytes], T]) -> T:
        """Whatever is wrong with a line is told before the command ends."""
        try:
            return read(_content(file))
        except TableRefused as refusal:
            for fault in refusal.faults:
                self.stderr.write(f"{_lines(fault)}: {fault.reason}")
            raise CommandError(f"{file}: {refusal}") from refusal


def _json(table: LongTable, analysis: Analysis) -> str:
    found = as_json(analysis, scored=table.knows_scale, notices=table.notices)
    return json.dumps(found, ensure_ascii=False, allow_nan=False, indent=2)


def _lines(fault: Fault) -> str:
    """Which they are; of many the first, and how many more."""
    told = ", ".join(map(str, fault.lines))
    if more := fault.count - len(fault.lines):
        return ngettext(
            "lines %(lines)s and %(count)d more", "lines %(lines)s and %(count)d more", more
        ) % {"lines": told, "count": more}
    return ngettext("line %(lines)s", "lines %(lines)s", fault.count) % {"lines": told}


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(
            _("%(path)s cannot be read: %(error)s.") % {"path": file, "error": error.strerror}
        ) from error


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ArgumentTypeError(_("“%(value)s” is no finite number.") % {"value": text})
    return value


def _level(text: str) -> float:
    value = float(text)
    if not 0 < value < 1:
        raise ArgumentTypeError(_("A level lies between 0 and 1, for example 0.95."))
    return value


def _replicates(text: str) -> int:
    value = int(text)
    if value < 2:
        raise ArgumentTypeError(_("A bootstrap needs at least 2 replicates."))
    return value


def _renamed(text: str) -> tuple[str, str]:
    ours, between, theirs = (part.strip() for part in text.partition("="))
    if not (ours and between and theirs):
        raise ArgumentTypeError(_("“%(value)s” is not OURS=YOURS.") % {"value": text})
    return ours.lower(), theirs
