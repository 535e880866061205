"""What is compared of pictures: taken from the cache, or computed and put there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from PIL import Image

from recommender.catalogue import pictures
from recommender.methods.contract import Unavailable
from recommender.methods.method import Method
from recommender.methods.segmentation import CutOut, Segmenter, cut_out
from recommender.precompute.cache import (
    Feature,
    load_feature,
    load_mask,
    store_feature,
    store_mask,
)

BATCH = (
    16  # pictures decoded at a time: 50 MB; transformers gain up to here, other networks nothing
)


class Interrupted(Exception):
    """The worker was asked to stop, or lost its claim; what is in the cache stays."""


class PictureUnusable(Exception):
    """One picture cannot be compared, and the text says why; others go on."""


@dataclass(frozen=True)
class Prepared:
    """Features and failures by the sha256 of their picture."""

    features: dict[str, Feature] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)
    computed: list[str] = field(default_factory=list)


def prepare(
    sha256s: Iterable[str], method: Method, *, stopping: Callable[[], bool] = lambda: False
) -> Prepared:
    """The features of all these pictures; only what the cache lacks is computed."""
    prepared, fingerprint = Prepared(), method.feature_fingerprint()
    missing = []
    for sha256 in dict.fromkeys(sha256s):
        if feature := load_feature(fingerprint, sha256):
            prepared.features[sha256] = feature
        else:
            missing.append(sha256)
    for start in range(0, len(missing), BATCH):
        computed = _compute(missing[start : start + BATCH], method, prepared.unusable, stopping)
        for sha256, feature in computed.items():
            store_feature(fingerprint, sha256, feature)
        prepared.features.update(computed)
        prepared.computed.extend(computed)
    return prepared


def _compute(
    sha256s: Sequence[str],
    method: Method,
    unusable: dict[str, str],
    stopping: Callable[[], bool],
) -> dict[str, Feature]:
    """The features of one batch; what cannot be compared is added to `unusable`."""
    cuts: dict[str, CutOut] = {}
    for sha256 in sha256s:
        if stopping():
            raise Interrupted
        try:
            cuts[sha256] = _treated(sha256, method.segmenter)
        except PictureUnusable as error:
            unusable[sha256] = str(error)
    if stopping():
        raise Interrupted
    values = _values(cuts, method, unusable)
    return {sha256: Feature(row, cuts[sha256].failure) for sha256, row in values.items()}


def _values(
    cuts: dict[str, CutOut], method: Method, unusable: dict[str, str]
) -> dict[str, NDArray[Any]]:
    """All at once; if the method refuses, one by one, so that one picture spoils no other."""
    if not cuts:
        return {}
    try:
        return dict(zip(cuts, _read_by(method, list(cuts.values())), strict=True))
    except PictureUnusable as error:
        if len(cuts) == 1:
            unusable.update(dict.fromkeys(cuts, str(error)))
            return {}
    found = {}
    for sha256, cut in cuts.items():
        found.update(_values({sha256: cut}, method, unusable))
    return found


def _read_by(method: Method, cuts: Sequence[CutOut]) -> NDArray[Any]:
    try:
        values = method.algorithm.features([cut.picture for cut in cuts])
    except (Unavailable, MemoryError):
        raise
    except Exception as error:
        raise PictureUnusable(
            _("The method %(key)s could not read it: %(error)s")
            % {"key": method.key, "error": f"{type(error).__name__}: {error}"}
        ) from error
    if not np.isfinite(values).all():
        raise PictureUnusable(
            _("The method %(key)s computed something that is not a number.") % {"key": method.key}
        )
    return values


def _treated(sha256: str, segmenter: Segmenter | None) -> CutOut:
    """The picture as it is compared."""
    picture = _opened(sha256)
    if segmenter is None:
        return CutOut(picture)
    return cut_out(picture, _mask(sha256, picture, segmenter))


def _mask(sha256: str, picture: Image.Image, segmenter: Segmenter) -> Image.Image:
    if mask := load_mask(segmenter.fingerprint(), sha256):
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


def _opened(sha256: str) -> Image.Image:
    name = pictures.name(sha256, pictures.MASTER)
    try:
        with pictures.open_stored(sha256) as file:
            picture = Image.open(file)
            picture.load()
    except FileNotFoundError as error:
        raise PictureUnusable(_("The file %(name)s is gone.") % {"name": name}) from error
    except (Image.UnidentifiedImageError, SyntaxError, ValueError, OSError) as error:
        raise PictureUnusable(
            _("The file %(name)s is damaged: %(error)s") % {"name": name, "error": error}
        ) from error
    return picture
