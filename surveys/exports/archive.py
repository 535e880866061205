"""Many files as one zip, which leaves while it is made: nothing is kept but the piece at hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

# The first that a zip knows. Any other would make two exports of the same answers differ.
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16


@dataclass(frozen=True)
class Entry:
    """A file of the archive.

    Attributes
    ----------
    path : str
    content : iterable of bytes
    compressed : bool
        Whether its content is compressed already.
    is_large : bool
        Whether it may be longer than 2 GiB. Not every program reads what is then written.
    """

    path: str
    content: Iterable[bytes]
    compressed: bool = False
    is_large: bool = False


class _Sink:
    """A file that cannot be read again, only emptied."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def emptied(self) -> Iterator[bytes]:
        if self._held:
            yield bytes(self._held)
            self._held.clear()


def zipped(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The zip in pieces; the same entries give the same bytes."""
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        for entry in entries:
            info = ZipInfo(entry.path, NO_TIME)
            info.compress_type = ZIP_STORED if entry.compressed else ZIP_DEFLATED
            info.external_attr = READABLE
            with archive.open(info, "w", force_zip64=entry.is_large) as file:
                for chunk in entry.content:
                    file.write(chunk)
                    yield from sink.emptied()
    yield from sink.emptied()
