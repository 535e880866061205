"""The dataset in schema.org's words, laid out as Psych-DS asks (psychds-docs.readthedocs.io)."""

from typing import Any

from surveys.exports.table import Column, Table
from surveys.models import Round
from surveys.rounds.manifest import software_version

PSYCH_DS = "Psych-DS 1.5.1"  # the newest schema of github.com/psych-ds/psych-DS


def dataset_description(round: Round, tables: tuple[Table, ...]) -> dict[str, Any]:
    """Every column of every table once, for a column means the same wherever it is."""
    columns = {column.name: column for table in tables for column in table.columns}
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": round.title,
        "description": about(round),
        "schemaVersion": PSYCH_DS,
        "inLanguage": round.languages,
        "keywords": ["perceived similarity", "product recommendation", round.answer_format],
        "variableMeasured": [_variable(column) for column in columns.values()],
    }
    if round.asked_by:
        found["creator"] = {"@type": "Organization", "name": round.asked_by}
    if round.opened_at:
        end = round.closed_at.date().isoformat() if round.closed_at else ".."
        found["temporalCoverage"] = f"{round.opened_at.date().isoformat()}/{end}"
    if round.manifest_sha256:
        found["identifier"] = f"sha256:{round.manifest_sha256}"
    return found


def about(round: Round) -> str:
    return (
        f"One survey round made with SimSurvey {software_version()}: participants compared sets of "
        "products that several methods had recommended with a reference product, without knowing "
        f"the methods. The question was: {round.question}"
    )


def _variable(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "PropertyValue",
        "name": column.name,
        "description": column.meaning,
    }
    if column.unit:
        found["unitText"] = column.unit
    if column.least is not None:
        found["minValue"] = column.least
    return found
