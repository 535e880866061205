"""`manage.py copy_round SLUG`."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_lazy as _

from surveys.management.rounds import RoundCommand
from surveys.models import Round
from surveys.rounds import copy_round


class Command(RoundCommand):
    help = (
        "Copies a round in whatever state as a new draft, with its channels but without the people "
        "in them. The copy draws with a seed of its own. Prints its address."
    )
    done = _("Drafted “%(title)s”; open it with: manage.py open_round %(slug)s")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--same-seed",
            action="store_true",
            help="draw the same references and the same plan, where nothing else is changed",
        )

    def lead(self, round: Round, **options: Any) -> Round:
        return copy_round(round=round, same_seed=options["same_seed"])
