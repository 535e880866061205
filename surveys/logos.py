"""A researcher's logo: any picture of theirs, decoded and encoded anew, under its content's hash.

Only pixels are taken over. SVG is refused: it is a document that may hold programs and addresses.
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
BYTE_LIMIT = 5_000_000
PIXEL_LIMIT = 30_000_000
WIDTH, HEIGHT = 640, 256  # twice the largest size on a page
CONTENT_TYPE = "image/webp"


class LogoRefused(Exception):
    """The file is no logo; the text is a sentence for the researcher."""


@dataclass(frozen=True)
class Logo:
    """A logo that is not yet stored."""

    data: bytes
    sha256: str
    width: int
    height: int

    @property
    def column(self) -> dict[str, Any]:
        """As the round's column keeps it."""
        return {"sha256": self.sha256, "width": self.width, "height": self.height}


def prepare(data: bytes) -> Logo:
    """Decode wholly, turn upright, bound, and encode again without anything but pixels.

    Raises
    ------
    LogoRefused
        If the file is too large, of another format, or damaged.
    """
    if len(data) > BYTE_LIMIT:
        raise LogoRefused(
            _("A logo has at most %(limit)d MB.") % {"limit": BYTE_LIMIT // 1_000_000}
        )
    picture = _decoded(data)
    picture.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    file = BytesIO()
    picture.save(file, "WEBP", lossless=True)
    stored = file.getvalue()
    return Logo(stored, sha256(stored).hexdigest(), *picture.size)


def store(logo: Logo) -> None:
    """Write it unless it is there."""
    path = name(logo.sha256)
    if not default_storage.exists(path):
        saved = default_storage.save(path, ContentFile(logo.data))
        if saved != path:
            default_storage.delete(saved)  # another process wrote the same logo meanwhile


def open_stored(sha256: str) -> File:
    """The stored file, to be closed by the caller; FileNotFoundError if it was never stored."""
    return default_storage.open(name(sha256))


def name(sha256: str) -> str:
    """The file's name in the default storage."""
    return f"logos/{sha256}.webp"


def url(sha256: str) -> str:
    return reverse("surveys:logo", args=[sha256])


def _decoded(data: bytes) -> Image.Image:
    """Upright, with transparency where the file has any."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                raise LogoRefused(
                    _("A logo has at most %(limit)d million pixels.")
                    % {"limit": PIXEL_LIMIT // 1_000_000}
                )
            picture.load()
            return ImageOps.exif_transpose(picture).convert("RGBA")
    except LogoRefused:
        raise
    except Exception as error:  # decoders raise anything on what is damaged, or no picture at all
        raise LogoRefused(
            _(
                "This is no picture that can be read. A logo is a PNG, JPEG, WebP or GIF file; "
                "SVG is not taken, because it may hold programs."
            )
        ) from error
