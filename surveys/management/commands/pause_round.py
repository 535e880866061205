"""`manage.py pause_round SLUG`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.management.rounds import RoundCommand
from surveys.models import Round
from surveys.rounds import pause_round


class Command(RoundCommand):
    help = (
        "Pauses an open round: nobody joins and nobody answers until resume_round. Places are kept "
        "no longer than usual."
    )
    done = _("“%(title)s” is paused.")

    def lead(self, round: Round, **_options: Any) -> Round:
        return pause_round(round=round)
