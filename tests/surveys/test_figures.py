import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import pytest

from surveys.figures import Kind, Picture, draw_scores
from surveys.figures.styles import FURTHER_STYLES, STYLES
from surveys.statistics import Ratings, summarise

SVG = "{http://www.w3.org/2000/svg}"
LABELS = {"ssim": "Pixels", "ssim+segmented": "Pixels, cut out", "clip": "Words & pictures"}
# Two people, three products; the means are 2, 4 and 5, and clip's answers are all the same.
ANSWERS = {
    "ssim": [1, 2, 3, 1, 2, 3],
    "ssim+segmented": [3, 4, 5, 2, 5, 5],
    "clip": [5, 5, 5, 5, 5, 5],
}


def results_of(answers, *, methods_order=None):
    rows = [
        (place // 3, place % 3, method, value)
        for method, values in answers.items()
        for place, value in enumerate(values)
    ]
    participants, references, methods, values = list(zip(*rows, strict=True)) or [()] * 4
    return summarise(
        Ratings.from_columns(
            participants,
            references,
            methods,
            values,
            lowest=1,
            highest=5,
            methods_order=methods_order,
        )
    )


def drawn(answers=ANSWERS, *, methods_order=None, **changes):
    words = {"axis_label": "0 to 100", "labels": LABELS} | changes
    figure = draw_scores(results_of(answers, methods_order=methods_order), **words)
    picture = Picture(figure, "Scores", "Words & pictures: 100")
    return ElementTree.fromstring(picture.as_bytes(Kind.SVG))  # noqa: S314  our own


def texts(root):
    return [element.text for element in root.iter(SVG + "text")]


def whiskers(root, colour):
    paths = root.iter(SVG + "path")
    return [
        path for path in paths if path.get("stroke-width") == "3" and path.get("stroke") == colour
    ]


def markers(root, colour=None):
    uses = root.iter(SVG + "use")
    return [use for use in uses if colour in (None, use.get("stroke"))]


def test_methods_stand_best_first_each_with_its_score_and_interval():
    results = results_of(ANSWERS)
    segmented = results.methods[1].score
    interval = f"{max(segmented.low, 0):.0f}–{min(segmented.high, 100):.0f}"

    found = texts(drawn())

    assert [text for text in found if text in LABELS.values()] == [
        "Words & pictures",
        "Pixels, cut out",
        "Pixels",
    ]
    place = found.index("Pixels, cut out")
    assert found[place : place + 3] == ["Pixels, cut out", "75", interval]


def test_axis_is_named_as_the_caller_says():
    assert "Ähnlichkeit" in texts(drawn(axis_label="Ähnlichkeit"))


def test_file_says_what_the_picture_says_to_those_who_do_not_see_it():
    found = drawn()

    assert found.findtext(SVG + "title") == "Scores"
    assert found.findtext(SVG + "desc") == "Words & pictures: 100"


def test_original_is_filled_and_segmented_hollow_in_one_colour():
    segmented, original = markers(drawn(), STYLES["ssim"].colour)

    assert segmented.get("fill-opacity") == "0"
    assert original.get("fill") == STYLES["ssim"].colour


def test_whisker_does_not_run_through_a_hollow_marker_but_meets_a_filled_one():
    found = drawn()
    segmented, original = markers(found, STYLES["ssim"].colour)
    starts = [float(path.get("d").split()[1]) for path in whiskers(found, STYLES["ssim"].colour)]

    gaps = [abs(x - float(segmented.get("x"))) for x in starts[:2]]
    assert all(gap > STYLES["ssim"].size / 2 for gap in gaps)
    assert starts[2:] == [float(original.get("x"))] * 2


def test_method_without_an_interval_shows_its_dot_alone():
    found = drawn()

    assert len(markers(found, STYLES["clip"].colour)) == 1
    assert whiskers(found, STYLES["clip"].colour) == []
    assert len(whiskers(found, STYLES["ssim"].colour)) == 4


def test_method_without_ratings_shows_its_name_and_a_dash():
    found = drawn(methods_order=[*ANSWERS, "efficientnet"])

    assert texts(found)[-2:] == ["efficientnet", "–"]
    assert markers(found, STYLES["efficientnet"].colour) == []


def test_interval_beyond_the_scale_is_cut_and_ends_in_an_arrow():
    """Two people at odds: the interval has one degree of freedom and is wider than the scale."""
    at_odds = {"ssim": [1, 1, 1, 4, 5, 4]}
    (summary,) = results_of(at_odds).methods
    assert summary.score.low < 0
    assert summary.score.high > 100

    found = drawn(at_odds)

    assert "0–100" in texts(found)
    arrows = [use for use in markers(found) if use.get("stroke") is None]
    assert len(arrows) == 2


def test_nothing_is_drawn_outside_of_the_figure():
    at_odds = {"ssim": [1, 1, 1, 4, 5, 4]}
    found = drawn(at_odds)

    for path in whiskers(found, STYLES["ssim"].colour):
        across = [float(number) for number in path.get("d").split()[1::3]]
        assert all(0 <= x <= float(found.get("width")) for x in across)


@pytest.mark.parametrize("width", [280, 358, 720, 1200])
def test_figure_has_the_width_it_was_asked_for(width):
    found = drawn(width=width)

    assert found.get("width") == str(width)
    assert found.get("viewBox") == f"0 0 {width} {found.get('height')}"


def test_text_keeps_its_size_on_a_phone_and_names_move_above_the_rows():
    long = LABELS | {"ssim": "Structural similarity of pixels"}
    phone, desk = (drawn(width=width, labels=long) for width in (358, 900))

    sizes = [{text.get("font-size") for text in root.iter(SVG + "text")} for root in (phone, desk)]
    assert sizes[0] == sizes[1] == {"13px", "15px"}
    assert float(phone.get("height")) > float(desk.get("height"))


def test_name_that_does_not_fit_is_shortened():
    endless = "An external system with quite an endless name that nobody can read"

    found = drawn(width=300, labels=LABELS | {"ssim": endless})

    (shortened,) = [text for text in texts(found) if text.startswith("An external")]
    assert shortened.endswith("…")
    assert endless not in texts(found)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "$x^2$", "$ & $$", "a \\ b", "日本語", " "]
)
def test_names_are_text_whatever_they_hold(name):
    assert name in texts(drawn(labels=LABELS | {"ssim": name}))


