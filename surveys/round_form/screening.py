"""Screening rules as a form: one field a rule, and an empty one turns its rule off."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from surveys.statistics.screening import Rules

PREFIX = "screen_"


class ScreeningForm(forms.ModelForm):
    """The rules of a round, and back into its column when all of them are right."""

    screen_failed_checks = forms.IntegerField(
        label=_("Failed checks"),
        required=False,
        min_value=1,
        help_text=_("Flags who failed so many attention checks or more; empty: off."),
    )
    screen_low_anchor_above = forms.IntegerField(
        label=_("Random set on top"),
        required=False,
        min_value=1,
        help_text=_(
            "Flags who placed the random set above the set that shows the reference itself or "
            "its own group, in so many trials or more; empty: off."
        ),
    )
    screen_least_consistency = forms.FloatField(
        label=_("Lowest consistency"),
        required=False,
        min_value=-1,
        max_value=1,
        widget=forms.NumberInput(attrs={"step": "0.05"}),
        help_text=_(
            "From −1 to 1: flags whose answers to repeated trials agree with their first ones "
            "less than this, or not measurably; empty: off."
        ),
    )
    screen_least_time_share = forms.FloatField(
        label=_("Shortest time, in percent"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        widget=forms.NumberInput(attrs={"min": 1, "max": 99, "step": "1"}),
        help_text=_(
            "Flags whose median time for a trial is below this share of the median over all "
            "participants; empty: off."
        ),
    )
    screen_no_variance = forms.BooleanField(
        label=_("Always the same answer"),
        required=False,
        help_text=_("Flags who gave one and the same answer everywhere."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = Rules.from_json(self.instance.screening).to_json()
        if rules["least_time_share"] is not None:
            rules["least_time_share"] = round(100 * rules["least_time_share"], 6)
        self.initial.update({PREFIX + name: value for name, value in rules.items()})

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        rules = {
            name.removeprefix(PREFIX): value
            for name, value in cleaned.items()
            if name.startswith(PREFIX)
        }
        if rules.get("least_time_share") is not None:
            rules["least_time_share"] /= 100
        self.instance.screening = Rules(**rules).to_json()
        return cleaned
