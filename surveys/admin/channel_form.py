"""A channel in a researcher's words: lists as lines, and each outcome with its code and address."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from surveys.models import OPEN_LINK, Channel, Outcome
from surveys.round_form import LinesField

PREVIEW = "preview"  # is in the way of a channel's link
HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?")


class HostsField(LinesField):
    """Names of hosts; what else is typed would end in a header of the page."""

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if wrong := [line for line in value if not HOST.fullmatch(line)]:
            raise ValidationError(
                _("“%(host)s” is not the name of a host, like panel.example.org."),
                params={"host": wrong[0]},
            )


class PairsField(LinesField):
    """A mapping, one `name=value` a line."""

    def prepare_value(self, value: Any) -> Any:
        pairs = value.items() if isinstance(value, dict) else ()
        return value if isinstance(value, str) else "\n".join(f"{a}={b}" for a, b in pairs)

    def clean(self, value: Any) -> Any:
        lines: list[str] = super().clean(value)
        pairs = [line.partition("=") for line in lines]
        if wrong := [line for line, pair in zip(lines, pairs, strict=True) if not all(pair)]:
            raise ValidationError(
                _("“%(line)s” is not of the form name=value."), params={"line": wrong[0]}
            )
        return {name.strip(): text.strip() for name, _equals, text in pairs}


class ChannelForm(forms.ModelForm):
    """The open link keeps its address; a channel that people came through keeps it as well."""

    kept_parameters = LinesField(
        label=_("Other parameters"),
        required=False,
        help_text=_("Further parameters of the link to be kept with the id, one a line."),
    )
    preview_when = PairsField(
        label=_("Preview"),
        required=False,
        help_text=_(
            "Parameters and the values by which the panel asks for a preview only: name=value, "
            "one a line."
        ),
    )
    return_hosts = HostsField(
        label=_("Hosts to return to"),
        required=False,
        help_text=_("Hosts that a parameter may name as the place to return to, one a line."),
    )
    frame_hosts = HostsField(
        label=_("Hosts that may frame"),
        required=False,
        help_text=_("Hosts that may show the survey inside a page of their own, one a line."),
    )

    class Meta:
        model = Channel
        fields = (
            "name",
            "slug",
            "is_active",
            "quota",
            "person_parameter",
            "known_only",
            "kept_parameters",
            "preview_when",
            "returns_by_post",
            "return_hosts",
            "frame_hosts",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for outcome in Outcome:
            self._add_outcome(outcome)
        if self.instance.slug == OPEN_LINK or self.instance.participations.exists():
            self.fields["slug"].disabled = True

    def _add_outcome(self, outcome: Outcome) -> None:
        own = self.instance.outcomes.get(outcome.value, {})
        self.fields[f"{outcome}_code"] = forms.CharField(
            label=_("Code"), required=False, max_length=100, initial=own.get("code", "")
        )
        self.fields[f"{outcome}_address"] = forms.CharField(
            label=_("Address"),
            required=False,
            max_length=1000,
            initial=own.get("address", ""),
            widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
            help_text=_("Names in braces are filled in: {code}, and parameters of the link."),
        )

    def main_fields(self) -> list[BoundField]:
        return [self[name] for name in ("name", "slug", "is_active", "quota")]

    def panel_fields(self) -> list[BoundField]:
        return [self[name] for name in self.Meta.fields[4:]]

    def panel_errors(self) -> bool:
        return any(field.errors for field in self.panel_fields())

    def outcome_fields(self) -> Iterator[tuple[str, list[BoundField]]]:
        """For every outcome its name, and the fields of its code and address."""
        for outcome in Outcome:
            yield str(outcome.label), [self[f"{outcome}_code"], self[f"{outcome}_address"]]

    def clean_slug(self) -> str:
        """Unique in the round; the constraint names a field that is not in the form."""
        slug: str = self.cleaned_data["slug"]
        if slug == PREVIEW:
            raise ValidationError(_("The draft's preview has this address."))
        others = Channel.objects.filter(round=self.instance.round_id, slug=slug)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another channel of this round has this address."))
        return slug

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        entries = {
            outcome.value: {
                "address": cleaned.get(f"{outcome}_address", ""),
                "code": cleaned.get(f"{outcome}_code", ""),
            }
            for outcome in Outcome
        }
        self.instance.outcomes = {
            name: entry for name, entry in entries.items() if any(entry.values())
        }
        return cleaned

    def changes(self) -> str:
        """What was changed, for the log; only the quota, and on or off, with their values."""
        told = {"quota", "is_active"}
        return ", ".join(
            f"{name}: {self.initial.get(name)} → {self.cleaned_data[name]}"
            if name in told
            else name
            for name in self.changed_data
        )
