from itertools import pairwise
from xml.etree import ElementTree

import pytest

from surveys.figures import Line, power_figure

SVG = "{http://www.w3.org/2000/svg}"
LINES = [
    Line("40 references", (0.3, 0.41, 0.60), (0.02, 0.02, 0.02)),
    Line("100 references", (0.33, 0.55, 0.97), (0.02, 0.02, 0.01)),
]


def drawn(lines=LINES, participants=(20, 40, 80), **changes):
    options = {
        "wanted": 0.8,
        "title": "Studies",
        "axis_label": "Participants",
        "above": "found",
    } | changes
    svg = power_figure(lines, participants, **options)
    return ElementTree.fromstring(svg)  # noqa: S314  our own


def texts(root):
    return {element.text: element for element in root.iter(SVG + "text")}


def markers(root):
    """Where the markers stand, line by line."""
    return [
        (use.get("stroke"), float(use.get("x")), float(use.get("y")))
        for use in root.iter(SVG + "use")
    ]


def test_every_line_is_named_and_every_number_stands_on_its_scale():
    found = texts(drawn())

    assert {"40 references", "100 references", "20", "40", "80", "Participants", "found"} <= set(
        found
    )
    assert {"0 %", "25 %", "50 %", "75 %", "100 %"} <= set(found)


def test_higher_power_stands_higher_and_twice_as_many_participants_equally_far():
    first, second = markers(drawn())[:3], markers(drawn())[3:]

    assert [y for _colour, _x, y in first] == sorted((y for *_rest, y in first), reverse=True)
    assert all(two[2] < one[2] for one, two in zip(first, second, strict=True))
    gaps = {round(right[1] - left[1], 3) for left, right in pairwise(first)}
    assert len(gaps) == 1


def test_lines_differ_in_colour_and_in_shape():
    root = drawn()
    uses = list(root.iter(SVG + "use"))

    assert len({use.get("stroke") for use in uses}) == 2
    assert len({use.get("{http://www.w3.org/1999/xlink}href") for use in uses}) == 2


def test_description_reads_the_figure_out():
    root = drawn()

    assert root.findtext(SVG + "title") == "Studies"
    assert root.findtext(SVG + "desc") == (
        "40 references: 20: 30 %, 40: 41 %, 80: 60 %; 100 references: 20: 33 %, 40: 55 %, 80: 97 %"
    )


def test_names_of_lines_that_meet_do_not_overlap():
    equal = [Line(f"{number} references", (0.5, 0.99), (0.01, 0.01)) for number in range(5)]
    found = texts(drawn(equal, (20, 40)))

    heights = sorted(float(found[line.label].get("y")) for line in equal)
    assert all(lower - upper >= 15 for upper, lower in pairwise(heights))


@pytest.mark.parametrize("width", [280, 310, 720])
@pytest.mark.parametrize("participants", [(20, 40, 80), (40,), (2, 2000)])
def test_nothing_is_drawn_outside(width, participants):
    lines = [Line("100 references", [0.0, 1.0, 1.0][: len(participants)], [0.0] * 3)]
    lines = [Line(one.label, one.shares, one.errors[: len(participants)]) for one in lines]

    root = drawn(lines, participants, width=width)

    height = float(root.get("height"))
    assert float(root.get("width")) == width
    for _colour, x, y in markers(root):
        assert 0 < x < width
        assert 0 < y < height
    end = texts(root)["100 references"]
    assert float(end.get("x")) + 7 * len("100 references") <= width + 1


def test_the_same_numbers_give_the_same_bytes_and_no_style():
    first = ElementTree.tostring(drawn())

    assert first == ElementTree.tostring(drawn())
    assert b"style" not in first


def test_too_narrow_or_too_many_lines_are_refused():
    with pytest.raises(ValueError, match="280"):
        drawn(width=279)
    with pytest.raises(ValueError, match="room for 5"):
        drawn([LINES[0]] * 6)
