"""One method's share in the work on pictures: what it gets, what it makes of it, how it fails."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from recommender.methods.contract import Unavailable
from recommender.methods.method import Method
from recommender.methods.segmentation import CutOut, Segmenter
from recommender.precompute.cache import Feature, load_features, store_feature
from recommender.precompute.treated import PictureUnusable, Treated


@dataclass
class Prepared:
    """What one method makes of the pictures.

    Attributes
    ----------
    features, unusable : dict
        Features, and why there is none, by the sha256 of the picture.
    computed : list
        The pictures whose features were not in the cache.
    error : Exception or None
        What kept this method alone from going on (`Unavailable`, `MemoryError`): the pictures that
        are neither in `features` nor in `unusable` were not tried. The caller lets this method's
        work fail or be tried again and finishes that of the others. What concerns all methods
        (`Interrupted`, an `OSError` of the storage) is raised by `prepare` itself.
    """

    features: dict[str, Feature] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)
    computed: list[str] = field(default_factory=list)
    error: Exception | None = None


class Share:
    """One method's part in the work on pictures; what goes wrong in it concerns it alone."""

    def __init__(self, method: Method) -> None:
        self.method, self.prepared = method, Prepared()
        self.fingerprint, self.treatment = "", ""
        self.segmenter: Segmenter | None = None
        self._lacking: set[str] = set()

    def take_from_cache(self, sha256s: Sequence[str]) -> None:
        if not self.method.reads_pictures:
            return
        try:
            self.fingerprint = self.method.feature_fingerprint()
            self.segmenter = self.method.segmenter
            self.treatment = self.segmenter.fingerprint() if self.segmenter else ""
        except Unavailable as error:
            self._give_up(error)
            return
        self.prepared.features = load_features(self.fingerprint, sha256s)
        self._lacking = set(sha256s) - self.prepared.features.keys()

    def lacks(self, sha256: str) -> bool:
        """Whether the picture is still to be compared by this method."""
        return sha256 in self._lacking

    def compute(self, batch: Mapping[str, Treated]) -> None:
        """The features of those pictures that are lacking."""
        cuts: dict[str, CutOut] = {}
        for sha256 in filter(self.lacks, batch):
            match batch[sha256][self.treatment]:
                case CutOut() as cut:
                    cuts[sha256] = cut
                case PictureUnusable() as error:
                    self._leave_out(sha256, str(error))
                case error:
                    self._give_up(error)
                    return
        try:
            values = self._values(cuts)
        except (Unavailable, MemoryError) as error:
            self._give_up(error)
            return
        for sha256, row in values.items():
            feature = Feature(row, cuts[sha256].failure)
            store_feature(self.fingerprint, sha256, feature)
            self.prepared.features[sha256] = feature
            self.prepared.computed.append(sha256)
            self._lacking.discard(sha256)

    def leave_out_odd_shapes(self) -> None:
        """Features of unequal shapes cannot be compared: those of the commonest shape stay."""
        shapes = Counter(feature.values.shape for feature in self.prepared.features.values())
        if len(shapes) < 2:
            return
        common = shapes.most_common(1)[0][0]
        for sha256, feature in list(self.prepared.features.items()):
            if feature.values.shape != common:
                reason = _not_rows(self.method, f"{feature.values.shape}, else {common}")
                self._leave_out(sha256, reason)
                del self.prepared.features[sha256]

    def _values(self, cuts: Mapping[str, CutOut]) -> dict[str, NDArray[Any]]:
        """All at once; if the method fails, one by one, so that one picture spoils no other."""
        if not cuts:
            return {}
        try:
            return dict(zip(cuts, read_by(self.method, list(cuts.values())), strict=True))
        except PictureUnusable as error:
            reason = str(error)
        if len(cuts) == 1:
            for sha256 in cuts:
                self._leave_out(sha256, reason)
            return {}
        found = {}
        for sha256, cut in cuts.items():
            found.update(self._values({sha256: cut}))
        return found

    def _leave_out(self, sha256: str, reason: str) -> None:
        self.prepared.unusable[sha256] = reason
        self._lacking.discard(sha256)

    def _give_up(self, error: Exception) -> None:
        self.prepared.error = error
        self._lacking.clear()


def read_by(method: Method, cuts: Sequence[CutOut]) -> NDArray[Any]:
    """One row a picture, or `PictureUnusable` on account of at least one of them."""
    # Copies, because a method may shrink what it gets in place, and others compare the same.
    copies = [cut.picture.copy() for cut in cuts]
    try:
        values = method.algorithm.features(copies)
    except (Unavailable, MemoryError):
        raise
    except Exception as error:
        raise PictureUnusable(
            _("The method %(key)s could not read it: %(error)s")
            % {"key": method.key, "error": f"{type(error).__name__}: {error}"}
        ) from error
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "biuf":
        found = getattr(values, "dtype", type(values).__name__)
        raise PictureUnusable(_not_rows(method, str(found)))
    if values.ndim < 2 or len(values) != len(cuts):
        raise PictureUnusable(_not_rows(method, str(values.shape)))
    if not np.isfinite(values).all():
        raise PictureUnusable(
            _("The method %(key)s computed something that is not a number.") % {"key": method.key}
        )
    return values


def _not_rows(method: Method, found: str) -> str:
    return _(
        "The method %(key)s did not give one row of numbers a picture, all of one length: %(found)s"
    ) % {"key": method.key, "found": found}
