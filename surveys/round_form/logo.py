"""A logo as a file to choose, and the one that is there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from surveys import logos
from surveys.logos import Logo, LogoRefused


class Stored(dict[str, Any]):
    """The column of a stored logo, as the widget of a file wants it: with a name and an address."""

    def __str__(self) -> str:
        return f"{self['width']} × {self['height']}"

    @property
    def url(self) -> str:
        return logos.url(self["sha256"])


class LogoField(forms.FileField):
    """Gives the round's column; `chosen` is what was uploaded just now, not yet stored.

    A field belongs to one form, as Django copies the fields of a class for each.
    """

    widget = forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"})
    chosen: Logo | None = None

    def prepare_value(self, value: Any) -> Any:
        return Stored(value) if value else None

    def clean(self, data: Any, initial: Any = None) -> dict[str, Any]:
        if data is False:  # the box that takes it away is ticked
            return {}
        uploaded = super().clean(data, None) if data else None
        if uploaded is None:
            return dict(initial or {})
        try:
            self.chosen = logos.prepare(uploaded.read())
        except LogoRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return self.chosen.column
