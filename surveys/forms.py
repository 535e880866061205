"""The shape of what participants send."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from surveys.models import Round, Slot

OUTDATED = _("This page had become outdated. Please press the button once more.")


class ArrivalForm(forms.Form):
    """Consent, with the arrival that the page was made with, so that a double click joins once.

    The arrival is signed for its round: nobody can take up somebody else's, or one of another
    round.
    """

    arrival = forms.CharField(widget=forms.HiddenInput, error_messages={"required": OUTDATED})

    def __init__(self, data: Any = None, *, round: Round) -> None:
        super().__init__(data, initial={"arrival": _signer(round).sign(uuid4().hex)})
        self.round = round

    def clean_arrival(self) -> UUID:
        try:
            return UUID(_signer(self.round).unsign(self.cleaned_data["arrival"]))
        except (BadSignature, ValueError) as error:
            raise forms.ValidationError(OUTDATED) from error


def _signer(round: Round) -> Signer:
    return Signer(salt=f"surveys.arrival:{round.slug}")


class AnswersForm(forms.Form):
    """The chosen points of some slots, each under its letter; a slot may be left out.

    Beside each stands what the page last knew as saved, as `was-LETTER`: an answer that equals it
    was not given here and now, and must not overwrite a newer one from another tab.
    """

    def __init__(self, data: Any, *, slots: Sequence[Slot], points: int) -> None:
        super().__init__(data)
        self.places = {slot.letter: slot.position for slot in slots}
        choices = [(str(point), str(point)) for point in range(1, points + 1)]
        for letter in self.places:
            self.fields[letter] = forms.TypedChoiceField(
                choices=choices, coerce=int, empty_value=None, required=False
            )

    @property
    def values(self) -> dict[int, int]:
        """From slot position to chosen point, of those that are on the scale and new."""
        self.full_clean()
        return {
            self.places[letter]: value
            for letter, value in self.cleaned_data.items()
            if value is not None and self.data.get(f"was-{letter}") != str(value)
        }
