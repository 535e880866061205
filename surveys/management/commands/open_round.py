"""`manage.py open_round SLUG`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.management.rounds import RoundCommand
from surveys.models import Round
from surveys.rounds import open_round


class Command(RoundCommand):
    help = (
        "Freezes a draft and lets participants in: texts, references, lists and the plan are "
        "copied and can no longer be changed. Prints the path of the link."
    )
    done = _("“%(title)s” is open: %(path)s")

    def lead(self, round: Round, **_options: Any) -> Round:
        return open_round(round=round)
