"""Where prepared pictures are kept and under which address they are shown.

Names and addresses hold the content's hash alone, so they tell a participant nothing, can be
cached for ever, and outlive the product.
"""

from threading import Lock
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

if TYPE_CHECKING:
    from django.core.files import File

    from recommender.catalogue.preparing import PreparedPicture

MASTER = 1024
WEB_WIDTHS = (320, 640)
FILES = {320: "320.webp", 640: "640.webp", MASTER: "1024.jpg"}
WIDTHS = {file: width for width, file in FILES.items()}
WRITING = Lock()
CONTENT_TYPES = {320: "image/webp", 640: "image/webp", MASTER: "image/jpeg"}


def name(sha256: str, width: int) -> str:
    """The file's name in the default storage; `width` is one of `FILES`."""
    return f"pictures/{sha256[:2]}/{sha256}/{FILES[width]}"


def open_stored(sha256: str, width: int = MASTER) -> "File":
    """The stored file, to be closed by the caller; FileNotFoundError if it was never stored."""
    return default_storage.open(name(sha256, width))


def is_stored(sha256: str) -> bool:
    """Whether the picture is where it was put; storages are known to lose files."""
    return default_storage.exists(name(sha256, MASTER))


def url(sha256: str, width: int = 640) -> str:
    """The address of a picture at most `width` wide; `width` is one of `FILES`."""
    return reverse("recommender:picture", kwargs={"sha256": sha256, "file": FILES[width]})


def srcset(sha256: str, picture_width: int) -> str:
    """All sizes with their true widths; pictures are never enlarged, so narrow ones have fewer."""
    candidates = {min(width, picture_width): url(sha256, width) for width in reversed(FILES)}
    return ", ".join(f"{candidates[width]} {width}w" for width in sorted(candidates))


def store(prepared: "PreparedPicture") -> None:
    """Write what is not there yet; the master last, so that a master has its web sizes."""
    for width, data in prepared.webs.items():
        _write(name(prepared.sha256, width), data)
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
