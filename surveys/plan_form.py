"""The form of the plan of a round's results."""

from itertools import combinations
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommender import lookup
from surveys.analysis_plans import AnalysisPlan
from surveys.models import Round
from surveys.statistics.contrasts import SEGMENTED

BETWEEN = " − "


class PlanForm(forms.Form):
    """Offers every two methods of the round as a primary contrast."""

    contrasts = forms.MultipleChoiceField(
        label=_("Primary contrasts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One to three: what the study is about. All other pairs are shown as well."),
    )
    without_flagged = forms.ChoiceField(
        label=_("Primary results"),
        choices=[("", _("of everybody")), ("1", _("without those whom screening flags"))],
        required=False,
    )
    half_width = forms.FloatField(
        label=_("Wished precision, ± points of the score"),
        required=False,
        min_value=0.1,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "0.1"}),
        # xgettext:no-python-format
        help_text=_("Half of the 95 % interval of the primary contrasts; empty: none."),
    )
    participants = forms.IntegerField(
        label=_("Planned sample"),
        required=False,
        min_value=1,
        help_text=_("How many shall complete before the round is closed; empty: open."),
    )

    def __init__(self, data: Any = None, *, round: Round) -> None:
        plan = AnalysisPlan.from_json(round.analysis_plan)
        initial = plan.to_json() | {
            "contrasts": [BETWEEN.join(pair) for pair in plan.contrasts],
            "without_flagged": "1" if plan.without_flagged else "",
        }
        super().__init__(data, initial=initial)
        keys = round.method_keys
        states = lookup.method_states(round.catalogue) if round.catalogue else []
        labels = dict(zip(keys, keys, strict=True)) | {state.key: state.label for state in states}
        self.pairs = {BETWEEN.join(pair): pair for pair in _pairs(keys)}
        self.fields["contrasts"].choices = [  # type: ignore[attr-defined]
            (value, BETWEEN.join(str(labels[key]) for key in pair))
            for value, pair in self.pairs.items()
        ]

    def plan(self) -> AnalysisPlan:
        """Of a valid form."""
        given = self.cleaned_data
        return AnalysisPlan(
            contrasts=tuple(self.pairs[value] for value in given["contrasts"]),
            without_flagged=bool(given["without_flagged"]),
            half_width=given["half_width"],
            participants=given["participants"],
        )


def _pairs(keys: list[str]) -> list[tuple[str, str]]:
    """Segmented minus original where two belong together, else in the round's order."""
    return [
        (other, one) if other == one + SEGMENTED else (one, other)
        for one, other in combinations(keys, 2)
    ]
