"""Finding the round that a command names."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from surveys.models import Round


def round_named(slug: str) -> Round:
    """The round, or an end of the command that lists the known ones."""
    try:
        return Round.objects.get(slug=slug)
    except Round.DoesNotExist:
        known = ", ".join(Round.objects.values_list("slug", flat=True)) or _("none yet")
        raise CommandError(
            _("There is no round “%(slug)s”. Known: %(known)s.") % {"slug": slug, "known": known}
        ) from None
