"""For whom and for what a figure holds, in the words that stand beside it."""

from django.utils.translation import gettext as _


def both() -> str:
    return _("Holds for new people and new products of this catalogue, not only for those asked.")


def products() -> str:
    return _("Holds for new products, as judged by these participants.")


def category() -> str:
    return _("Holds for new people and new products of the category.")


def these() -> str:
    return _("Describes these answers, and claims nothing beyond them.")


def pages() -> str:
    return _("Describes these participants.")
