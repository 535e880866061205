"""`manage.py report SLUG --out FILE.html`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from surveys import results, rounds
from surveys.management.rounds import round_named
from surveys.models import RoundEvent
from surveys.reporting import account_of, report_html, report_of
from surveys.results import Answering, answering_by_default, is_running


class Command(BaseCommand):
    help = (
        "Write the report of a round into one HTML file that needs nothing beside it and prints "
        "to PDF. While people are answering it tells who leads, so it must be asked for with "
        "--look, and the round's log and the report say so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the round's address, the last part of its link")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.html")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)
        parser.add_argument(
            "--answering",
            choices=Answering.values,
            help="default: people, or the simulation while no one has answered",
        )
        parser.add_argument("--screened", action="store_true", help="without the flagged")
        parser.add_argument(
            "--look", action="store_true", help="also before the end, which is logged"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        round, out = round_named(options["slug"]), options["out"]
        asked = options["answering"]
        answering = Answering(asked) if asked else answering_by_default(round=round)
        if is_running(round) and not answering.simulated:
            if not options["look"]:
                raise CommandError(
                    _("The round is running. Add --look to see who leads; it will be logged.")
                )
            rounds.log_event(round=round, kind=RoundEvent.Kind.LEADER, detail="manage.py report")
        standing = results.standing_of(round=round, answering=answering)
        if not standing.is_current:
            results.ask(standing)
            results.work(standing.row.pk)
            standing = results.standing_of(round=round, answering=answering)
        if standing.findings is None:
            raise CommandError(
                _("The answers are not analysed yet: %(state)s.")
                % {"state": standing.row.error or standing.row.get_state_display()}
            )
        with translation.override(options["language"]):
            account = account_of(round=round, answering=answering, findings=standing.findings)
            screened = options["screened"] or account.plan.without_flagged
            text = report_html(report_of(standing.row, account.with_screening(screened)))
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be written: %(why)s.") % {"file": out, "why": error.strerror}
            ) from error
        self.stdout.write(_("The report is in %(file)s.") % {"file": out})
