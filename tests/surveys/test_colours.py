"""Whatever colour a researcher chooses, text on it and in it can be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.colours import (
    READABLE,
    VERY_READABLE,
    contrast,
    dark_shades,
    is_colour,
    light_shades,
)
from tests.tokens import DARK, LIGHT

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@settings(deadline=None)
@given(COLOURS)
def test_links_and_buttons_of_any_colour_are_readable_on_light_and_dark_pages(colour):
    for shades, tokens in ((light_shades(colour), LIGHT), (dark_shades(colour), DARK)):
        for ground in ("ground", "surface", "raised"):
            assert contrast(shades.accent, tokens[ground]) >= READABLE
            assert contrast(shades.accent_strong, tokens[ground]) >= READABLE
        assert contrast(shades.on_accent, shades.accent) >= READABLE
        assert contrast(shades.on_accent, shades.accent_strong) >= READABLE
        assert contrast(tokens["text"], shades.accent_soft) >= READABLE
        assert contrast(tokens["text-soft"], shades.accent_soft) >= READABLE


@settings(deadline=None)
@given(COLOURS)
def test_more_contrast_is_given_where_the_system_asks_for_it(colour):
    light = light_shades(colour, least=VERY_READABLE)
    dark = dark_shades(colour, least=VERY_READABLE)

    for ground in ("ground", "surface", "raised"):
        assert contrast(light.accent, LIGHT[ground]) >= VERY_READABLE
        assert contrast(dark.accent, DARK[ground]) >= VERY_READABLE


def test_colour_that_is_readable_already_stays_as_it_is():
    assert light_shades("#0F5C4F").accent == "#0f5c4f"
    assert dark_shades("#86d6c3").accent == "#86d6c3"


def test_hue_is_kept_when_a_colour_is_darkened():
    red, green, blue = (int(light_shades("#ffd400").accent[at : at + 2], 16) for at in (1, 3, 5))

    assert red > green > blue == 0


@pytest.mark.parametrize(
    "text", ["", "0f5c4f", "#fff", "#0f5c4g", "#0f5c4f; }", "red", "#0f5c4f\n"]
)
def test_what_is_no_colour_is_none(text):
    assert not is_colour(text)


def test_the_theme_s_own_colours_are_readable_by_the_same_measure():
    for tokens in (LIGHT, DARK):
        for ground in ("ground", "surface", "raised"):
            for ink in ("text", "text-soft", "accent", "accent-strong", "error"):
                assert contrast(tokens[ink], tokens[ground]) >= READABLE, (ink, ground)
        assert contrast(tokens["on-accent"], tokens["accent"]) >= READABLE
