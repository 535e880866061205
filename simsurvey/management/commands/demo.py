"""What `make demo` calls when everything is installed."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from simsurvey import address, embedded
from simsurvey.demo.administrator import VARIABLE, administrators_password
from simsurvey.demo.links import links
from simsurvey.demo.wish import wish_for
from simsurvey.management.aloud import AloudCommand
from simsurvey.management.commands.up import add_address
from simsurvey.supervisor import Child
from surveys.models import Round


class Command(AloudCommand):
    help = (
        "Run the site and fill it: a drawn shop, or the photographs of CATALOGUE; every method "
        "that is available; an open round. Ctrl-C ends it, and the same command goes on from there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_address(parser)
        parser.add_argument(
            "--catalogue",
            type=Path,
            metavar="PATH",
            help="folder of category folders, CSV with an image column, or zip of either",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.photographs: Path | None = options["catalogue"]
        if settings.PRODUCTION:
            raise CommandError(
                _(
                    "DATABASE_URL or REDIS_URL is set, and the demo would give the administrator "
                    "there a new password. Unset both."
                )
            )
        if self.photographs is not None and not self.photographs.exists():
            raise CommandError(
                _("There is nothing at %(path)s: name a folder, a CSV or a zip of photographs.")
                % {"path": self.photographs.absolute()}
            )
        try:
            embedded.serve(
                host=options["host"],
                port=options["port"],
                workers=1,
                say=self.say,
                welcome=self.welcome,
            )
        except (address.AddressRefused, embedded.AlreadyRunning) as refusal:
            raise CommandError(str(refusal)) from refusal

    def welcome(self, here: str) -> list[Child]:
        password = administrators_password()
        slug = wish_for(self.photographs).slug
        self.say(links(here, slug, password=password, below=_what_comes(slug)))
        return [self._preparing(here, password)]

    def _preparing(self, here: str, password: str) -> Child:
        manage = str(settings.BASE_DIR / "manage.py")
        chosen = [] if self.photographs is None else ["--catalogue", str(self.photographs)]
        return Child(
            name=_("preparation"),
            command=[sys.executable, manage, "prepare_demo", "--here", here, *chosen],
            environment={VARIABLE: password},
            once=True,
        )


def _what_comes(slug: str) -> str:
    round = Round.objects.filter(slug=slug).first()
    if round is None or not round.is_frozen:
        opening = _(
            "The survey opens by itself when everything is computed, in about 5 minutes on two "
            "cores."
        )
    else:
        opening = _("The survey is %(state)s, as you left it.") % {
            "state": round.get_state_display()
        }
    ending = _("Ctrl-C ends everything; the same command again goes on where it was.")
    return f"{opening}\n{ending}"
