"""`manage.py import_catalogue PATH --name NAME`."""

from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from recommender.catalogue.importing import OnProgress, import_catalogue
from recommender.catalogue.remarks import ImportRefused, Remark
from recommender.models import Import

DESCRIPTION = """\
Import products and their photographs into a catalogue.

PATH is one of
  a folder of category folders   shoes/red-trainer.jpg is the product red-trainer in shoes
  a CSV with an image column     id, category, image and, if you have them, title and group;
                                 further columns are kept as attributes; separated by comma,
                                 semicolon or tab; image paths are relative to the CSV
  a zip of either
A products.csv in the folder or zip goes before its category folders.

Importing again is safe: products are known by their id, unchanged ones are skipped, changed
ones are updated, and those that PATH no longer holds are kept. A file that cannot be used is
listed with the reason, and the rest is imported. JPEG, PNG, WebP, GIF, TIFF, BMP and AVIF are
read, up to 40 MB and 80 megapixels; pictures are turned upright, converted to sRGB on white
and bounded to 1024 pixels. A category needs at least 6 products to get lists of 5.

The exit status is 0 if any product was imported or found unchanged, else 1.
"""


class Command(BaseCommand):
    help = DESCRIPTION
    requires_system_checks: list[str] = []  # they load every page of the site

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=_path, metavar="PATH", help="folder, .csv or .zip")
        parser.add_argument(
            "--name", required=True, help="the catalogue's name; made if there is none of it"
        )

    def handle(self, *, path: Path, name: str, **options: Any) -> None:
        try:
            with ExitStack() as until_done:
                job = import_catalogue(source=path, name=name, on_progress=_bar(name, until_done))
        except ImportRefused as error:
            self._list(error.remarks)
            raise CommandError(str(error)) from error
        self._list(Remark(**remark) for remark in job.remarks)
        self.stdout.write(_summary(job))

    def _list(self, remarks: Iterable[Remark]) -> None:
        for remark in remarks:
            self.stdout.write(f"{remark.kind}: {remark.where}: {remark.reason}")


def _path(text: str) -> Path:
    """The empty text, as from a variable that is not set, would be the folder one is in."""
    if not text:
        raise ArgumentTypeError("PATH is empty: name a folder, a .csv or a .zip.")
    return Path(text)


def _bar(name: str, until_done: ExitStack) -> OnProgress:
    """Drawn from the first product on, so that no bar stands above a path that is refused."""

    @cache
    def bar(total: int) -> "tqdm[NoReturn]":
        return until_done.enter_context(tqdm(total=total, unit=" products", desc=name))

    return lambda done, total: bar(total).update(done - bar(total).n)


def _summary(job: Import) -> str:
    return (
        f"{job.name}: {job.created} created, {job.updated} updated, {job.unchanged} unchanged, "
        f"{len(job.refusals)} refused."
    )
