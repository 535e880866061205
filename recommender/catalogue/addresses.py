"""Under which addresses pictures are shown: by their content alone, so that they tell nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.urls import get_script_prefix, reverse

from recommender.catalogue.pictures import FILES, MASTER

# What a browser may choose from. Whoever reads AVIF reads WebP too, and in large sizes AVIF saves
# less than its encoding costs.
AVIF = ("240.avif", "320.avif", "640.webp", MASTER)
WEBP = ("320.webp", "640.webp", MASTER)
JPEG = ("320.jpg", MASTER)
FALLBACK = "320.jpg"
NO_PICTURE = "0" * 64


@dataclass(frozen=True)
class PictureSources:
    """A picture as `<picture>` wants it.

    Attributes
    ----------
    avif, webp : str
        `srcset` of a `<source>` of that type.
    jpeg, src : str
        `srcset` and `src` of the `<img>`.
    large : str
        The address of the whole picture, for looking closely.
    width, height : int
        Of the whole picture, so that its place is kept while it loads.
    """

    avif: str
    webp: str
    jpeg: str
    src: str
    large: str
    width: int
    height: int


@lru_cache(maxsize=8192)  # a page asks for sixty pictures, and the next person's for the same
def picture_sources(sha256: str, width: int, height: int) -> PictureSources:
    """All addresses of a picture whose master is `width` by `height` pixels."""
    return PictureSources(
        avif=srcset(sha256, width, AVIF),
        webp=srcset(sha256, width, WEBP),
        jpeg=srcset(sha256, width, JPEG),
        src=url(sha256, FALLBACK),
        large=url(sha256, MASTER),
        width=width,
        height=height,
    )


def srcset(sha256: str, picture_width: int, files: Sequence[str]) -> str:
    """These files with their true widths; nothing is enlarged, so narrow pictures have fewer."""
    candidates = {min(FILES[file], picture_width): url(sha256, file) for file in reversed(files)}
    return ", ".join(f"{candidates[width]} {width}w" for width in sorted(candidates))


def url(sha256: str, file: str) -> str:
    """The address of a picture's file; `file` is one of `pictures.FILES`."""
    return f"{_pictures(get_script_prefix())}{sha256}/{file}"


@cache
def _pictures(_script_prefix: str) -> str:
    """What all addresses begin with: asking Django for each took longer than the page itself."""
    address = reverse("recommender:picture", kwargs={"sha256": NO_PICTURE, "file": MASTER})
    return address.removesuffix(f"{NO_PICTURE}/{MASTER}")
