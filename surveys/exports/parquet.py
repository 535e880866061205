"""Tables as Parquet, where pyarrow is installed (the extra `parquet`)."""

from collections.abc import Iterator
from importlib.util import find_spec
from io import RawIOBase
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from surveys.exports.contents import Contents
from surveys.exports.table import Column, Kind, Table

if TYPE_CHECKING:
    import pyarrow

ROWS = 20_000  # of a row group: what is held in memory


class ParquetMissing(Exception):
    """Nobody installed what writes Parquet here."""

    def __init__(self) -> None:
        super().__init__(_("Parquet needs pyarrow: run “pip install pyarrow”."))


def has_parquet() -> bool:
    return find_spec("pyarrow") is not None


def parquet_chunks(table: Table, contents: Contents) -> Iterator[bytes]:
    """The file in pieces, a row group at a time; pyarrow must be there."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    sink = _Sink()
    schema = _schema(table)
    rows = table.rows(contents)
    with ParquetWriter(pyarrow.PythonFile(sink, mode="w"), schema) as writer:
        while some := list(islice(rows, ROWS)):
            columns = zip(*some, strict=True)
            writer.write_batch(
                pyarrow.record_batch(
                    [
                        pyarrow.array(cells, field.type, from_pandas=True)
                        for cells, field in zip(columns, schema, strict=True)
                    ],
                    schema=schema,
                )
            )
            yield sink.emptied()
    yield sink.emptied()


class _Sink(RawIOBase):
    """A file that is only written, and emptied."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]
        self._held += piece
        return len(piece)

    def emptied(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held


def _schema(table: Table) -> "pyarrow.Schema":
    import pyarrow

    return pyarrow.schema(
        [_field(column) for column in table.columns],
        metadata={"name": table.name, "description": table.meaning},
    )


def _field(column: Column) -> "pyarrow.Field":
    import pyarrow

    types = {
        Kind.TEXT: pyarrow.string(),
        Kind.WHOLE: pyarrow.int64(),
        Kind.NUMBER: pyarrow.float64(),
        Kind.TRUTH: pyarrow.bool_(),
        Kind.TIME: pyarrow.timestamp("ms", tz="UTC"),
    }
    metadata = {"description": column.meaning} | ({"unit": column.unit} if column.unit else {})
    return pyarrow.field(column.name, types[column.kind], metadata=metadata)
