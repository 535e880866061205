"""One row per screening rule that a participant broke."""

from collections.abc import Iterator

from surveys.exports import columns
from surveys.exports.contents import Contents
from surveys.exports.table import Column, Kind, Row, Table
from surveys.statistics.screening import Rule

COLUMNS = (
    columns.PARTICIPANT,
    columns.SIMULATED,
    Column(
        "rule",
        Kind.TEXT,
        "The rule that was broken; the manifest has the rules that were fixed.",
        required=True,
        choices=tuple(Rule),
    ),
    Column(
        "value",
        Kind.NUMBER,
        "What was found, in the unit of the threshold; empty: undefined, or without numbers.",
    ),
    Column("threshold", Kind.NUMBER, "What the round had fixed; empty: a rule that is on or off."),
)


def rows(contents: Contents) -> Iterator[Row]:
    """In the order of participants and rules."""
    for batch in contents.batches():
        for one in batch:
            for flag in contents.flags_of(one.pk):
                yield str(one), one.simulated, str(flag.rule), flag.value, flag.threshold


SCREENING = Table(
    "screening",
    "One row per screening rule that a participant broke. The rules were fixed before the round "
    "opened; they flag and never delete.",
    COLUMNS,
    rows,
    key=("participant", "rule"),
    links={"participant": ("participants", "participant")},
)
