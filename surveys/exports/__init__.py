"""A round's tables as files that anyone can read: CSV, archives, a workbook.

Every file leaves while it is read from the database, piece by piece, so that a large round needs
no more memory than a small one. No file holds an external id, an address, or a token of a
participant's link.
"""

from collections.abc import Iterator

from surveys.exports.contents import Contents
from surveys.exports.delimited import csv_chunks
from surveys.exports.package import csv_package, parquet_package
from surveys.exports.parquet import ParquetMissing, has_parquet
from surveys.exports.tables import BY_NAME
from surveys.exports.workbook import workbook
from surveys.models import Round

__all__ = [
    "BY_NAME",
    "ParquetMissing",
    "csv_package",
    "has_parquet",
    "parquet_package",
    "table_csv",
    "workbook",
]


def table_csv(round: Round, name: str) -> Iterator[bytes]:
    """One table as CSV.

    Raises
    ------
    KeyError
        If there is no table of this name.
    """
    return csv_chunks(BY_NAME[name], Contents.of(round))
