"""`manage.py close_round SLUG`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.management.rounds import RoundCommand
from surveys.models import Round
from surveys.rounds import close_round


class Command(RoundCommand):
    help = "Closes an open or paused round: it takes no more answers, and those saved stay."
    done = _("“%(title)s” is closed.")

    def lead(self, round: Round, **_options: Any) -> Round:
        return close_round(round=round)
