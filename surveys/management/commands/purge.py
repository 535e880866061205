"""`manage.py purge SLUG`, `manage.py purge --expired`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.management.rounds import round_named
from surveys.models import Round
from surveys.participation.purging import Purged, RoundStillRuns, past_retention, purge, purgeable

ERASED = gettext_lazy("Erased from “%(title)s”: %(what)s.")
WOULD_BE_ERASED = gettext_lazy("Would be erased from “%(title)s”: %(what)s.")


class Command(BaseCommand):
    help = (
        "Erases for good what a closed or archived round need not keep: participants' ids "
        "elsewhere and invitations (--ids-only), or these and all answers. Of a draft it erases "
        "the invitations, so that links that were already sent lead nowhere. What was frozen when "
        "the round opened, its log, and the receipts of those who withdrew stay. Nothing asks "
        "again: --dry-run says beforehand what would go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="the last part of the survey's link")
        parser.add_argument(
            "--expired",
            action="store_true",
            help="every round whose answers were to be kept until a day that is over",
        )
        parser.add_argument(
            "--ids-only", action="store_true", help="erase ids and invitations; keep the answers"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be erased, and erase nothing"
        )

    def handle(
        self, *, slug: str | None, expired: bool, ids_only: bool, dry_run: bool, **_options: Any
    ) -> None:
        if (slug is not None) == expired:
            raise CommandError(_("Name one round, or use --expired for all that are past."))
        rounds = list(past_retention(ids_only=ids_only)) if expired else [round_named(str(slug))]
        if not rounds:
            self.stdout.write(_("No round is past the day until which its answers are kept."))
        refusals = [self._purge(round, ids_only, dry_run) for round in rounds]
        if sentences := [refusal for refusal in refusals if refusal]:
            raise CommandError(" ".join(sentences))

    def _purge(self, round: Round, ids_only: bool, dry_run: bool) -> str:
        """Erase, or only count; what refused it, if anything did."""
        try:
            act = purgeable if dry_run else purge
            erased = act(round=round, ids_only=ids_only)
        except RoundStillRuns as refusal:
            return str(refusal)
        sentence = WOULD_BE_ERASED if dry_run else ERASED
        self.stdout.write(sentence % {"title": round.title, "what": _counted(erased, ids_only)})
        return ""


def _counted(erased: Purged, ids_only: bool) -> str:
    ids = ngettext("%(count)d id", "%(count)d ids", erased.identities)
    participations = ngettext(
        "%(count)d participation", "%(count)d participations", erased.participations
    )
    answers = ngettext("%(count)d answer", "%(count)d answers", erased.answers)
    counted = (
        []
        if ids_only
        else [
            participations % {"count": erased.participations},
            answers % {"count": erased.answers},
        ]
    )
    return ", ".join([*counted, ids % {"count": erased.identities}])
