"""`manage.py close_round SLUG`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from surveys.management.rounds import round_named
from surveys.rounds import RoundError, close_round


class Command(BaseCommand):
    help = "Closes an open round: it takes no more answers, and those saved stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the last part of the survey's link")

    def handle(self, *, slug: str, **_options: Any) -> None:
        try:
            round = close_round(round=round_named(slug))
        except RoundError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("“%(title)s” is closed.") % {"title": round.title})
