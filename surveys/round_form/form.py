"""The form of a draft: it offers what the chosen catalogue and methods leave."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from recommender import lookup
from recommender.models import Catalogue, Run
from surveys import logos, round_texts
from surveys.models import Round
from surveys.round_form.length import ASK_FOR_LENGTH, ASKING, length_sentence
from surveys.round_form.lines import LinesField
from surveys.round_form.logo import LogoField
from surveys.round_form.methods import ASK_FOR_METHODS, ASK_FOR_REFERENCES, MethodBoxes
from surveys.round_form.scale import ScaleField
from surveys.round_form.screening import ScreeningForm
from surveys.rounds.readiness import why_not_ready


class RoundForm(ScreeningForm):
    """Offers the methods of the catalogue that is being chosen.

    `asked` is the query of the page: the form asks for itself again, with another catalogue or
    other methods, to show what can be chosen then.
    """

    asked = QueryDict()

    catalogue = forms.ModelChoiceField(
        Catalogue.objects.all(),
        label=_("Catalogue"),
        empty_label=None,
        widget=forms.Select(attrs=ASK_FOR_METHODS),
    )
    method_keys = forms.MultipleChoiceField(
        label=_("Methods"),
        widget=MethodBoxes(attrs=ASK_FOR_REFERENCES),
        error_messages={"required": _("Choose at least one method.")},
    )
    scale_labels = ScaleField(
        label=_("Scale"),
        help_text=_(
            "One label a line, from the least to the most similar: 2 to 11 lines; of a slider, "
            "its two ends."
        ),
    )
    chosen_references = LinesField(
        label=_("Chosen references"),
        required=False,
        help_text=_(
            "Only for references chosen by hand: product ids, one a line. The page “Choose "
            "references” of a saved draft offers them with their pictures."
        ),
    )
    logo = LogoField(
        label=_("Logo"),
        required=False,
        help_text=_(
            "PNG, JPEG, WebP or GIF; it stands on white beside the name of who asks, on the first "
            "and the last page."
        ),
    )
    retention_until = forms.DateField(
        label=_("Answers are kept until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("After this day `manage.py purge` erases answers and ids; empty: no limit."),
    )

    class Meta:
        model = Round
        fields = (
            "title",
            "slug",
            "catalogue",
            "method_keys",
            "references_count",
            "trials_per_participant",
            "reference_choice",
            "chosen_references",
            "disagreement_weight",
            "answer_format",
            "sets_per_trial",
            "product_order",
            "participants_per_reference",
            "lease_minutes",
            "seed",
            "question",
            "scale_kind",
            "scale_labels",
            "allows_cannot_judge",
            "changes_until",
            "welcome_text",
            "consent_text",
            "asked_by",
            "contact",
            "logo",
            "accent",
            "language",
            "practice",
            "identical_checks",
            "instructed_checks",
            "repeated_trials",
            "reject_after_failed_checks",
            "smallest_difference",
            "shows_leader_while_open",
            "retention_until",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self._chosen_catalogue()
        self.initial["catalogue"] = chosen
        runs = lookup.finished_runs(chosen) if chosen else {}
        self._offer_methods(chosen, runs)
        self.initial["method_keys"] = self._methods_at_first(chosen, runs)
        if self.instance.pk is None:
            self._fill_in()
        self._say_how_many_references(runs)
        self._say_how_long()

    def _chosen_catalogue(self) -> Catalogue | None:
        """The submitted one, the one asked for, the round's own, or the one computed last."""
        keys = (self.data.get("catalogue"), self.asked.get("catalogue"))
        for key in keys:
            if key and key.isdecimal() and (found := Catalogue.objects.filter(pk=key).first()):
                return found
        if self.instance.catalogue:
            return self.instance.catalogue
        latest = Run.objects.filter(state=Run.State.FINISHED).order_by("finished_at").last()
        return latest.catalogue if latest else Catalogue.objects.first()

    def _offer_methods(self, catalogue: Catalogue | None, runs: Mapping[str, Run]) -> None:
        states = lookup.method_states(catalogue) if catalogue else []
        labels = {state.key: state.label for state in states}
        shut = {state.key: why_not_ready(state) for state in states if state.key not in runs}
        field = self.fields["method_keys"]
        field.choices = [  # type: ignore[attr-defined]
            (key, format_html('{} <span class="why">{}</span>', label, shut[key]))
            if key in shut
            else (key, label)
            for key, label in (labels | {key: key for key in runs if key not in labels}).items()
        ]
        field.widget.shut = frozenset(shut)

    def _methods_at_first(self, catalogue: Catalogue | None, runs: Mapping[str, Run]) -> list[str]:
        """Those asked for, the round's own, or all that can be chosen."""
        asked = dict.fromkeys(self.asked.getlist("method_keys"))
        own = self.instance.method_keys if catalogue == self.instance.catalogue else []
        return [key for key in (asked or own) if key in runs] or list(runs)

    def _fill_in(self) -> None:
        self.initial["language"] = get_language()
        for name, text in {
            "question": round_texts.QUESTIONS[self.instance.answer_format],
            "scale_labels": [str(label) for label in round_texts.SCALES[5]],
            "welcome_text": round_texts.WELCOME,
            "consent_text": round_texts.CONSENT,
        }.items():
            self.initial[name] = text if isinstance(text, list) else str(text)

    def _say_how_many_references(self, runs: Mapping[str, Run]) -> None:
        chosen = [runs[key] for key in self.initial["method_keys"]]
        eligible = lookup.eligible_references(chosen).count() if chosen else 0
        sentence = ngettext(
            "%(count)d product has full lists of all chosen methods.",
            "%(count)d products have full lists of all chosen methods.",
            eligible,
        )
        field = self.fields["references_count"]
        field.help_text = format_html(
            '<span id="eligible">{}</span> {}', sentence % {"count": eligible}, field.help_text
        )
        if self.instance.pk is None:
            for name in ("references_count", "trials_per_participant"):
                self.initial[name] = max(1, min(getattr(self.instance, name), eligible))

    def _say_how_long(self) -> None:
        """From what the page asks with, and else from what the form holds at first."""
        values = {name: getattr(self.instance, name) for name in ASKING} | dict(self.initial)
        if "answer_format" in self.asked:
            values = values | {"practice": False} | self.asked.dict()
        length = length_sentence(values, self.initial["method_keys"])
        field = self.fields["trials_per_participant"]
        field.help_text = format_html('{} <span id="length">{}</span>', field.help_text, length)
        for name in ASKING:
            self.fields[name].widget.attrs |= ASK_FOR_LENGTH

    # What one field alone cannot know.

    def clean_method_keys(self) -> list[str]:
        """Only methods that are computed; a box may have shut since the page was shown."""
        keys: list[str] = self.cleaned_data["method_keys"]
        shut = self.fields["method_keys"].widget.shut
        if lacking := [key for key in keys if key in shut]:
            raise ValidationError(
                _("%(keys)s: no finished lists in this catalogue; compute them, or untick them."),
                params={"keys": ", ".join(lacking)},
            )
        return keys

    def clean(self) -> dict[str, Any] | None:
        """A ready-made question asks for what is answered."""
        if {"question", "answer_format"} <= self.cleaned_data.keys():
            self.cleaned_data["question"] = round_texts.fitting_question(
                self.cleaned_data["question"], self.cleaned_data["answer_format"]
            )
        return super().clean()

    def clean_retention_until(self) -> date | None:
        day: date | None = self.cleaned_data["retention_until"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("This day has passed."))
        return day

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if language in self.instance.translations:
            raise ValidationError(
                _("The round has other texts in this language: remove those first, on their page.")
            )
        return language

    def save(self, commit: bool = True) -> Any:
        """The logo's file first: a round never names one that is not there."""
        field = cast("LogoField", self.fields["logo"])
        if field.chosen is not None:
            logos.store(field.chosen)
        return super().save(commit)
