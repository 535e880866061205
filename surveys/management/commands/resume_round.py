"""`manage.py resume_round SLUG`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.management.rounds import RoundCommand
from surveys.models import Round
from surveys.rounds import resume_round


class Command(RoundCommand):
    help = "Lets participants of a paused round go on, and others join."
    done = _("“%(title)s” is open again.")

    def lead(self, round: Round, **_options: Any) -> Round:
        return resume_round(round=round)
