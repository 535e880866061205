"""`manage.py archive_round SLUG`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.management.rounds import RoundCommand
from surveys.models import Round
from surveys.rounds import archive_round


class Command(RoundCommand):
    help = "Puts a closed round aside. Nothing of it is erased; see purge for that."
    done = _("“%(title)s” is archived.")

    def lead(self, round: Round, **_options: Any) -> Round:
        return archive_round(round=round)
