"""How other systems' lists are called: `external:NAME`."""

import re

from django.utils.translation import gettext as _

from recommender.external.faults import ListsRefused

PREFIX = "external:"
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
LONGEST_NAME = 60


def is_external(method: str) -> bool:
    return method.startswith(PREFIX)


def label_of(key: str) -> str:
    """What researchers read.

    >>> label_of("external:rival")
    'External lists: rival'
    """
    return _("External lists: %(name)s") % {"name": key.removeprefix(PREFIX)}


def checked_name(key: str) -> str:
    """The NAME of a key.

    Raises
    ------
    ListsRefused
        If it is not `external:` and a name.
    """
    name = key.removeprefix(PREFIX)
    if is_external(key) and NAME.fullmatch(name) and len(name) <= LONGEST_NAME:
        return name
    raise ListsRefused(
        _(
            "“%(key)s” cannot be a method of another system: write external:NAME, with up to "
            "%(longest)d lower-case letters, digits and hyphens as the name."
        )
        % {"key": key, "longest": LONGEST_NAME}
    )
