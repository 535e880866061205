"""The fields of a round in groups, as they are written in a draft and shown of a frozen round."""

from typing import Any

from django.utils.translation import gettext_lazy as _

COMPARED = _("What is compared")
REFERENCES = _("References")
DESIGN = _("Design")
SEEN = _("What participants see")
QUALITY = _("Quality")
RECRUITING = _("Recruiting")
PLANNING = _("Planning and data protection")
RECORD = _("Record")

WHY_ROTATE = _(
    "A round usually holds 60 to 100 references, of which one participant sees 12 to 20. What a "
    "round can find out grows with the number of references more than with the number of "
    "participants: everybody rates the same lists of a reference, so more people tell you more "
    "about these lists, and only more references tell you about the method. That is why the "
    "references rotate over the participants."
)
WHY_COUNTERBALANCED = _(
    "Which method stands where, which follows which, and when a reference comes are balanced over "
    "participants and references by a plan that is drawn from the seed and stored. You need "
    "not change anything here."
)
WHY_QUALITY = _(
    "These trials come on top of the references and are never analysed; they show who answered "
    "with care. Two identical-set checks and two repeated trials are a good start. Checks that the "
    "question itself announces are the only ones for which panels let you reject anybody."
)
WHY_SCREENING = _(
    "Rules that are fixed before the round opens. They flag participants and delete nothing: the "
    "results are shown with and without the flagged ones. An empty field turns its rule off."
)
HOW_TO_RECRUIT = _(
    "Every round has an open link. Once the draft is saved, its page offers further channels: "
    "personal invitations, Prolific, MTurk, SONA."
)
WHY_PLAN = _(
    "The planning page of the saved draft says from the smallest difference how many participants "
    "and references you need. Looking at who leads while a round is open tempts to stop at a lucky "
    "moment, so it is off, and is written into the log."
)

SCREENING = [
    "screen_failed_checks",
    "screen_low_anchor_above",
    "screen_least_consistency",
    "screen_least_time_share",
    "screen_no_variance",
]
CHECKS = ["practice", "identical_checks", "instructed_checks", "repeated_trials"]
TEXTS = ["welcome_text", "consent_text", "asked_by", "contact"]
ANSWERS = ["question", "answer_format", "scale_kind"]
KEPT = ["smallest_difference", "retention_until", "shows_leader_while_open"]

WRITTEN: Any = [
    (COMPARED, {"fields": ["catalogue", "method_keys"]}),
    (
        REFERENCES,
        {
            "fields": [
                "references_count",
                "trials_per_participant",
                "reference_choice",
                "chosen_references",
                "disagreement_weight",
            ],
            "description": WHY_ROTATE,
        },
    ),
    (
        DESIGN,
        {
            "fields": ["sets_per_trial", "product_order", "seed"],
            "description": WHY_COUNTERBALANCED,
            "classes": ["collapse"],
        },
    ),
    (
        SEEN,
        {
            "fields": [
                "title",
                "slug",
                *ANSWERS,
                "scale_labels",
                "allows_cannot_judge",
                "changes_until",
                *TEXTS,
                "logo",
                "accent",
                "language",
            ]
        },
    ),
    (QUALITY, {"fields": CHECKS, "description": WHY_QUALITY}),
    (
        _("Screening rules"),
        {
            "fields": [*SCREENING, "reject_after_failed_checks"],
            "description": WHY_SCREENING,
            "classes": ["collapse"],
        },
    ),
    (
        RECRUITING,
        {
            "fields": ["participants_per_reference", "lease_minutes"],
            "description": HOW_TO_RECRUIT,
            "classes": ["collapse"],
        },
    ),
    (PLANNING, {"fields": KEPT, "description": WHY_PLAN, "classes": ["collapse"]}),
]

SHOWN: Any = [
    (COMPARED, {"fields": ["catalogue", "compared_methods"]}),
    (
        REFERENCES,
        {
            "fields": [
                "references_count",
                "trials_per_participant",
                "reference_choice",
                "chosen_references",
                "disagreement_weight",
            ]
        },
    ),
    (DESIGN, {"fields": ["sets_per_trial", "product_order", "seed"]}),
    (
        SEEN,
        {
            "fields": [
                "title",
                "slug",
                *ANSWERS,
                "shown_scale",
                "allows_cannot_judge",
                "changes_until",
                *TEXTS,
                "shown_logo",
                "shown_accent",
                "language",
                "shown_translations",
            ]
        },
    ),
    (QUALITY, {"fields": [*CHECKS, "shown_rules", "reject_after_failed_checks"]}),
    (RECRUITING, {"fields": ["participants_per_reference", "lease_minutes"]}),
    (PLANNING, {"fields": KEPT}),
    (
        RECORD,
        {
            "fields": [
                "parent",
                "created_by",
                "created_at",
                "opened_at",
                "closed_at",
                "manifest_sha256",
            ]
        },
    ),
]
