"""What the demo's round says."""

from typing import Any

from django.utils.translation import gettext as _

from surveys import round_texts


def of_a_round() -> dict[str, Any]:
    return {
        "title": _("Which products are similar?"),
        "question": str(round_texts.QUESTION),
        "scale_labels": [str(label) for label in round_texts.SCALES[5]],
        "welcome_text": str(round_texts.WELCOME),
        "consent_text": _(
            "This is a demonstration of SimSurvey. It runs on the computer of whoever started it, "
            "and your answers stay there, with the times at which you gave them. Nothing that is "
            "stored identifies you.\n"
            "\n"
            "Taking part is voluntary, and you can stop at any time by closing the page."
        ),
    }
