"""The figures of the results: they show what they are given, and their files are what they say."""

import math
from io import BytesIO, StringIO
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from PIL import Image

from surveys import figures
from surveys.figures import Bar, Course, Group, Kind, Picture
from surveys.figures.critical_difference import cliques
from surveys.figures.distribution import tints
from surveys.statistics import Ratings, summarise
from surveys.statistics.friedman import friedman

SVG = "{http://www.w3.org/2000/svg}"
LABELS = {"a": "Algorithm A, with a name so long that it would never fit beside anything", "b": "B"}
WORDS = {"axis_label": "Axis"}


def ratings(methods=("a", "b"), order=None, seed=3):
    rng = np.random.default_rng(seed)
    people, products, kinds = np.indices((6, 5, len(methods))).reshape(3, -1)
    values = np.clip(rng.integers(1, 8, len(people)) + kinds, 1, 7)
    names = np.array(methods)[kinds]
    return Ratings.from_columns(
        people, products, names, values, lowest=1, highest=7, methods_order=order
    )


def file(figure, kind):
    return Picture(figure, "Title", "What it shows").as_bytes(kind)


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314  we wrote it


def distribution(width=720, **changes):
    rows = summarise(ratings(**changes)).methods
    return figures.draw_distribution(
        rows, points=[f"{n} point" for n in range(1, 8)], labels=LABELS, width=width, **WORDS
    )


def spread(width=720):
    boxes = {"a": (1.0, 2.0, 3.0, 4.0, 5.0), "b": (math.nan,) * 5}
    return figures.draw_spread(boxes, lowest=1, highest=7, labels=LABELS, width=width, **WORDS)


def forest(width=720):
    bars = (
        Bar(("A", "− B"), 12.5, 3.0, 220.0, "+12.5"),
        Bar(("C",), -4.0, math.nan, math.nan, "−4.0", False),
        Bar(("D",), math.nan, math.nan, math.nan, "–"),
    )
    return figures.draw_forest([Group("Pairs", bars)], bound=100, width=width, **WORDS)


def critical(width=720, methods=("a", "b", "c")):
    return figures.draw_critical_differences(
        friedman(ratings(methods)), distance_label="CD", labels=LABELS, width=width, **WORDS
    )


def heat_map(width=720):
    values = [[10.25, math.nan, 30.0], [40.0, 50.0, 60.0]]
    return figures.draw_heat_map(
        ["A", "B"], ["hat", "bag", "shoe"], values, missing="too few", width=width, **WORDS
    )


def growth(width=720):
    courses = [Course("score", [90.0, 8.0, 4.25]), Course("difference", [math.nan, 9.0, 5.0])]
    return figures.draw_growth(
        [2, 5, 9], courses, wanted=5.0, wanted_label="wished", above="±", width=width, **WORDS
    )


DRAWN = [distribution, spread, forest, critical, heat_map, growth]


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("width", [326, 720])
def test_every_figure_is_an_svg_that_any_policy_lets_pass(draw, width):
    root = parsed(file(draw(width=width), Kind.SVG))

    assert root.attrib["width"] == str(width)
    assert not any("style" in element.attrib for element in root.iter())
    assert not list(root.iter(f"{SVG}style"))
    assert root[0].text == "Title"


@pytest.mark.parametrize("draw", DRAWN)
def test_every_figure_is_a_pdf_with_its_fonts(draw):
    pdf = file(draw(), Kind.PDF)

    assert pdf.startswith(b"%PDF-")
    assert b"/FontFile2" in pdf


@pytest.mark.parametrize("draw", DRAWN)
def test_every_figure_is_a_png_on_white_with_enough_dots_to_print(draw):
    picture = Image.open(BytesIO(file(draw(), Kind.PNG)))

    assert (picture.format, picture.width) == ("PNG", 3 * 720)
    assert picture.convert("RGB").getpixel((picture.width - 1, 0)) == (255, 255, 255)


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("kind", list(Kind))
def test_equal_figures_have_equal_bytes(draw, kind):
    assert file(draw(), kind) == file(draw(), kind)


@pytest.mark.parametrize("draw", DRAWN)
def test_a_figure_narrower_than_any_phone_is_refused(draw):
    with pytest.raises(ValueError, match="at least 280 pixels"):
        draw(width=200)


