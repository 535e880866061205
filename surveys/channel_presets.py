"""Ready-made channels: what known panels need, as columns and nothing else.

A panel that is not here needs no code either: its channel gets the same columns by hand.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.models import OPEN_LINK, Channel, Outcome

PROLIFIC = "https://app.prolific.com/submissions/complete?cc={code}"
MTURK = "{turkSubmitTo}/mturk/externalSubmit"
SONA = (
    "https://SCHOOL.sona-systems.com/webstudy_credit.aspx"
    "?experiment_id=EXPERIMENT&credit_token=TOKEN&survey_code={survey_code}"
)
MTURK_FRAMES = [
    "worker.mturk.com",
    "workersandbox.mturk.com",
    "www.mturk.com",
    "requester.mturk.com",
    "requestersandbox.mturk.com",
]


@dataclass(frozen=True)
class Preset:
    """`columns` are a channel's that differ from empty; `advice` says what remains to be done."""

    label: Promise
    advice: Promise
    columns: Mapping[str, Any]


PRESETS: dict[str, Preset] = {
    OPEN_LINK: Preset(
        _("open link"),
        _("Whoever has the link takes part; nobody is known."),
        {},
    ),
    "invitation": Preset(
        _("personal invitations"),
        _("Upload addresses or tokens, then send everybody their own link."),
        {"person_parameter": "i", "known_only": True},
    ),
    "prolific": Preset(
        _("Prolific"),
        _(
            "Enter the codes of the study's completion paths. In Prolific, record the ids by URL "
            "parameters, and give this channel's link as the study's address."
        ),
        {
            "person_parameter": "PROLIFIC_PID",
            "kept_parameters": ["STUDY_ID", "SESSION_ID"],
            "outcomes": {outcome: {"address": PROLIFIC, "code": ""} for outcome in Outcome.values},
        },
    ),
    "mturk": Preset(
        _("Amazon Mechanical Turk"),
        _(
            "Give this channel's link as the address of an ExternalQuestion. Who is screened out "
            "submits too, so that you decide about the reward."
        ),
        {
            "person_parameter": "workerId",
            "kept_parameters": ["assignmentId", "hitId", "turkSubmitTo"],
            "preview_when": {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE"},
            "outcomes": {
                outcome: {"address": MTURK, "code": ""}
                for outcome in (Outcome.COMPLETE.value, Outcome.SCREENED_OUT.value)
            },
            "returns_by_post": True,
            "return_hosts": ["www.mturk.com", "workersandbox.mturk.com"],
            "frame_hosts": MTURK_FRAMES,
        },
    ),
    "sona": Preset(
        _("SONA Systems"),
        _(
            "Copy the credit address from SONA over the one here and leave {survey_code} at its "
            "end. In SONA, give this channel's link with ?survey_code=%SURVEY_CODE% as the "
            "study's address."
        ),
        {
            "person_parameter": "survey_code",
            "outcomes": {Outcome.COMPLETE.value: {"address": SONA, "code": ""}},
        },
    ),
}
EMPTY: Mapping[str, Any] = {
    "person_parameter": "",
    "kept_parameters": [],
    "known_only": False,
    "preview_when": {},
    "outcomes": {},
    "returns_by_post": False,
    "return_hosts": [],
    "frame_hosts": [],
}


def apply_preset(channel: Channel, name: str) -> Channel:
    """Give the channel all the preset's columns, unsaved; its address and name only if empty.

    Raises
    ------
    KeyError
        If there is no such preset.
    """
    preset = PRESETS[name]
    for column, value in {**EMPTY, **preset.columns}.items():
        setattr(channel, column, deepcopy(value))
    channel.slug = channel.slug or name
    channel.name = channel.name or str(preset.label)
    return channel
