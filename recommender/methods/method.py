"""A method: an algorithm applied to pictures that were treated in one way."""

from dataclasses import dataclass
from typing import Any

from recommender.methods.contract import Algorithm, Unavailable
from recommender.methods.fingerprint import digest
from recommender.methods.segmentation import Segmenter, segmenter
from recommender.methods.weights import Weights
from recommender.methods.wording import Sentence as _


@dataclass(frozen=True)
class Method:
    """What a run computes; it is named by its key and identified by its fingerprint."""

    algorithm: Algorithm
    treatment: str

    @property
    def key(self) -> str:
        """`ssim`, `ssim+segmented`, …"""
        plain = self.treatment == "original"
        return self.algorithm.key if plain else f"{self.algorithm.key}+{self.treatment}"

    @property
    def label(self) -> str:
        """What researchers read; participants never do."""
        if self.segmenter is None:
            return self.algorithm.label
        return _("%(algorithm)s, background removed", algorithm=self.algorithm.label)

    @property
    def reads_pictures(self) -> bool:
        return self.algorithm.reads_pictures

    @property
    def segmenter(self) -> Segmenter | None:
        """Who removes the background, where this method wants that."""
        if self.treatment != "segmented":
            return None
        return segmenter(self.algorithm.configuration)

    def weights(self) -> tuple[Weights, ...]:
        """All weights without which the method cannot run."""
        algorithm = self.algorithm.weights()
        background = self.segmenter.weights() if self.segmenter else None
        return tuple(needed for needed in (algorithm, background) if needed)

    def unavailable(self) -> str:
        """Why the method cannot run here and what mends it; '' when it can. Imports nothing.

        A `Sentence` where it can be said in other languages.
        """
        if reason := self.algorithm.unavailable():
            return reason
        packages = list(self.algorithm.missing_packages())
        if self.segmenter:
            packages += self.segmenter.missing_packages()
        if packages:
            names = " ".join(packages)
            return _(
                "Not installed: %(names)s. Install with: pip install -e . in the project's folder",
                names=names,
            )
        try:
            for needed in self.weights():
                needed.locate()
        except Unavailable as refusal:
            text: str = refusal.args[0]
            return text
        return ""

    def parameters(self) -> dict[str, Any]:
        """All that decides the lists, as JSON.

        Raises
        ------
        Unavailable
            If weights are missing, since their sha256 is part of it.
        """
        return {**self._feature_parameters(), "ranking": self.algorithm.ranking_parameters()}

    def fingerprint(self) -> str:
        """The method's identity: sha256 of its parameters.

        Raises
        ------
        Unavailable
            If weights are missing.
        """
        return digest(self.parameters())

    def feature_fingerprint(self) -> str:
        """What a kept feature depends on, besides the picture.

        Raises
        ------
        Unavailable
            If weights are missing.
        """
        return digest(self._feature_parameters())

    def _feature_parameters(self) -> dict[str, Any]:
        weights = self.algorithm.weights()
        return {
            "algorithm": self.algorithm.key,
            "version": self.algorithm.version,
            "feature": self.algorithm.feature_parameters(),
            "weights": weights.locate().sha256 if weights else None,
            "treatment": self.treatment,
            "segmentation": self.segmenter.parameters() if self.segmenter else None,
        }