def shown(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def extents(figure, artists):
    """In CSS pixels, as the SVG's renderer measures them."""
    renderer = RendererSVG(*figure.bbox.size, StringIO())
    return [artist.get_window_extent(renderer) for artist in artists]


def markers(figure, *kinds):
    return [line for line in figure.axes[0].lines if line.get_marker() in kinds]


def places(line):
    return [(float(x), float(y)) for x, y in zip(*line.get_data(), strict=True)]


def many(width):
    return [
        critical(width, methods=tuple("abcdefgh")),
        distribution(width, methods=tuple("abcdefgh")),
        critical(width, methods=("a", "b")),
    ]


@pytest.mark.parametrize("width", [280, 326, 720])
def test_nothing_is_drawn_outside_and_no_words_stand_on_others(width):
    for figure in [*(draw(width=width) for draw in DRAWN), *many(width)]:
        axes, height = figure.axes[0], 72 * figure.get_figheight()
        drawn = [*axes.texts, *axes.patches, *axes.lines]
        words = [box for box in extents(figure, axes.texts) if box.width]

        for box in extents(figure, drawn):
            assert -1 <= box.x0 <= box.x1 <= width + 1
            assert -1 <= box.y0 <= box.y1 <= height + 1
        for one, other in combinations(words, 2):
            assert not one.overlaps(other)


def test_shares_of_the_distribution_are_as_wide_as_they_are_large():
    figure = distribution()
    bars = figure.axes[0].patches[7:]  # after the key

    for number, row in enumerate(summarise(ratings()).methods):
        boxes = bars[7 * number : 7 * number + 7]
        whole = sum(box.get_width() for box in boxes)
        shares = [point.share for point in row.distribution]
        assert [box.get_width() / whole for box in boxes] == pytest.approx(shares)


def test_distribution_of_a_method_without_ratings_is_its_name_alone():
    figure = distribution(order=["a", "b", "c"])

    assert "c" in shown(figure)
    assert len(figure.axes[0].patches) == 7 + 2 * 7


def test_boxes_of_the_spread_stand_where_their_quantiles_are():
    figure = spread()
    (box,) = figure.axes[0].patches
    whisker, median = figure.axes[0].lines[-2:]
    least, most = whisker.get_xdata()

    assert (box.get_x() - least) / (most - least) == pytest.approx(0.25)
    assert box.get_width() / (most - least) == pytest.approx(0.5)
    assert (median.get_xdata()[0] - least) / (most - least) == pytest.approx(0.5)


def test_spread_of_a_method_without_answers_is_its_name_alone():
    assert "B" in shown(spread())
    assert len(spread().axes[0].patches) == 1


@pytest.mark.parametrize("count", range(2, 12))
def test_low_points_are_told_from_high_ones_on_grey_paper_by_their_hatches(count):
    found = tints(count)

    assert len(found) == count
    assert all(tint.hatch for tint in found[: count // 2])
    assert not any(tint.hatch for tint in found[count // 2 :])


def test_an_interval_beyond_the_bound_is_cut_and_ends_in_an_arrow():
    figure = forest()
    whole, _no_interval = markers(figure, "o")

    assert markers(figure, "<") == []
    (arrow,) = markers(figure, ">")
    ((x, y),) = places(arrow)
    whisker = next(line for line in figure.axes[0].lines if line.get_linewidth() == 2.5)
    assert places(whisker)[1] == (x, y)
    assert places(whisker)[0][0] < places(whole)[0][0] < x


def test_without_an_interval_there_is_a_marker_and_without_a_value_only_words():
    figure = forest()
    filled, hollow = markers(figure, "o")

    assert filled.get_markerfacecolor() == filled.get_color()
    assert hollow.get_markerfacecolor() == "white"
    assert len([line for line in figure.axes[0].lines if line.get_linewidth() == 2.5]) == 1
    assert {"C", "−4.0", "D", "–"} <= set(shown(figure))


def test_zero_is_on_the_scale_of_a_forest_that_lies_beyond_it():
    bars = (Bar(("A",), 20.0, 10.0, 30.0, "+20.0"), Bar(("B",), 150.0, 120.0, 190.0, "+150.0"))

    figure = figures.draw_forest([Group("", bars)], bound=100, **WORDS)

    assert {"0", "100"} <= set(shown(figure))
    assert len(markers(figure, "<", ">")) == 2


def test_critical_differences_show_every_mean_rank_the_best_at_the_left():
    found = friedman(ratings(("a", "b", "c")))
    figure = critical()
    xs = [places(dot)[0][0] for dot in markers(figure, "o")]

    assert xs == sorted(xs)
    for rank in found.mean_ranks:
        assert f"{rank:.2f}" in shown(figure)


def test_cliques_leave_out_what_lies_inside_of_others():
    assert cliques([1.0, 1.1, 1.2, 3.0], 0.5) == [(0, 2)]
    assert cliques([1.0, 2.0], 0.5) == []


def test_a_diagram_without_ranks_is_refused():
    empty = friedman(Ratings.from_columns([], [], [], [], lowest=1, highest=7))

    with pytest.raises(ValueError, match="Without mean ranks"):
        figures.draw_critical_differences(empty, distance_label="", labels={}, **WORDS)


def test_heat_map_shows_each_number_and_why_one_is_missing():
    figure = heat_map()

    numbers = [text for text in shown(figure) if text.isdigit()]
    assert numbers == ["10", "30", "40", "50", "60"]
    hatched, key = [patch for patch in figure.axes[0].patches if patch.get_hatch()]
    assert hatched.get_height() > key.get_height()
    assert "too few" in shown(figure)


def test_many_categories_change_places_with_methods_on_a_phone():
    names = [f"category {number}" for number in range(12)]
    values = [list(range(12)), list(range(12))]

    figure = figures.draw_heat_map(["A", "B"], names, values, missing="", width=326, **WORDS)

    assert 72 * figure.get_figheight() > 12 * 40


def test_growth_skips_what_has_no_width_and_points_to_what_is_far_above_the_others():
    figure = growth()
    first, second = (markers(figure, kind)[1] for kind in "os")  # after those of the key

    assert len(places(first)) == 2
    assert len(places(second)) == 2
    [(arrow_x, arrow_y)] = places(markers(figure, "^")[0])
    heights = [arrow_y, *(y for _x, y in places(first))]
    assert heights == sorted(heights)
    assert arrow_x < places(first)[0][0]
    key = max(places(markers(figure, kind)[0])[0][1] for kind in "os")
    assert arrow_y > key
