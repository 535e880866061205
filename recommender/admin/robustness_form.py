"""What a researcher chooses for a robustness report."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from recommender import lookup
from recommender.methods import registry
from recommender.models import Catalogue, RobustnessReport
from recommender.robustness import DEFAULT_REFERENCES, LARGEST_SEED, plan_report, refusals

LARGEST_SAMPLE = 5000


class RobustnessForm(forms.Form):
    """Methods that are computed and up to date, how many references, and the seed."""

    methods = forms.MultipleChoiceField(
        label=_("Methods"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one method.")},
    )
    references = forms.IntegerField(
        label=_("Reference products"),
        initial=DEFAULT_REFERENCES,
        min_value=1,
        max_value=LARGEST_SAMPLE,
        help_text=_("Drawn equally from the categories. More of them narrow the intervals."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        initial=1,
        min_value=0,
        max_value=LARGEST_SEED,
        help_text=_("The same seed draws the same products and disturbs them in the same way."),
    )

    def __init__(self, *args: Any, catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        labels = {method.key: lookup.label(method) for method in registry.methods(settings.METHODS)}
        reasons = refusals(catalogue)
        self.choosable = [(key, labels[key]) for key, reason in reasons.items() if not reason]
        self.refused = [(labels[key], reason) for key, reason in reasons.items() if reason]
        field: Any = self.fields["methods"]
        field.choices = self.choosable
        field.initial = [key for key, _label in self.choosable]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if not self.choosable:
            raise ValidationError(_("No method is computed and up to date. Compute one first."))
        return chosen

    def plan(self) -> RobustnessReport:
        """The report, laid out for workers.

        Raises
        ------
        RobustnessError
            If it cannot be planned after all.
        """
        return plan_report(catalogue=self.catalogue, **self.cleaned_data)