@pytest.mark.parametrize("name", ["two\nlines", "two\x00lines", "two\x0blines"])
def test_control_characters_in_a_name_become_spaces(name):
    assert "two lines" in texts(drawn(labels=LABELS | {"ssim": name}))


def test_figure_passes_a_strict_content_security_policy():
    found = drawn()

    assert not [element for element in found.iter() if "style" in element.attrib]
    assert not list(found.iter(SVG + "style"))
    assert not list(found.iter(SVG + "script"))


def test_ids_are_those_of_definitions_alone():
    found = drawn()
    parents = {child: parent for parent in found.iter() for child in parent}

    holders = {parents[element].tag for element in found.iter() if "id" in element.attrib}
    assert holders == {SVG + "defs"}


def test_ink_takes_the_colour_of_the_page_and_the_background_none():
    found = drawn()

    assert {text.get("fill") for text in found.iter(SVG + "text")} == {"currentColor"}
    backgrounds = [p for p in found.iter(SVG + "path") if p.get("fill") == "#ffffff"]
    assert backgrounds == []


def test_equal_results_give_equal_bytes_also_in_many_threads_at_once():
    results = results_of(ANSWERS)

    def draw(_):
        figure = draw_scores(results, axis_label="0 to 100", labels=LABELS)
        return Picture(figure, "Scores", "").as_bytes(Kind.SVG)

    with ThreadPoolExecutor(4) as pool:
        figures = set(pool.map(draw, range(8)))

    assert len(figures) == 1


def test_other_algorithms_have_markers_of_their_own():
    answers = {f"external:{name}": [1, 2, 3, 4, 5, 4] for name in "abc"}

    found = drawn(answers, labels={})

    arrowless = [use for use in markers(found) if use.get("stroke")]
    assert len({use.get("{http://www.w3.org/1999/xlink}href") for use in arrowless}) == 3
    assert [text for text in texts(found) if text.startswith("external")] == list(answers)


def test_results_without_methods_are_an_empty_scale():
    found = drawn({})

    assert texts(found) == ["0", "25", "50", "75", "100", "0 to 100"]


def test_every_colour_stands_out_on_white_and_on_near_black():
    # Random is drawn in ink, which is the page's own.
    styles = [style for key, style in STYLES.items() if key != "random"]
    coloured = {style.colour for style in (*styles, *FURTHER_STYLES)}

    for colour in coloured:
        assert contrast(colour, "#ffffff") >= 3
        assert contrast(colour, "#14171a") >= 3


def contrast(one, other):
    """WCAG 2.2, contrast ratio."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("width", [0, 279])
def test_figure_too_narrow_to_read_is_refused(width):
    with pytest.raises(ValueError, match="at least 280"):
        drawn(width=width)


def test_importing_figures_loads_no_network_and_no_window():
    loaded = subprocess.run(
        [sys.executable, "-c", "import surveys.figures, sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()

    unwanted = {"torch", "onnxruntime", "rembg", "numba", "matplotlib.pyplot", "django"}
    assert not unwanted & set(loaded)
