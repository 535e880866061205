"""One line per participation, without anything that says who it was."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q

from surveys import screening
from surveys.exports.lines import lines
from surveys.models import Participation, Round, Trial
from surveys.screening import Finding

COLUMNS = (
    "participant",
    "simulated",
    "channel",
    "seat",
    "holds_seat",
    "consented_at",
    "consent_sha256",
    "place_kept_until",
    "completed_at",
    "screened_out_at",
    "main_trials",
    "main_trials_submitted",
    "checks",
    "failed_checks",
    "anchors",
    "anchors_above",
    "repeats",
    "consistency",
    "always_the_same",
    "median_seconds",
    "flags",
)


def participants_csv(*, round: Round) -> Iterator[str]:
    """Everybody who consented and did not withdraw, in the order of arrival.

    The columns are explained in docs/exports.md.
    """
    main = Q(trials__kind=Trial.Kind.MAIN)
    rows = (
        Participation.objects.filter(round=round)
        .select_related("channel")
        .annotate(
            main=Count("trials", filter=main),
            submitted=Count("trials", filter=main & Q(trials__submitted_at__isnull=False)),
        )
        .order_by("number")
    )
    found = screening.findings(round, False) | screening.findings(round, True)
    return lines(COLUMNS, (_row(one, found.get(one.pk)) for one in rows.iterator(chunk_size=2000)))


def _row(one: Any, finding: Finding | None) -> tuple[Any, ...]:
    return (
        one,
        one.simulated,
        one.channel and one.channel.slug,
        one.seat,
        one.holds_seat,
        one.consented_at,
        one.consent_sha256,
        one.lease_ends_at,
        one.completed_at,
        one.screened_out_at,
        one.main,
        one.submitted,
        *_evidence(finding),
    )


def _evidence(finding: Finding | None) -> tuple[Any, ...]:
    if finding is None:
        return (None,) * 9
    found = finding.evidence
    return (
        found.checks,
        found.failed_checks,
        found.anchors,
        found.anchors_above,
        found.repeats,
        found.consistency,
        found.always_the_same,
        found.median_seconds,
        "|".join(
            sorted(
                f"{flag.rule}={_number(flag.value)}/{_number(flag.threshold)}"
                for flag in finding.flags
            )
        ),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"
