"""Exports read back, as a stranger would."""

import csv
import io
import zipfile

from surveys.exports import table_csv


def text_of(round, name):
    return b"".join(table_csv(round, name)).decode()


def rows_of(round, name):
    """The lines of one table as CSV, by the names of its columns."""
    return list(csv.DictReader(io.StringIO(text_of(round, name), newline="")))


def unpacked(chunks):
    """The files of an archive by their paths, every checksum held against its content."""
    with zipfile.ZipFile(io.BytesIO(b"".join(chunks))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
