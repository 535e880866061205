"""The texts of a round in more than one language."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from surveys.models.validation import check_scale_labels

if TYPE_CHECKING:
    from surveys.models.rounds import Round

# What the researcher writes and participants read.
TRANSLATED = (
    "title",
    "question",
    "scale_labels",
    "welcome_text",
    "consent_text",
    "asked_by",
    "contact",
)


def read_in(round: Round, language: str) -> Round:
    """The round as if this were its own language; itself where it has no texts in it.

    What was its own language is then among the translations, so that reading on in yet another
    language works. Names and contacts that a translation leaves empty stay.
    """
    if language == round.language or language not in round.translations:
        return round
    own = {name: getattr(round, name) for name in TRANSLATED}
    read = copy(round)
    read.translations = {**round.translations, round.language: own}
    for name, text in read.translations.pop(language).items():
        if text or name not in ("asked_by", "contact"):
            setattr(read, name, text)
    read.language = language
    return read


def check_translations(translations: Any) -> None:
    """From languages of the interface to all the texts, as many as a round has."""
    known = dict(settings.LANGUAGES)
    if not isinstance(translations, dict) or not all(one in known for one in translations):
        raise ValidationError(_("Texts are given in languages that the interface has."))
    for texts in translations.values():
        if not isinstance(texts, dict) or set(texts) != set(TRANSLATED):
            raise ValidationError(
                _("Texts in another language are these, and no others: %(names)s."),
                params={"names": ", ".join(TRANSLATED)},
            )
        words = [text for name, text in texts.items() if name != "scale_labels"]
        if not all(isinstance(text, str) for text in words):
            raise ValidationError(_("Texts in another language are text."))
        check_scale_labels(texts["scale_labels"])
