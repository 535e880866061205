"""A round's texts in another language than its own, each beside the text that it says again."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from surveys import round_texts
from surveys.models import Round
from surveys.models.validation import check_scale_labels
from surveys.models.wording import TRANSLATED
from surveys.round_form.scale import ScaleField
from surveys.rounds.decisions import field_of

LONG = ("welcome_text", "consent_text")


class WordingForm(forms.Form):
    """All texts at once: a round that reads half in one language serves nobody.

    What is still SimSurvey's own suggestion is suggested in this language too.
    """

    scale_labels = ScaleField(
        label=_("Scale"),
        validators=[],
        help_text=_("One label a line, as many as in the round's own language."),
    )

    def __init__(self, *args: Any, round: Round, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round, self.language = round, language
        for name in TRANSLATED:
            if name != "scale_labels":
                self.fields[name] = _field(name, required=self._needs(name))
        self.order_fields(TRANSLATED)
        for name in TRANSLATED:
            self.fields[name].widget.attrs |= {"lang": language, "dir": "auto"}
        self.initial = round.translations.get(language) or _suggested(round, language)

    @property
    def pairs(self) -> list[tuple[forms.BoundField, str]]:
        """Each field with the text of the round's own language."""
        own = {name: getattr(self.round, name) for name in TRANSLATED}
        own["scale_labels"] = "\n".join(own["scale_labels"])
        return [(self[name], own[name]) for name in TRANSLATED]

    def clean_scale_labels(self) -> list[str]:
        labels: list[str] = self.cleaned_data["scale_labels"]
        check_scale_labels(labels)
        wanted = len(self.round.scale_labels)
        if len(labels) != wanted:
            sentence = ngettext(
                "The scale has %(count)d label in the round's own language: give as many here.",
                "The scale has %(count)d labels in the round's own language: give as many here.",
                wanted,
            )
            raise ValidationError(sentence % {"count": wanted})
        return labels

    def save(self) -> None:
        texts = {name: self.cleaned_data[name] for name in TRANSLATED}
        self.round.translations = {**self.round.translations, self.language: texts}
        self.round.save(update_fields=["translations"])

    def _needs(self, name: str) -> bool:
        return name not in ("asked_by", "contact") and bool(getattr(self.round, name).strip())


def _field(name: str, *, required: bool) -> forms.CharField:
    column = field_of(name)
    return forms.CharField(
        label=str(column.verbose_name)[:1].upper() + str(column.verbose_name)[1:],
        required=required,
        max_length=column.max_length,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 60})
        if name in LONG
        else forms.TextInput(attrs={"class": "vTextField"}),
        help_text="" if required else _("Empty: as in the round's own language."),
    )


def _suggested(round: Round, language: str) -> dict[str, Any]:
    """Ready-made texts in this language where the round has the ready-made ones in its own."""
    ready = {
        "question": round_texts.QUESTIONS[round.answer_format],
        "welcome_text": round_texts.WELCOME,
        "consent_text": round_texts.CONSENT,
        "scale_labels": round_texts.SLIDER_ENDS
        if round.has_slider
        else round_texts.SCALES[len(round.scale_labels)],
    }
    with translation.override(round.language):
        kept = {name for name, text in ready.items() if getattr(round, name) == _said(text)}
    with translation.override(language):
        return {name: _said(text) for name, text in ready.items() if name in kept}


def _said(text: Any) -> Any:
    """In the language of the moment."""
    return [str(label) for label in text] if isinstance(text, tuple) else str(text)
