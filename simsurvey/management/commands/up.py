"""Web server and workers under one supervisor."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from simsurvey import address, embedded
from simsurvey.management.aloud import AloudCommand
from simsurvey.supervisor import Child


def add_address(parser: ArgumentParser) -> None:
    """`--port` and `--host`, which the environment sets too."""
    parser.add_argument(
        "--port", type=int, default=settings.PORT, help="port of the site (PORT; default 8000)"
    )
    parser.add_argument(
        "--host",
        default=settings.HOST,
        help="address to listen on (HOST; default 127.0.0.1, this machine alone)",
    )


class Command(AloudCommand):
    help = "Run the web server and the workers until Ctrl-C; nothing is left behind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_address(parser)
        parser.add_argument(
            "--workers", type=int, default=1, help="processes that compute (default 1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["workers"] < 1:
            raise CommandError(_("--workers: use a whole number of at least 1."))
        try:
            embedded.serve(
                host=options["host"],
                port=options["port"],
                workers=options["workers"],
                say=self.say,
                welcome=self.welcome,
            )
        except (address.AddressRefused, embedded.AlreadyRunning) as refusal:
            raise CommandError(str(refusal)) from refusal

    def welcome(self, here: str) -> list[Child]:
        self.say(
            _(
                "SimSurvey is at %(here)s/ and its administration at %(here)s/admin/.\n"
                "Logs are in %(logs)s. Ctrl-C ends everything."
            )
            % {"here": here, "logs": settings.DATA_DIR / "logs"}
        )
        if not get_user_model().objects.filter(is_staff=True, is_active=True).exists():
            self.say(
                _(
                    "Nobody can sign in to the administration yet: “python manage.py "
                    "createsuperuser”, in another terminal, makes an account."
                )
            )
        return []
