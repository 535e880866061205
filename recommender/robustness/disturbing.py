"""Which disturbances can be done here, and the disturbed pictures of products."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from recommender.methods.contract import Unavailable
from recommender.methods.disturbances import DISTURBANCES, Disturbance, Disturbed, generator_of
from recommender.methods.fingerprint import digest
from recommender.methods.segmentation import segmenter
from recommender.models import Product, RobustnessReport
from recommender.precompute.features import mask_of, opened

LABELS = {
    "background": _("Another background"),
    "rotated": _("Rotated"),
    "perspective": _("Seen aslant"),
    "scaled": _("Smaller and elsewhere"),
    "coarse": _("A quarter of the resolution"),
    "brighter": _("Brighter"),
    "darker": _("Darker"),
}

# What is recorded of a disturbance: key, version, parameters, mask (its fingerprint, or None), and
# unavailable: why it cannot be done here, or ''.
Entry = dict[str, Any]


def specification() -> list[Entry]:
    """Every disturbance with all that decides what it does, as JSON."""
    return [_entry(disturbance) for disturbance in DISTURBANCES]


def _entry(disturbance: Disturbance) -> Entry:
    mask, reason = None, ""
    if disturbance.needs_mask:
        try:
            mask, reason = _mask_fingerprint(), _missing_packages()
        except Unavailable as error:
            reason = str(error)
    return {
        "key": disturbance.key,
        "version": disturbance.version,
        "parameters": disturbance.parameters,
        "mask": mask,
        "unavailable": reason,
    }


def _mask_fingerprint() -> str:
    return segmenter(settings.METHODS).fingerprint()


def _missing_packages() -> str:
    names = " ".join(segmenter(settings.METHODS).missing_packages())
    if not names:
        return ""
    sentence = _("Not installed: %(names)s. Install with: pip install -e . in the project's folder")
    return str(sentence % {"names": names})


def possible(report: RobustnessReport) -> list[Entry]:
    """Those disturbances that were possible where the report was planned."""
    return [entry for entry in report.disturbances if not entry["unavailable"]]


def as_planned(report: RobustnessReport) -> bool:
    """Whether this process would disturb as the one did that planned the report."""
    here = specification()
    return all(entry in here for entry in possible(report))


def identity(entry: Entry, *, seed: int, product: Product) -> str:
    """The name, in the place of a sha256, under which all that is made of the picture is kept."""
    disturbance = {name: entry[name] for name in ("key", "version", "parameters", "mask")}
    return digest(
        {
            "original": product.picture.sha256,
            "product": product.identifier,
            "seed": seed,
            "disturbance": disturbance,
        }
    )


def disturbed(entry: Entry, *, seed: int, product: Product) -> Disturbed:
    """The product's picture, disturbed.

    Raises
    ------
    PictureUnusable
        If the picture is gone or damaged.
    Undisturbable
        If it shows no product or no background, where that matters.
    """
    key = entry["key"]
    disturbance = next(known for known in DISTURBANCES if known.key == key)
    picture = opened(product.picture.sha256)
    mask = None
    if disturbance.needs_mask:
        mask = mask_of(product.picture.sha256, picture, segmenter(settings.METHODS))
    generator = generator_of(seed=seed, identifier=product.identifier, key=key)
    return disturbance.apply(picture, mask, generator)
