"""Where prepared pictures are kept, and in which sizes and formats.

Names hold the content's hash alone, so that files are never changed and outlive the product. Why
these sizes and formats: docs/decisions/0011-picture-formats.md.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

if TYPE_CHECKING:
    from django.core.files import File

    from recommender.catalogue.preparing import PreparedPicture

MASTER = "1024.jpg"
# How wide each file is at most, the small ones first.
WEB_FILES = {"240.avif": 240, "320.avif": 320, "320.webp": 320, "320.jpg": 320, "640.webp": 640}
FILES = WEB_FILES | {MASTER: 1024}
# The newest first: a browser that reads one of them reads those after it.
CONTENT_TYPES = {".avif": "image/avif", ".webp": "image/webp", ".jpg": "image/jpeg"}
WRITING = Lock()


def name(sha256: str, file: str) -> str:
    """The file's name in the default storage; `file` is one of `FILES`."""
    return f"{_folder(sha256)}/{file}"


def _folder(sha256: str) -> str:
    return f"pictures/{sha256[:2]}/{sha256}"


def content_type(file: str) -> str:
    return CONTENT_TYPES[PurePosixPath(file).suffix]


def open_stored(sha256: str, file: str = MASTER) -> "File":
    """The stored file, to be closed by the caller; FileNotFoundError if it was never stored."""
    return default_storage.open(name(sha256, file))


def read_stored(sha256: str, file: str) -> bytes:
    """The stored file's bytes; FileNotFoundError as above."""
    with open_stored(sha256, file) as stored:
        content: bytes = stored.read()
    return content


def is_stored(sha256: str) -> bool:
    """Whether all files of the picture are there; storages are known to lose some.

    One question to the storage, however many files there are.
    """
    try:
        _folders, files = default_storage.listdir(_folder(sha256))
    except FileNotFoundError:
        return False
    return FILES.keys() <= set(files)


def stand_ins(file: str) -> Iterator[str]:
    """What can be shown where a file is missing, the lightest first.

    Pictures that an earlier version imported lack some until they are imported again, and their
    rounds go on meanwhile. Nothing narrower, and no newer format than the one asked for.
    """
    formats = list(CONTENT_TYPES.values())
    wider = list(FILES)[list(FILES).index(file) + 1 :]
    for other in wider:
        if formats.index(content_type(other)) >= formats.index(content_type(file)):
            yield other


def store(prepared: "PreparedPicture") -> None:
    """Write what is not there yet; the master last, so that a master has its web sizes."""
    for file, data in prepared.webs.items():
        _write(name(prepared.sha256, file), data)
    _write(name(prepared.sha256, MASTER), prepared.master)


def _write(path: str, data: bytes) -> None:
    """Idempotent, also after a crash in the middle of a file, which leaves a shorter one.

    One file at a time: an equal picture in another thread would take a file that is just being
    written for what a crash has left.
    """
    with WRITING:
        _write_alone(path, data)


def _write_alone(path: str, data: bytes) -> None:
    if default_storage.exists(path):
        if default_storage.size(path) == len(data):
            return
        default_storage.delete(path)
    saved = default_storage.save(path, ContentFile(data))
    if saved != path:
        default_storage.delete(saved)  # another process wrote the same picture meanwhile
