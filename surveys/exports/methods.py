"""One row per method of the round, as it was when the round opened."""

import json
from collections.abc import Iterator

from surveys.exports import columns
from surveys.exports.contents import Contents
from surveys.exports.table import Column, Kind, Row, Table

COLUMNS = (
    columns.METHOD_KEY,
    Column("label", Kind.TEXT, "What the method was called.", required=True),
    Column(
        "fingerprint",
        Kind.TEXT,
        "Identity of the method: a hash of version, parameters and weights.",
        required=True,
    ),
    Column("parameters", Kind.TEXT, "What the fingerprint is made of, as JSON.", required=True),
    Column(
        "catalogue_sha256",
        Kind.TEXT,
        "Hash of the catalogue's products and pictures that the lists were computed from; empty: "
        "not known.",
    ),
    Column("k", Kind.WHOLE, "How long the computed lists are; empty: not known.", least=1),
)


def rows(contents: Contents) -> Iterator[Row]:
    """In the round's order."""
    manifest = json.loads(contents.round.manifest or "{}")
    runs = {run["method"]: run for run in manifest.get("provenance", {}).get("runs", [])}
    for method in contents.round.methods.order_by("position"):
        run = runs.get(method.key, {})
        parameters = json.dumps(method.parameters, sort_keys=True, ensure_ascii=False)
        yield (
            method.key,
            method.label,
            method.fingerprint,
            parameters,
            run.get("contents"),
            run.get("k"),
        )


METHODS = Table(
    "methods",
    "One row per method, in the round's order, as it was when the round opened.",
    COLUMNS,
    rows,
    key=("method_key",),
)
