"""What the demo's round says, in every language that the interface has."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys import round_texts


def of_a_round() -> dict[str, Any]:
    """The fields of a round: in the language of the moment, with the others as translations."""
    own = get_language() or settings.LANGUAGE_CODE
    others = [code for code, _name in settings.LANGUAGES if code != own]
    return _in(own) | {"language": own, "translations": {code: _in(code) for code in others}}


def _in(language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "title": _("Which products are similar?"),
            "question": str(round_texts.QUESTIONS["set_rating"]),
            "scale_labels": [str(label) for label in round_texts.SCALES[5]],
            "welcome_text": str(round_texts.WELCOME),
            "consent_text": _(
                "This is a demonstration of SimSurvey. It runs on the computer of whoever started "
                "it, and your answers stay there, with the times at which you gave them. Nothing "
                "that is stored identifies you.\n"
                "\n"
                "Taking part is voluntary, and you can stop at any time by closing the page."
            ),
            "asked_by": _("A demonstration of SimSurvey"),
            "contact": "",
        }
