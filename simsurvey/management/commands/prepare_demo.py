"""The part of the demo that works while its site answers."""

import os
import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from recommender.catalogue.remarks import ImportRefused
from recommender.precompute import PrecomputeError
from simsurvey.demo.administrator import VARIABLE
from simsurvey.demo.links import links
from simsurvey.demo.preparing import prepare
from simsurvey.demo.wish import wish_for
from simsurvey.management.aloud import AloudCommand
from surveys.rounds import RoundError

ENDED = 128 + signal.SIGTERM


class Command(AloudCommand):
    help = "Called by `manage.py demo`, which is what you want: computes, and opens the round."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--here", required=True, help="address of the site")
        parser.add_argument("--catalogue", type=Path, help="photographs instead of the drawn shop")

    def handle(self, *args: Any, **options: Any) -> None:
        # Ends as after an error, so that what is being drawn is put away.
        signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(ENDED))
        wish = wish_for(options["catalogue"])
        try:
            round = prepare(wish, self.say)
        except (ImportRefused, PrecomputeError, RoundError) as refusal:
            raise CommandError(str(refusal)) from refusal
        ready = _("Everything is computed and the survey is open.")
        if not round.is_open:
            ready = _("Everything is computed. The survey is %(state)s; its results are there.") % {
                "state": round.get_state_display()
            }
        elif wish.drawn:
            ready += "\n" + _(
                "Its answers so far are simulated, and marked so wherever they count."
            )
        else:
            ready += "\n" + _("Nobody has answered yet: with your photographs nobody is simulated.")
        self.say(links(options["here"], wish.slug, password=os.environ[VARIABLE], below=ready))
