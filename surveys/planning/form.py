"""What a researcher asks the planning: which difference, and which sizes of the round."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.models import Round
from surveys.planning.spread import Source, components_of_round, rated_rounds
from surveys.planning.table import MOST_PAGES_OF_A_SURVEY, pages_for
from surveys.statistics.components import ASSUMED, Components

MOST_NUMBERS = 5
PARTS = {
    "person": gettext_lazy("Between people"),
    "product": gettext_lazy("Between references"),
    "person_method": gettext_lazy("How differently people take a method"),
    "product_method": gettext_lazy("How differently a method does for references"),
    "answer": gettext_lazy("Of single answers"),
}


class NumbersField(forms.CharField):
    """Whole numbers with commas or spaces between them, ascending and each once."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(map(str, value))

    def clean(self, value: Any) -> Any:
        words = super().clean(value).replace(",", " ").replace(";", " ").split()
        if not all(word.isdecimal() and len(word) < 6 for word in words):
            raise forms.ValidationError(_("Write whole numbers with commas between them."))
        numbers = sorted({int(word) for word in words})
        if not numbers or len(numbers) > MOST_NUMBERS:
            raise forms.ValidationError(
                _("Write one to %(most)d numbers.") % {"most": MOST_NUMBERS}
            )
        if numbers[0] < 2 or numbers[-1] > self.most:
            raise forms.ValidationError(
                _("Each number lies between 2 and %(most)d.") % {"most": self.most}
            )
        return numbers


class PlanningForm(forms.Form):
    """Filled in from the round; `components` are those of the chosen source."""

    difference = forms.FloatField(
        label=gettext_lazy("Smallest difference of interest"),
        min_value=0.5,
        max_value=60,
        help_text=gettext_lazy(
            "Between two methods, in points of the score from 0 to 100. A smaller one would change "
            "nothing that you do."
        ),
    )
    participants = NumbersField(
        label=gettext_lazy("Numbers of participants"),
        most=2000,
        help_text=gettext_lazy("Up to five, with commas between them."),
    )
    references = NumbersField(
        label=gettext_lazy("Numbers of references"),
        most=1000,
        help_text=gettext_lazy("Up to five, with commas between them."),
    )
    per_reference = forms.IntegerField(
        label=gettext_lazy("Participants per reference"),
        min_value=1,
        max_value=10_000,
        help_text=gettext_lazy("To count how many participants that needs in all."),
    )
    source = forms.ChoiceField(label=gettext_lazy("How much answers differ"))

    def __init__(self, data: Any = None, *, round: Round) -> None:
        super().__init__(data or None, initial=_initial(round))
        self.round = round
        from_rounds = [(str(one.pk), one.title) for one in rated_rounds() if one != round]
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            *Source.choices,
            (_("estimated from the answers of a round"), from_rounds),
        ][: 3 if from_rounds else 2]
        for name, label in PARTS.items():
            self.fields[name] = forms.FloatField(
                label=label, min_value=0, max_value=100, required=False
            )

    @property
    def parts(self) -> list[forms.BoundField]:
        return [self[name] for name in PARTS]

    def clean_references(self) -> Sequence[int]:
        numbers: Sequence[int] = self.cleaned_data["references"]
        trials = self.round.trials_per_participant
        if numbers[0] < trials:
            raise forms.ValidationError(
                _("One participant sees %(trials)d references: write at least as many.")
                % {"trials": trials}
            )
        return numbers

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if {"participants", "references"} <= cleaned.keys():
            self._check_size(cleaned["participants"], cleaned["references"])
        if "source" in cleaned and not self.errors:
            try:
                cleaned["components"] = self._components(cleaned)
            except ValueError:
                self.add_error("source", _why_not(cleaned["source"]))
        return cleaned

    def _check_size(self, participants: Sequence[int], references: Sequence[int]) -> None:
        pages = pages_for(participants, references, self.round.trials_per_participant)
        if pages > MOST_PAGES_OF_A_SURVEY:
            sizes = {"pages": pages, "most": MOST_PAGES_OF_A_SURVEY}
            sentence = _(
                "This table would take too long to simulate: its studies have %(pages)d pages "
                "together, and at most %(most)d can be. Write fewer or smaller numbers."
            )
            self.add_error("participants", sentence % sizes)

    def _components(self, cleaned: dict[str, Any]) -> Components:
        if cleaned["source"] == Source.ASSUMED:
            return ASSUMED
        if cleaned["source"] == Source.ENTERED:
            return Components(*(cleaned[name] or 0.0 for name in PARTS))
        chosen = Round.objects.defer("manifest").get(pk=cleaned["source"])
        return components_of_round(chosen)


def _initial(round: Round) -> dict[str, Any]:
    references, trials = round.references_count, round.trials_per_participant
    return {
        "difference": round.smallest_difference,
        "participants": [20, 40, 80, 160],
        "references": sorted(
            {
                max(2, trials, size)
                for size in (references * 2 // 3, references, references * 5 // 3)
            }
        ),
        "per_reference": round.participants_per_reference or 10,
        "source": Source.ASSUMED,
        **asdict(ASSUMED),
    }


def _why_not(source: str) -> str:
    if source == Source.ENTERED:
        return _("Enter at least one standard deviation above 0.")
    return _("The answers of that round are too few to say how much answers differ.")
