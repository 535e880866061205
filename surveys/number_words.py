"""Numbers as people read them, in the language of the moment."""

import math

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MINUS = "\N{MINUS SIGN}"
DASH = "–"


def number(value: float, places: int) -> str:
    """With fixed places; a dash where it is undefined."""
    if math.isnan(value):
        return DASH
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    # number_format cuts what stands behind the last place; so round before.
    text = number_format(f"{value:.{places}f}", decimal_pos=places)
    # What rounds to nothing has no sign.
    return text.replace("-", MINUS) if float(f"{value:.{places}f}") else text.replace("-", "")


def signed(value: float, places: int) -> str:
    """As `number`, with a plus before what is above zero."""
    return f"+{number(value, places)}" if value > 0 else number(value, places)


def percent(share: float) -> str:
    """A share as whole percent, without the sign; 0 where it is undefined."""
    return "0" if math.isnan(share) else f"{100 * share:.0f}"


def p_value(value: float) -> str:
    """Three places, and never “0”."""
    if value < 0.001:
        return f"< {number(0.001, 3)}"
    return number(value, 3)


def p_equals(value: float) -> str:
    """With the letter: “p = 0.012”, “p < 0.001”."""
    words = p_value(value)
    return f"p {words}" if words.startswith("<") else f"p = {words}"


def interval(low: float, high: float, places: int) -> str:
    """“1.2 to 3.4”; a dash where it is undefined."""
    if math.isnan(low) or math.isnan(high):
        return DASH
    return _("%(low)s to %(high)s") % {"low": number(low, places), "high": number(high, places)}
