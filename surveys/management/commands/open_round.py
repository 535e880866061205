"""`manage.py open_round SLUG`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys.management.rounds import round_named
from surveys.rounds import RoundError, open_round


class Command(BaseCommand):
    help = (
        "Freezes a draft and lets participants in: texts, references and lists are copied and can "
        "no longer be changed. Prints the path of the link."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the last part of the survey's link")

    def handle(self, *, slug: str, **_options: Any) -> None:
        try:
            round = open_round(round=round_named(slug))
        except RoundError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _("“%(title)s” is open: %(path)s")
            % {"title": round.title, "path": reverse("surveys:welcome", args=[round.slug])}
        )
