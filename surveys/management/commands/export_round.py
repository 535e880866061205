"""`manage.py export_round SLUG --out FILE.zip`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from surveys import rounds
from surveys.management.rounds import round_named
from surveys.models import RoundEvent

FORMATS = {"zip": "csv_package", "xlsx": "workbook", "parquet": "parquet_package"}


class Command(BaseCommand):
    help = (
        "Writes all data of a round into one file: ratings, participants, allocation, lists, "
        "methods, screening and the manifest, with a description of every column "
        "(docs/exports.md). Pseudonyms only; whoever withdrew is not in it. The same answers give "
        "the same bytes. The file appears when it is complete. Of a round that is running this is "
        "written into its log, because the answers say who leads."
    )
    requires_system_checks: list[str] = []  # they load every page of the site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the last part of the survey's link")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="file to write")
        parser.add_argument(
            "--format",
            choices=list(FORMATS),
            default="zip",
            help="zip (default): CSV in the layout of Psych-DS, with the analysis in Python and R; "
            "xlsx: one workbook; parquet: a zip of Parquet files, needs pyarrow",
        )
        parser.add_argument("--force", action="store_true", help="replace a file that is there")

    def handle(self, *, slug: str, out: Path, format: str, force: bool, **_options: Any) -> None:
        # Half of what this command loads, for which a mistyped option need not wait.
        from surveys import exports
        from surveys.results import is_running

        round = round_named(slug)
        if out.is_dir() or (out.exists() and not force):
            raise CommandError(
                _("%(path)s is there already: choose another file, or use --force.") % {"path": out}
            )
        try:
            size = _write(getattr(exports, FORMATS[format])(round), out)
        except exports.ParquetMissing as reason:
            raise CommandError(str(reason)) from reason
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(error)s.")
                % {"path": out, "error": error.strerror or error}
            ) from error
        if is_running(round):
            kind = RoundEvent.Kind.LEADER
            rounds.log_event(round=round, kind=kind, detail=_("answers exported"))
        told = {"title": round.title, "path": out, "size": size / 1_000_000}
        self.stdout.write(_("“%(title)s” is in %(path)s, %(size).1f MB.") % told)


def _write(chunks: Iterator[bytes], out: Path) -> int:
    """All of it or nothing; how many bytes."""
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            size = sum(file.write(chunk) for chunk in chunks)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return size
