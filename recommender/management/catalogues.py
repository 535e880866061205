"""Finding the catalogue that a command names."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from recommender.models import Catalogue


def catalogue_named(name: str) -> Catalogue:
    """The catalogue, or an end of the command that lists the known ones."""
    try:
        return Catalogue.objects.get(name=name)
    except Catalogue.DoesNotExist:
        known = list(Catalogue.objects.values_list("name", flat=True))
        names = ", ".join(f"“{known_name}”" for known_name in known) or _("none yet")
        raise CommandError(
            _("There is no catalogue “%(name)s”. Known: %(names)s.")
            % {"name": name, "names": names}
        ) from None
