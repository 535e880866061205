"""One row per participation, without anything that says who it was."""

from collections.abc import Iterator

from django.db.models import Count

from surveys.exports import columns
from surveys.exports.contents import Contents
from surveys.exports.shown import BETWEEN
from surveys.exports.table import Column, Kind, Row, Table
from surveys.models import Participation, Trial
from surveys.screening import Finding


def _count(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, Kind.WHOLE, meaning, required=required, least=0)


COLUMNS = (
    columns.PARTICIPANT,
    columns.SIMULATED,
    columns.CHANNEL,
    Column("language", Kind.TEXT, "In which the round's texts were read, at last.", required=True),
    columns.SEAT,
    Column(
        "holds_seat", Kind.TRUTH, "Whether the place is still theirs, and not given on.", "", True
    ),
    Column("consented_at", Kind.TIME, "When the consent was given.", required=True),
    Column(
        "consent_sha256",
        Kind.TEXT,
        "sha256 of the consent text that was agreed to, in the language in which it was read.",
        required=True,
    ),
    Column("place_kept_until", Kind.TIME, "End of the lease of the place.", required=True),
    Column("completed_at", Kind.TIME, "When the last page was sent off; empty: it was not."),
    Column("screened_out_at", Kind.TIME, "When failed checks ended the way; empty: never."),
    _count("main_trials", "Main trials of the plan.", True),
    _count("main_trials_submitted", "Main trials that were sent off.", True),
    _count("checks", "Attention checks that were sent off."),
    _count("failed_checks", "Of these, not passed."),
    _count(
        "anchors", "Checks in which the set of random and the identical set both have an answer."
    ),
    _count("anchors_above", "Of these, with random above the identical set."),
    _count("repeats", "Repeated trials that were sent off."),
    Column(
        "consistency",
        Kind.NUMBER,
        "How far repeats agree with the first answers: 1 at most, 0 by chance; empty: undefined.",
    ),
    Column("always_the_same", Kind.TRUTH, "Whether no main answer varies."),
    Column("median_seconds", Kind.NUMBER, "Median time of a main trial.", "s", least=0),
    columns.FLAGS,
)


def rows(contents: Contents) -> Iterator[Row]:
    """Everybody who consented and did not withdraw, in the order of arrival."""
    for batch in contents.batches():
        counted = {
            pk: counts
            for pk, *counts in Trial.objects.filter(participation__in=batch, kind=Trial.Kind.MAIN)
            .order_by()
            .values_list("participation_id")
            .annotate(Count("pk"), Count("submitted_at"))
        }
        for one in batch:
            main, submitted = counted.get(one.pk, (0, 0))
            yield _row(one, main, submitted, contents)


def _row(one: Participation, main: int, submitted: int, contents: Contents) -> Row:
    return (
        str(one),
        one.simulated,
        one.channel and one.channel.slug,
        contents.round.read_in(one.language).language,
        one.seat,
        one.holds_seat,
        one.consented_at,
        one.consent_sha256,
        one.lease_ends_at,
        one.completed_at,
        one.screened_out_at,
        main,
        submitted,
        *_evidence(contents.findings.get(one.pk)),
        BETWEEN.join(flag.rule for flag in contents.flags_of(one.pk)) or None,
    )


def _evidence(finding: Finding | None) -> Row:
    if finding is None:
        return (None,) * 8
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
    )


PARTICIPANTS = Table(
    "participants",
    "One row per participation: everybody who consented and did not withdraw, in the order of "
    "arrival. No external id, address or link is in any table.",
    COLUMNS,
    rows,
    key=("participant",),
)
