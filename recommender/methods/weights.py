"""Files of learned parameters: where one lies, whether it is the right one, how it comes here."""

import functools
import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from recommender.methods.wording import Sentence as _

SUFFIXES = {".safetensors", ".bin", ".pt", ".pth", ".npz"}


class Unavailable(Exception):
    """A method cannot run here; the text says why and what mends it."""


class SourceFailed(Exception):
    """A source did not give the file; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Downloaded:
    """A file that a source has put into the folder it was given.

    Attributes
    ----------
    path : Path
    origin : str
        Where exactly it came from, to be kept.
    license : str
    """

    path: Path
    origin: str
    license: str


class Source(Protocol):
    """A place from which a weights file can be had."""

    def describe(self) -> str:
        """The place, in words for a terminal."""

    def download(self, folder: Path) -> Downloaded:
        """Put the file into the folder.

        Raises
        ------
        SourceFailed
            If it cannot be had from here.
        """


@dataclass(frozen=True, kw_only=True)
class Located:
    """A weights file that is there and is the right one."""

    path: Path
    sha256: str
    origin: str
    license: str


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What an algorithm looks for, and where it may come from.

    Attributes
    ----------
    title : str
        What people call them.
    folder : Path
        Where the file lies, beside a record of its origin, `record.json`.
    file : str
        Its name, where it is known beforehand; else the record names it.
    sha256 : str
        What the file must hash to, where it is known beforehand; else the record says it.
    license : str
        The licence of the file, where it is known beforehand.
    mend : str
        What a person does when the file is missing.
    sources : tuple of Source
        Asked in this order by `fetch`.
    """

    title: str
    folder: Path
    file: str = ""
    sha256: str = ""
    license: str = ""
    mend: str
    sources: tuple[Source, ...] = ()

    def locate(self) -> Located:
        """Find the file without network and without importing what is heavy.

        Raises
        ------
        Unavailable
            If it is missing or is not the file that it should be.
        """
        record = self._record()
        path = self.folder / (self.file or record.get("file") or self._only_file())
        if not path.is_file():
            raise Unavailable(
                _(
                    "The weights of %(title)s are not in %(folder)s. %(mend)s",
                    title=self.title,
                    folder=self.folder,
                    mend=self.mend,
                )
            )
        actual = sha256_of(path)
        expected = self.sha256 or record.get("sha256", actual)
        if actual != expected:
            raise Unavailable(
                _(
                    "%(path)s is not the file it should be: its sha256 is %(actual)s, expected "
                    "was %(expected)s. %(mend)s",
                    path=path,
                    actual=actual,
                    expected=expected,
                    mend=self.mend,
                )
            )
        return Located(
            path=path,
            sha256=actual,
            origin=record.get("origin", "local file"),
            license=self.license or record.get("license", "unknown"),
        )

    def fetch(self, say: Callable[[str], object]) -> Located:
        """Find the file, or get it from the first source that gives it.

        Raises
        ------
        Unavailable
            If no source gave it; each source's reason was said before.
        """
        try:
            return self.locate()
        except Unavailable:
            if not self.sources:
                raise
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"{self.folder} cannot be made: {error.strerror}.") from error
        for source in self.sources:
            say(f"{self.title}: asking {source.describe()}")
            try:
                self._take(source)
                return self.locate()
            except SourceFailed as failed:
                say(f"  {failed}")
        raise Unavailable(
            f"The weights of {self.title} could not be had from any source. Run fetch_weights on a "
            f"machine that reaches one, and copy what it puts into {self.folder}."
        )

    def _take(self, source: Source) -> None:
        """Download beside the final place, check, then move: a half file is never found."""
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=self.folder) as incoming:
            downloaded = source.download(Path(incoming))
            actual = sha256_of(downloaded.path)
            if self.sha256 not in ("", actual):
                raise SourceFailed(f"It gave a file with the sha256 {actual}, not {self.sha256}.")
            name = self.file or downloaded.path.name
            record = {
                "file": name,
                "sha256": actual,
                "origin": downloaded.origin,
                "license": self.license or downloaded.license,
            }
            downloaded.path.replace(self.folder / name)
            written = Path(incoming) / "record.json"
            written.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
            written.replace(self.folder / "record.json")

    def _only_file(self) -> str:
        """The name of a weights file that somebody put into the folder by hand, or ''."""
        found = [path.name for path in self.folder.glob("*") if path.suffix in SUFFIXES]
        return found[0] if len(found) == 1 else ""

    def _record(self) -> dict[str, str]:
        """What `fetch` noted of the file, as long as it is still about this file."""
        try:
            record = json.loads((self.folder / "record.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except ValueError as broken:
            raise Unavailable(
                _(
                    "%(folder)s/record.json cannot be read. %(mend)s",
                    folder=self.folder,
                    mend=self.mend,
                )
            ) from broken
        return record if self.file in ("", record.get("file")) else {}


def sha256_of(path: Path) -> str:
    """The file's sha256 in hex; read again only when the file's time or size changed."""
    state = path.stat()
    return _sha256(path, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=64)
def _sha256(path: Path, _changed: int, _size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
