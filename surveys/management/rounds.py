"""The round that a command names, and commands that lead it from state to state."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from surveys.models import Round
from surveys.rounds import RoundError


def round_named(slug: str) -> Round:
    """The round, or an end of the command that lists the known ones."""
    try:
        return Round.objects.get(slug=slug)
    except Round.DoesNotExist:
        known = ", ".join(Round.objects.values_list("slug", flat=True)) or _("none yet")
        raise CommandError(
            _("There is no round “%(slug)s”. Known: %(known)s.") % {"slug": slug, "known": known}
        ) from None


class RoundCommand(BaseCommand):
    """Does one thing with the round of a slug, and says that it is done or why it is not."""

    requires_system_checks: list[str] = []  # they load every page of the site
    done: str | Promise

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the last part of the survey's link")

    def lead(self, round: Round, **options: Any) -> Round:
        """The one thing."""
        raise NotImplementedError

    def handle(self, *, slug: str, **options: Any) -> None:
        try:
            round = self.lead(round_named(slug), **options)
        except RoundError as refusal:
            raise CommandError(str(refusal)) from refusal
        path = reverse("surveys:welcome", args=[round.slug])
        told = {"title": round.title, "slug": round.slug, "path": path}
        self.stdout.write(str(self.done) % told)
