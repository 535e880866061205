"""Pictures as methods compare them: opened once, and cut out once for every segmenter."""

import hashlib
import io
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from django.utils.translation import gettext as _
from PIL import Image

from recommender.catalogue import pictures
from recommender.methods.contract import Unavailable
from recommender.methods.cores import thread_count
from recommender.methods.segmentation import CutOut, Segmenter, cut_out
from recommender.precompute.cache import load_mask, store_mask

# By the segmenter's fingerprint; "" for the picture as it is, for which there is no segmenter.
Segmenters = Mapping[str, Segmenter | None]
# What is compared, or what went wrong for those who wanted this treatment, and for them alone.
Treated = Mapping[str, CutOut | Exception]


class PictureUnusable(Exception):
    """One picture cannot be compared, and the text says why; others go on."""


def treated_ahead(
    sha256s: Iterable[str], wanted: Callable[[str], Segmenters], *, ahead: int
) -> Generator[tuple[str, Future[Treated]], None, None]:
    """Treat pictures in threads while those before are compared.

    In the given order, at most `ahead` pictures before the one that is asked for. A picture for
    which nothing is wanted when its turn comes is not opened. Who closes the iterator calls off
    what has not begun.
    """
    coming: deque[tuple[str, Future[Treated]]] = deque()
    with ThreadPoolExecutor(thread_count(), thread_name_prefix="pictures") as pool:
        try:
            for sha256 in sha256s:
                if segmenters := wanted(sha256):
                    coming.append((sha256, pool.submit(treated, sha256, segmenters)))
                if len(coming) > ahead:
                    yield coming.popleft()
            while coming:
                yield coming.popleft()
        finally:
            pool.shutdown(cancel_futures=True)


def treated(sha256: str, segmenters: Segmenters) -> Treated:
    """The picture as each of these leaves it.

    Raises
    ------
    OSError
        If the storage does not answer.
    """
    try:
        picture = opened(sha256)
    except PictureUnusable as error:
        return dict.fromkeys(segmenters, error)
    return {key: _cut(sha256, picture, segmenter) for key, segmenter in segmenters.items()}


def _cut(sha256: str, picture: Image.Image, segmenter: Segmenter | None) -> CutOut | Exception:
    if segmenter is None:
        return CutOut(picture)
    try:
        return cut_out(picture, mask_of(sha256, picture, segmenter))
    except (PictureUnusable, Unavailable, MemoryError) as error:
        return error


def mask_of(sha256: str, picture: Image.Image, segmenter: Segmenter) -> Image.Image:
    """How surely each pixel is the product, from the cache or found and put there.

    Raises
    ------
    PictureUnusable
        If the network refuses the picture.
    Unavailable
        If the weights are missing or do not fit.
    """
    mask = load_mask(segmenter.fingerprint(), sha256)
    if mask is not None and mask.size == picture.size:
        return mask
    try:
        mask = segmenter.mask(picture)
    except (Unavailable, MemoryError):
        raise
    except Exception as error:
        raise PictureUnusable(
            _("Its background could not be found: %(error)s")
            % {"error": f"{type(error).__name__}: {error}"}
        ) from error
    store_mask(segmenter.fingerprint(), sha256, mask)
    return mask


def opened(sha256: str) -> Image.Image:
    """The decoded picture.

    Raises
    ------
    PictureUnusable
        If its file is gone or is not what was stored.
    OSError
        If the storage does not answer.
    """
    name = pictures.name(sha256, pictures.MASTER)
    try:
        with pictures.open_stored(sha256) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise PictureUnusable(
            _("The file %(name)s is gone: import its product again, then retry it.")
            % {"name": name}
        ) from error
    try:
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(_("its sha256 is not the one it is named after"))
        picture = Image.open(io.BytesIO(content))
        picture.load()
    except MemoryError:
        raise
    except Exception as error:  # damage makes the readers of image formats fail in any way
        raise PictureUnusable(
            _(
                "The file %(name)s is damaged: %(error)s. Delete it, import its product again, "
                "then retry it."
            )
            % {"name": name, "error": error}
        ) from error
    return picture
