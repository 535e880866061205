"""Numbers and reasons as the results page words them."""

from django import template

from surveys.number_words import number, p_value, percent, signed
from surveys.reason_words import REASONS
from surveys.statistics import Reason

register = template.Library()
register.filter("number", number)
register.filter("signed", signed)
register.filter("percent", percent)
register.filter("p_value", p_value)


@register.filter
def reason(value: Reason) -> str:
    """Why there is no interval."""
    return str(REASONS[value])
