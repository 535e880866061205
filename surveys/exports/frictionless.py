"""The tables as a Frictionless Data Package, version 2 (datapackage.org)."""

from collections.abc import Callable
from typing import Any

from surveys.exports.psych_ds import about
from surveys.exports.table import Column, Kind, Table
from surveys.models import Round

PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
CSV: dict[str, Any] = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
PARQUET: dict[str, Any] = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}


def datapackage(
    round: Round,
    tables: tuple[Table, ...],
    *,
    path_of: Callable[[Table], str],
    written: dict[str, Any],
) -> dict[str, Any]:
    """What the files hold: types, constraints, keys and links of every column.

    Parameters
    ----------
    round : Round
    tables : tuple of Table
    path_of : function from a table to its file in the package
    written : dict
        How the files are written: `CSV` or `PARQUET`.
    """
    return {
        "$schema": PROFILE.format("datapackage"),
        "name": round.slug.lower(),
        "title": round.title,
        "description": about(round),
        "resources": [
            {
                "$schema": PROFILE.format("dataresource"),
                "name": table.name,
                "type": "table",
                "path": path_of(table),
                "description": table.meaning,
                **written,
                "schema": _schema(table),
            }
            for table in tables
        ],
    }


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": PROFILE.format("tableschema"),
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.links:
        schema["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": other, "fields": [column]}}
            for name, (other, column) in table.links.items()
        ]
    return schema


def _field(column: Column) -> dict[str, Any]:
    meaning = f"{column.meaning} Unit: {column.unit}." if column.unit else column.meaning
    field: dict[str, Any] = {
        "name": column.name,
        "type": str(column.kind),
        "description": meaning,
    }
    if column.kind is Kind.TRUTH:
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = [str(choice) for choice in column.choices]
    if column.least is not None:
        constraints["minimum"] = column.least
    return field | ({"constraints": constraints} if constraints else {})
