"""A round as one archive that explains itself."""

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from surveys.exports import frictionless, psych_ds
from surveys.exports.archive import Entry, zipped
from surveys.exports.contents import Contents
from surveys.exports.delimited import csv_chunks
from surveys.exports.parquet import ParquetMissing, has_parquet, parquet_chunks
from surveys.exports.table import Table
from surveys.exports.tables import TABLES
from surveys.models import Round
from surveys.rounds.manifest import software_version

SHIPPED = files("surveys.exports.shipped")
SCRIPTS = ("primary.py", "primary.R")
FORMAT = {
    "csv": "Tables are CSV in UTF-8; truth is `yes` or `no`; text that a spreadsheet would run as "
    "a formula starts with `'`.",
    "parquet": "Tables are Parquet files, with what a column means in its metadata.",
}
ANALYSIS = (
    "The primary table (mean, two-way cluster-robust 95 % interval, score from 0 to 100) is made "
    "again by `python analysis/primary.py` (numpy, scipy) or `Rscript analysis/primary.R` (R "
    "alone), from `data/ratings_data.csv` alone. People's answers are analysed, and simulated ones "
    "only where nobody else has answered, or with `--simulated`; `--without-flagged` leaves out "
    "whom screening flagged or failed checks sent away. `--help` tells all of it."
)
AUSWERTUNG = (
    "Die Haupttabelle (Mittelwert, zweifach cluster-robustes 95-%-Intervall, Wert von 0 bis 100) "
    "entsteht mit `python analysis/primary.py` (numpy, scipy) oder `Rscript analysis/primary.R` "
    "allein aus `data/ratings_data.csv` neu. Ausgewertet werden die Antworten von Menschen, "
    "simulierte nur, wo sonst niemand geantwortet hat, oder mit `--simulated`; "
    "`--without-flagged` lässt Auffällige weg. `--help` sagt alles dazu."
)


def csv_package(round: Round) -> Iterator[bytes]:
    """A zip in the layout of Psych-DS, with the analysis in Python and R."""
    scripts = [_text(f"analysis/{name}", _shipped(name)) for name in SCRIPTS]
    written = frictionless.CSV
    return zipped(_entries(Contents.of(round), csv_path, csv_chunks, written, scripts))


def parquet_package(round: Round) -> Iterator[bytes]:
    """The same tables as Parquet, without the scripts, which read CSV.

    Raises
    ------
    ParquetMissing
        At once, if pyarrow is not installed.
    """
    if not has_parquet():
        raise ParquetMissing
    written = frictionless.PARQUET
    return zipped(_entries(Contents.of(round), parquet_path, parquet_chunks, written, []))


def csv_path(table: Table) -> str:
    return f"data/{table.name}_data.csv"


def parquet_path(table: Table) -> str:
    return f"data/{table.name}_data.parquet"


def _entries(
    contents: Contents,
    path_of: Callable[[Table], str],
    chunks_of: Callable[[Table, Contents], Iterator[bytes]],
    written: dict[str, Any],
    scripts: list[Entry],
) -> Iterator[Entry]:
    """What explains the data first, so that a download begins at once."""
    round = contents.round
    package = frictionless.datapackage(round, TABLES, path_of=path_of, written=written)
    yield _text("README.md", _readme(round, path_of, written["format"]))
    yield _text("dataset_description.json", _json(psych_ds.dataset_description(round, TABLES)))
    yield _text("datapackage.json", _json(package))
    if round.manifest:
        yield _text("manifest.json", round.manifest)
    yield from scripts
    is_compressed = written is frictionless.PARQUET
    for table in TABLES:
        yield Entry(path_of(table), chunks_of(table, contents), is_compressed, contents.is_large)


def _readme(round: Round, path_of: Callable[[Table], str], written: str) -> str:
    has_scripts = written == "csv"
    extras = []
    if round.manifest:
        extras.append(
            "| `manifest.json` | what was fixed at the opening, byte for byte as it was hashed: "
            f"sha256 `{round.manifest_sha256}` |"
        )
    if has_scripts:
        extras.append(
            "| `analysis/` | the primary table made again from the data, in Python and R |"
        )
    return _shipped("README.md").format(
        title=round.title,
        files="\n".join(f"| `{path_of(table)}` | {table.meaning} |" for table in TABLES),
        extras="\n".join(extras),
        format=FORMAT[written],
        analysis=ANALYSIS if has_scripts else "",
        auswertung=AUSWERTUNG if has_scripts else "",
        version=software_version(),
    )


def _shipped(name: str) -> str:
    return (SHIPPED / name).read_text(encoding="utf-8")


def _text(path: str, text: str) -> Entry:
    return Entry(path, [text.encode()])


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
