"""What a source of products gives, whatever it is made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from recommender.catalogue.remarks import Remark


@dataclass(frozen=True)
class Row:
    """One product as the source tells it; nothing is checked or opened yet.

    `read` gives the bytes of the picture's file, or raises PictureRefused. `where` is what a
    researcher looks for: the file, or the table and its line.
    """

    where: str
    identifier: str
    category: str
    read: Callable[[], bytes]
    title: str = ""
    group: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """The entries of a source, always in the same order, and notices about the whole."""

    entries: list[Row | Remark]
    notices: list[Remark] = field(default_factory=list)


class Tree(Protocol):
    """Files under one root, in a folder or in a zip; paths are relative, with `/`."""

    label: str

    def top(self) -> list[str]:
        """Names of the files directly under the root."""

    def files(self) -> Iterator[str | Remark]:
        """Every file, and a remark for each thing that is none."""

    def read(self, path: str) -> bytes:
        """The bytes of one file; PictureRefused if it is absent, outside or too large."""


def is_clutter(name: str) -> bool:
    """Whether an operating system put the file or folder there, and nobody misses it."""
    return name.startswith(".") or name.lower() in {"__macosx", "thumbs.db", "desktop.ini"}
