"""Numbers and reasons as the results page words them."""

import math

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from surveys.statistics import Reason

register = template.Library()
MINUS = "\N{MINUS SIGN}"
REASONS = {
    Reason.NO_RATINGS: _("no ratings yet"),
    Reason.ONE_PARTICIPANT: _("needs more than one participant"),
    Reason.ONE_REFERENCE: _("needs more than one reference"),
    Reason.NO_VARIATION: _("all answers are equal"),
}


@register.filter
def number(value: float, places: int) -> str:
    """The number in the reader's language with fixed places; a dash where it is undefined."""
    if math.isnan(value):
        return "–"
    # number_format cuts what stands behind the last place; so round before.
    return number_format(f"{value:.{places}f}", decimal_pos=places).replace("-", MINUS)


@register.filter
def signed(value: float, places: int) -> str:
    """As `number`, with a plus before what is above zero."""
    return f"+{number(value, places)}" if value > 0 else number(value, places)


@register.filter
def percent(share: float) -> str:
    """A share as whole percent, without the sign; 0 where it is undefined."""
    return "0" if math.isnan(share) else f"{100 * share:.0f}"


@register.filter
def p_value(value: float) -> str:
    """Three places, and never “0”."""
    if value < 0.001:
        return f"< {number(0.001, 3)}"
    return number(value, 3)


@register.filter
def reason(value: Reason) -> str:
    """Why there is no interval."""
    return str(REASONS[value])
