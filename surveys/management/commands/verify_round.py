"""`manage.py verify_round SLUG`."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.management.rounds import RoundCommand
from surveys.models import Round
from surveys.rounds import changes_since


class Command(RoundCommand):
    help = (
        "Makes the manifest of a round again, from what is stored today, and compares it with the "
        "one of the opening. Ends with an error that names the parts that differ."
    )
    done = gettext_lazy("“%(title)s” is as it was opened.")

    def lead(self, round: Round, **_options: Any) -> Round:
        if not round.is_frozen:
            raise CommandError(_("“%(title)s” was not opened yet.") % {"title": round.title})
        if changed := changes_since(round):
            raise CommandError(
                _("“%(title)s” is not as it was opened. Different: %(parts)s.")
                % {"title": round.title, "parts": ", ".join(changed)}
            )
        return round
