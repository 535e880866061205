"""Passages of the ready-made texts that their researcher has yet to write, such as [your name]."""

import re

from django.utils.translation import gettext as _

from surveys.models import Round
from surveys.rounds.errors import PlaceholdersLeft

PLACEHOLDER = re.compile(r"\[[^\]\n]+\]")


def placeholders_in(text: str) -> list[str]:
    """Each once, with its brackets."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def placeholders_of_consent(round: Round) -> list[str]:
    """Those of the consent, in every language that the round speaks."""
    others = (texts["consent_text"] for texts in round.translations.values())
    return placeholders_in("\n".join([round.consent_text, *others]))


def check_consent(round: Round) -> None:
    """People would agree to a text that does not say who asks them, and it would be frozen.

    Raises
    ------
    PlaceholdersLeft
        With the first placeholder that is left.
    """
    if left := placeholders_of_consent(round):
        raise PlaceholdersLeft(
            _(
                "Participants would agree to a text that still holds the placeholder "
                "“%(placeholder)s”: write the consent first, or say that the brackets are meant."
            )
            % {"placeholder": left[0]}
        )
