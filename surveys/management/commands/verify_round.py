"""`manage.py verify_round SLUG`."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.management.rounds import RoundCommand
from surveys.models import Round
from surveys.verification import faults


class Command(RoundCommand):
    help = (
        "Compares what is stored today with the opening of a round: the manifest is made again, "
        "later seats are drawn again, every participant's pages are held against the seat, and "
        "every picture is read and hashed. Ends with an error that names what differs."
    )
    done = gettext_lazy("“%(title)s” is as it was opened.")

    def lead(self, round: Round, **_options: Any) -> Round:
        if not round.is_frozen:
            raise CommandError(_("“%(title)s” was not opened yet.") % {"title": round.title})
        if found := faults(round):
            opening = _("“%(title)s” is not as it was opened.") % {"title": round.title}
            raise CommandError(" ".join([opening, *found]))
        return round
