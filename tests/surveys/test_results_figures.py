"""The figures of the results: their words hold the numbers, and their files are what they say."""

import math
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from surveys import figures
from surveys.figures import Bar, Course, Group, Kind
from surveys.figures.critical_difference import cliques
from surveys.figures.distribution import tints
from surveys.statistics import Ratings, summarise
from surveys.statistics.friedman import friedman

SVG = "{http://www.w3.org/2000/svg}"
LABELS = {"a": "Algorithm A, with a name so long that it would never fit beside anything", "b": "B"}
WORDS = {"title": "Title", "axis_label": "Axis"}


def ratings(methods=("a", "b"), order=None, seed=3):
    rng = np.random.default_rng(seed)
    people, products, kinds = np.indices((6, 5, len(methods))).reshape(3, -1)
    values = np.clip(rng.integers(1, 8, len(people)) + kinds, 1, 7)
    names = np.array(methods)[kinds]
    return Ratings.from_columns(
        people, products, names, values, lowest=1, highest=7, methods_order=order
    )


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314  we wrote it


def distribution(width=720, **changes):
    rows = summarise(ratings(**changes)).methods
    return figures.distribution_picture(
        rows, points=[f"{n} point" for n in range(1, 8)], labels=LABELS, width=width, **WORDS
    )


def spread(width=720):
    boxes = {"a": (1.0, 2.0, 3.0, 4.0, 5.0), "b": (math.nan,) * 5}
    return figures.spread_picture(boxes, lowest=1, highest=7, labels=LABELS, width=width, **WORDS)


def forest(width=720):
    bars = (
        Bar(("A", "− B"), 12.5, 3.0, 220.0, "+12.5", "A − B: +12.5 (3.0 to 220.0)"),
        Bar(("C",), -4.0, math.nan, math.nan, "−4.0", "C: −4.0 (all answers are equal)", False),
        Bar(("D",), math.nan, math.nan, math.nan, "–", "D: –"),
    )
    return figures.forest_picture([Group("Pairs", bars)], bound=100, width=width, **WORDS)


def critical(width=720, methods=("a", "b", "c")):
    return figures.critical_difference_picture(
        friedman(ratings(methods)), distance_label="CD", labels=LABELS, width=width, **WORDS
    )


def heat_map(width=720):
    values = [[10.25, math.nan, 30.0], [40.0, 50.0, 60.0]]
    return figures.heat_map_picture(
        ["A", "B"], ["hat", "bag", "shoe"], values, missing="too few", width=width, **WORDS
    )


def growth(width=720):
    courses = [Course("score", [90.0, 8.0, 4.25]), Course("difference", [math.nan, 9.0, 5.0])]
    return figures.growth_picture(
        [2, 5, 9], courses, wanted=5.0, wanted_label="wished", above="±", width=width, **WORDS
    )


DRAWN = [distribution, spread, forest, critical, heat_map, growth]


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("width", [326, 720])
def test_every_figure_is_an_svg_that_any_policy_lets_pass(draw, width):
    svg = draw(width=width).as_bytes(Kind.SVG)

    root = parsed(svg)
    assert root.attrib["width"] == str(width)
    assert not any("style" in element.attrib for element in root.iter())
    assert not list(root.iter(f"{SVG}style"))
    assert root[0].text == "Title"


@pytest.mark.parametrize("draw", DRAWN)
def test_every_figure_is_a_pdf_with_its_fonts(draw):
    pdf = draw().as_bytes(Kind.PDF)

    assert pdf.startswith(b"%PDF-")
    assert b"/FontFile2" in pdf


@pytest.mark.parametrize("draw", DRAWN)
def test_every_figure_is_a_png_on_white_with_enough_dots_to_print(draw):
    picture = Image.open(BytesIO(draw().as_bytes(Kind.PNG)))

    assert (picture.format, picture.width) == ("PNG", 3 * 720)
    assert picture.convert("RGB").getpixel((picture.width - 1, 0)) == (255, 255, 255)


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("kind", list(Kind))
def test_equal_figures_have_equal_bytes(draw, kind):
    assert draw().as_bytes(kind) == draw().as_bytes(kind)


@pytest.mark.parametrize("draw", DRAWN)
def test_a_figure_narrower_than_any_phone_is_refused(draw):
    with pytest.raises(ValueError, match="at least 280 pixels"):
        draw(width=200)


def shown(picture):
    root = parsed(picture.as_bytes(Kind.SVG))
    return [text.text for text in root.iter(f"{SVG}text")]


def test_distribution_says_every_share_and_count():
    found = summarise(ratings()).methods

    described = distribution().description

    for row in found:
        for point in row.distribution:
            assert f"{point.point} point {100 * point.share:.0f} % ({point.count})" in described


def test_distribution_of_a_method_without_ratings_is_a_dash():
    assert "c: –" in distribution(order=["a", "b", "c"]).description


@pytest.mark.parametrize("count", range(2, 12))
def test_low_points_are_told_from_high_ones_on_grey_paper_by_their_hatches(count):
    found = tints(count)

    assert len(found) == count
    assert all(tint.hatch for tint in found[: count // 2])
    assert not any(tint.hatch for tint in found[count // 2 :])


def test_an_interval_beyond_the_bound_is_cut_and_the_numbers_stay():
    assert "A − B: +12.5 (3.0 to 220.0)" in forest().description
    assert "C: −4.0 (all answers are equal)" in forest().description


def test_critical_differences_say_every_mean_rank():
    found = friedman(ratings(("a", "b", "c")))

    for rank in found.mean_ranks:
        assert f"{rank:.2f}" in critical().description
        assert f"{rank:.2f}" in shown(critical())


def test_cliques_leave_out_what_lies_inside_of_others():
    assert cliques([1.0, 1.1, 1.2, 3.0], 0.5) == [(0, 2)]
    assert cliques([1.0, 2.0], 0.5) == []


def test_a_diagram_without_ranks_is_refused():
    empty = friedman(Ratings.from_columns([], [], [], [], lowest=1, highest=7))

    with pytest.raises(ValueError, match="Without mean ranks"):
        figures.critical_difference_picture(empty, distance_label="", labels={}, **WORDS)


def test_heat_map_says_each_number_and_why_one_is_missing():
    assert heat_map().description == (
        "A: hat 10.2, bag too few, shoe 30.0; B: hat 40.0, bag 50.0, shoe 60.0"
    )
    assert "too few" in shown(heat_map())


def test_many_categories_change_places_with_methods_on_a_phone():
    names = [f"category {number}" for number in range(12)]
    values = [list(range(12)), list(range(12))]

    svg = figures.heat_map_picture(
        ["A", "B"], names, values, missing="", width=326, **WORDS
    ).as_bytes(Kind.SVG)

    height = float(parsed(svg).attrib["height"])
    assert height > 12 * 40


def test_growth_says_each_width_and_skips_what_has_none():
    assert growth().description == (
        "score: 2: ±90.0, 5: ±8.0, 9: ±4.2; difference: 5: ±9.0, 9: ±5.0"
    )


def test_two_and_eight_methods_find_room():
    for methods in (("a", "b"), tuple("abcdefgh")):
        assert critical(methods=methods).as_bytes(Kind.SVG)
        assert distribution(methods=methods).as_bytes(Kind.SVG)
