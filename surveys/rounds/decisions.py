"""The fields of a round that its researcher decides, by what they are about."""

from typing import Any, cast

from django.db.models import Field

from surveys.models import Round

COMPARED = (
    "method_keys",
    "references_count",
    "reference_choice",
    "chosen_references",
    "disagreement_weight",
)
PLAN = (
    "seed",
    "trials_per_participant",
    "sets_per_trial",
    "product_order",
    "participants_per_reference",
    "lease_minutes",
    "practice",
    "identical_checks",
    "instructed_checks",
    "repeated_trials",
)
TEXTS = (
    "title",
    "slug",
    "question",
    "welcome_text",
    "consent_text",
    "asked_by",
    "contact",
    "language",
    "translations",
    "logo",
    "accent",
)
ANSWERS = ("answer_format", "scale_kind", "scale_labels", "allows_cannot_judge", "changes_until")
QUALITY = ("screening", "reject_after_failed_checks", "smallest_difference")

# What participants and results do not depend on; it is not part of the manifest.
KEEPING = ("shows_leader_while_open", "retention_until")

FROZEN = COMPARED + PLAN + TEXTS + ANSWERS + QUALITY
DECIDED = FROZEN + KEEPING


def field_of(name: str) -> "Field[Any, Any]":
    """With its label, help and default."""
    return cast("Field[Any, Any]", Round._meta.get_field(name))
