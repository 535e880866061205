"""Who arrives: what the link of a channel says about somebody, carried through the consent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category
from uuid import UUID, uuid4

from django import forms
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from surveys.models import OPEN_LINK, Channel, Identity, Participation, Round, Seat

OUTDATED = _("This page had become outdated. Please press the button once more.")
LONGEST_PERSON = 200
LONGEST_PARAMETER = 1000
UNFILLED = re.compile(r"\{\{.*\}\}|^%\w+%$")  # {{%PROLIFIC_PID%}}, %SURVEY_CODE%
UNSEEN = {"Cc", "Cf"}  # control signs, of which PostgreSQL refuses one, and marks without a width


@dataclass(frozen=True)
class Arrival:
    """Made anew with every consent page, so that a double click joins once.

    Attributes
    ----------
    person : str
        The panel's id; empty where nobody is known, or where the link lacks it.
    parameters : mapping
        The channel's kept parameters, as far as the link has them.
    """

    id: UUID = field(default_factory=uuid4)
    person: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


def read_link(channel: Channel | None, query: Mapping[str, str]) -> Arrival:
    """What the parameters of the opened link say; an id too long for any panel is none."""
    if channel is None:
        return Arrival()
    person = _clean(query.get(channel.person_parameter, "")) if channel.person_parameter else ""
    kept = {name: _clean(query.get(name, "")) for name in channel.kept_parameters}
    return Arrival(
        person=person if len(person) <= LONGEST_PERSON else "",
        parameters={
            name: text for name, text in kept.items() if 0 < len(text) <= LONGEST_PARAMETER
        },
    )


def is_preview(channel: Channel | None, query: Mapping[str, str]) -> bool:
    """Whether the panel shows the survey to somebody who has not decided to take part."""
    asked = channel.preview_when if channel is not None else {}
    return bool(asked) and all(query.get(name) == value for name, value in asked.items())


def come_back(identity: Identity, arrival: Arrival) -> Participation | None:
    """The way that somebody began; a panel that let them in anew counts by its newest parameters.

    Once the way has ended the parameters stay: one end is not told twice.
    """
    participation = identity.participation
    if participation is None or participation.completed_at or participation.screened_out_at:
        return participation
    parameters = {**identity.parameters, **arrival.parameters}
    if parameters != identity.parameters:
        Identity.objects.filter(pk=identity.pk).update(parameters=parameters)
    return participation


def has_room(round: Round, channel: Channel | None) -> bool:
    """Whether a place seems to be free; asked without a lock, joining decides.

    So that nobody reads and agrees for nothing.
    """
    if channel is not None and channel.quota is not None:
        taken = channel.participations.filter(simulated=False).taking_places().lasting()
        if taken.count() >= channel.quota:
            return False
    if not round.is_limited:
        return True
    taken = round.participations.filter(simulated=False).taking_places().lasting()
    return taken.count() < round.seats.count()


def telling_room(rounds: "models.QuerySet[Round]") -> "models.QuerySet[Round]":
    """The same rounds, of which each knows as `is_full` what `has_room` denies of its open link."""
    taken = Participation.objects.filter(simulated=False).taking_places().lasting()
    by_link = {"channel__slug": OPEN_LINK}
    door = Channel.objects.filter(round=models.OuterRef("pk"), slug=OPEN_LINK)
    return rounds.annotate(
        _taken=_number(taken),
        _seats=_number(Seat.objects.all()),
        _joined=_number(taken.filter(**by_link)),
        _quota=models.Subquery(door.values("quota")),
    ).annotate(
        is_full=models.Case(
            models.When(_joined__gte=models.F("_quota"), then=True),
            models.When(
                participants_per_reference__isnull=False,
                _taken__gte=models.F("_seats"),
                then=True,
            ),
            default=False,
        )
    )


def _number(rows: "models.QuerySet[Any]") -> Coalesce:
    """How many of these rows a round has."""
    of_round = rows.filter(round=models.OuterRef("pk")).order_by().values("round")
    return Coalesce(models.Subquery(of_round.annotate(all=models.Count("*")).values("all")), 0)


class ArrivalForm(forms.Form):
    """Consent, with the arrival that the page was made for.

    The arrival is signed for its round and channel: nobody can take up somebody else's, change an
    id or a parameter, or use one elsewhere. No cookie is needed, which a panel's frame would block.
    """

    arrival = forms.CharField(widget=forms.HiddenInput, error_messages={"required": OUTDATED})

    def __init__(
        self,
        data: Any = None,
        *,
        round: Round,
        channel: Channel | None = None,
        arrival: Arrival | None = None,
    ) -> None:
        self.signer = Signer(salt=f"surveys.arrival:{round.slug}:{channel.slug if channel else ''}")
        super().__init__(data, initial={"arrival": self._signed(arrival or Arrival())})

    def clean_arrival(self) -> Arrival:
        try:
            one, person, parameters = self.signer.unsign_object(self.cleaned_data["arrival"])
            return Arrival(UUID(one), person, parameters)
        except (BadSignature, ValueError) as error:
            raise forms.ValidationError(OUTDATED) from error

    def _signed(self, arrival: Arrival) -> str:
        return self.signer.sign_object([arrival.id.hex, arrival.person, dict(arrival.parameters)])


def _clean(text: str) -> str:
    """Without what nobody sees: two ids that look alike are one.

    What a panel has not filled in, or what is broken, is nothing.
    """
    if UNFILLED.search(text) or "\N{REPLACEMENT CHARACTER}" in text:
        return ""
    return "".join(sign for sign in text if category(sign) not in UNSEEN).strip()
