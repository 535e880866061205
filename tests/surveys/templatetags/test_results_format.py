import math

import pytest
from django.utils import translation

from surveys.templatetags.results_format import number, p_value, percent, signed


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (64.71, 0, "65"),
        (2.666, 2, "2.67"),
        (-0.5, 1, "\N{MINUS SIGN}0.5"),
        (1e-7, 2, "0.00"),
        (3, 1, "3.0"),
        (math.nan, 2, "–"),
    ],
)
def test_number_is_rounded_and_not_cut(value, places, text):
    assert number(value, places) == text


def test_number_follows_the_readers_language():
    with translation.override("de"):
        assert number(1234.5, 1) == "1234,5"


@pytest.mark.parametrize(
    ("value", "text"), [(0.25, "+0.2"), (-0.25, "\N{MINUS SIGN}0.2"), (0.0, "0.0")]
)
def test_signed_shows_the_direction(value, text):
    assert signed(value, 1) == text


def test_percent_of_nothing_is_zero():
    assert percent(math.nan) == "0"
    assert percent(1 / 3) == "33"


def test_p_value_is_never_zero():
    assert p_value(1e-9) == "< 0.001"
    assert p_value(0.0421) == "0.042"
    assert p_value(math.nan) == "–"
