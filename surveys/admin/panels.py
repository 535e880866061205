"""What a round's page shows besides its fields, by the state of the round."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from surveys import round_texts, rounds
from surveys.admin.counts import counts, places
from surveys.admin.life import steps_from
from surveys.admin.rules import caught
from surveys.admin.standing import Standing, condition
from surveys.admin.wording import language_rows
from surveys.channel_presets import PRESETS
from surveys.models import OPEN_LINK, Channel, Round

LATEST = 12


@dataclass(frozen=True)
class ChannelRow:
    """A way into the round, its link, and how many people came through it."""

    channel: Channel
    link: str
    counts: dict[str, int]

    @property
    def taken(self) -> int:
        """What its quota counts."""
        return self.counts["completed"] + self.counts["active"]


def counted(round: Round) -> dict[str, Any]:
    """What changes while a round is taken: the part of the page that asks for itself again."""
    if not round.is_frozen:
        return {}
    return {"counts": counts(round), "places": places(round)}


def panels(round: Round, request: HttpRequest) -> dict[str, Any]:
    events = round.events.select_related("user").order_by("-happened_at", "-pk")
    shown: dict[str, Any] = {
        "steps": steps_from(round),
        "events": events[:LATEST],
        "more_events": max(0, events.count() - LATEST),
        "channels": channel_rows(round, request),
        "channel_presets": PRESETS,
        "languages": language_rows(round),
        "differences": rounds.differences(round) if round.parent_id else [],
    }
    if round.is_frozen:
        simulated = not round.participations.filter(simulated=False).exists()
        shown["caught"], shown["flagged"] = caught(round, simulated=simulated)
        shown["caught_simulated"] = simulated and shown["flagged"]
    return shown


def channel_rows(round: Round, request: HttpRequest) -> list[ChannelRow]:
    """In the order in which they were added."""
    people = Q(participations__simulated=False)
    own = round.channels.annotate(
        **{
            standing.value: Count(
                "participations", filter=people & condition(standing, "participations__")
            )
            for standing in Standing
        }
    )
    return [
        ChannelRow(
            channel,
            request.build_absolute_uri(channel_path(channel, round)),
            {standing.value: getattr(channel, standing.value) for standing in Standing},
        )
        for channel in own.order_by("pk")
    ]


def channel_path(channel: Channel, round: Round) -> str:
    """The open link is the round's own address."""
    if channel.slug == OPEN_LINK:
        return reverse("surveys:welcome", args=[round.slug])
    return reverse("surveys:channel", args=[round.slug, channel.slug])


def scale_presets() -> dict[str, Any]:
    """Labels that the form's buttons fill in, as JSON can carry them."""
    return {
        "points": {
            points: [str(label) for label in labels]
            for points, labels in round_texts.SCALES.items()
        },
        "slider": [str(label) for label in round_texts.SLIDER_ENDS],
    }
