"""`manage.py open_round SLUG`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from surveys.cautions import cautions
from surveys.management.rounds import RoundCommand
from surveys.models import Round
from surveys.rounds import PlaceholdersLeft, open_round


class Command(RoundCommand):
    help = (
        "Freezes a draft and lets participants in: texts, references, lists and the plan are "
        "copied and can no longer be changed. Prints the path of the link, and what deserves "
        "another look. A consent that still holds a [placeholder] is refused."
    )
    done = _("“%(title)s” is open: %(path)s")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--with-placeholders",
            action="store_true",
            help="the [brackets] in the consent are meant: participants are to read them",
        )

    def lead(self, round: Round, **options: Any) -> Round:
        try:
            opened = open_round(round=round, placeholders_meant=options["with_placeholders"])
        except PlaceholdersLeft as refusal:
            raise CommandError(
                _("%(refusal)s In the terminal that is --with-placeholders.") % {"refusal": refusal}
            ) from refusal
        for caution in cautions(opened):
            self.stderr.write(self.style.WARNING(caution))
        return opened
