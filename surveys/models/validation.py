"""What a round's fields with a structure of their own may hold."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from surveys.colours import is_colour
from surveys.statistics.screening import Rules

LONGEST_LABEL = 60
FEWEST_POINTS, MOST_POINTS = 2, 11


def check_method_keys(keys: object) -> None:
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise ValidationError(_("Methods are a list of keys."))
    if len(set(keys)) < len(keys):
        raise ValidationError(_("The same method is named twice."))


def check_scale_labels(labels: object) -> None:
    if not isinstance(labels, list) or not FEWEST_POINTS <= len(labels) <= MOST_POINTS:
        raise ValidationError(_("A scale has 2 to 11 points: give that many labels."))
    if not all(isinstance(label, str) and label.strip() for label in labels):
        raise ValidationError(_("Every point of the scale needs a label of its own."))
    if len({label.strip().casefold() for label in labels}) < len(labels):
        raise ValidationError(_("Two points of the scale have the same label."))
    if max(map(len, labels)) > LONGEST_LABEL:
        raise ValidationError(
            _("A label of the scale has at most %(most)d characters."),
            params={"most": LONGEST_LABEL},
        )


def check_identifiers(identifiers: object) -> None:
    if not isinstance(identifiers, list) or not all(isinstance(one, str) for one in identifiers):
        raise ValidationError(_("Products are a list of ids."))
    if len(set(identifiers)) < len(identifiers):
        raise ValidationError(_("The same product is named twice."))


def check_screening(rules: object) -> None:
    if not isinstance(rules, dict):
        raise ValidationError(_("Screening rules are named values."))
    try:
        Rules.from_json(rules)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def check_accent(colour: str) -> None:
    if not is_colour(colour):
        raise ValidationError(_("Write the colour as # and six digits from 0 to f: #0f5c4f."))


def check_logo(logo: object) -> None:
    """Empty, or what `surveys.logos` made of a file."""
    if logo != {} and not (isinstance(logo, dict) and _is_logo(logo)):
        raise ValidationError(_("A logo is the sha256 of a stored picture and its size."))


def _is_logo(logo: dict[str, Any]) -> bool:
    sizes = [logo.get("width"), logo.get("height")]
    return (
        set(logo) == {"sha256", "width", "height"}
        and re.fullmatch(r"[0-9a-f]{64}", str(logo["sha256"])) is not None
        and all(isinstance(size, int) and size > 0 for size in sizes)
    )
