import csv
import math
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from recommender.models import Run
from recommender.robustness import plan_report
from recommender.robustness.chart import dot_plot
from recommender.robustness.drawings import MEASURES, NARROW, WIDE, figure
from recommender.robustness.estimates import Estimate, mean_estimate, share_estimate
from recommender.robustness.exports import COLUMNS, measurements_csv
from recommender.robustness.results import Row, as_json, results

Worker = Callable[[], None]
SVG = "{http://www.w3.org/2000/svg}"
NONE = mean_estimate([])


def row(method: str, disturbance: str, overlap: Estimate) -> Row:
    found = share_estimate(3, 4)
    return Row(method, method, disturbance, disturbance.title(), 4, 0, overlap, found, found)


ROWS = [
    row("ssim", "rotated", Estimate(0.25, 0.125, 0.5)),
    row("ssim+segmented", "rotated", Estimate(1.0, math.nan, math.nan)),
    row("ssim", "scaled", NONE),
    row("a-plug-in-with-a-very-long-key+segmented", "scaled", Estimate(0.5, 0.0, 1.0)),
]


def drawn(width: int = WIDE) -> ElementTree.Element:
    svg = dot_plot(ROWS, measure="overlap", title="Overlap", width=width)
    return ElementTree.fromstring(svg)  # noqa: S314  our own


def texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_every_disturbance_has_a_heading_and_every_method_a_row(width: int) -> None:
    found = texts(drawn(width))

    headings = [text for text in found if text in ("Rotated", "Scaled")]
    assert headings == ["Rotated", "Scaled"]
    assert found.count("ssim") == 2
    assert "25\u00a0%" in found
    assert "–" in found


def test_a_dot_stands_at_its_value_between_the_ends_of_its_interval() -> None:
    root = drawn()
    rules = [line for line in root.iter(f"{SVG}line") if line.get("stroke-width") == "1"]
    zero, one = (
        min(float(r.get("x1", "")) for r in rules),
        max(float(r.get("x1", "")) for r in rules),
    )

    intervals = [line for line in root.iter(f"{SVG}line") if line.get("stroke-width") == "3"]
    ends = [float(intervals[0].get(name, "")) for name in ("x1", "x2")]
    (first, *_others) = root.iter(f"{SVG}path")

    assert [(end - zero) / (one - zero) for end in ends] == pytest.approx([0.125, 0.5], abs=1e-3)
    place = float(first.get("transform", "").removeprefix("translate(").split()[0])
    assert (place - zero) / (one - zero) == pytest.approx(0.25, abs=1e-3)
    assert len(intervals) == 2  # those that have none have no line
    assert len(list(root.iter(f"{SVG}path"))) == 3  # who has no value has no dot


def test_segmented_methods_are_hollow_and_algorithms_keep_colour_and_shape() -> None:
    plain, segmented, plugin = drawn().iter(f"{SVG}path")

    assert plain.get("fill") == plain.get("stroke") == segmented.get("stroke")
    assert segmented.get("fill") == "#ffffff"
    assert plain.get("d") == segmented.get("d") != plugin.get("d")


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_nothing_lies_outside(width: int) -> None:
    root = drawn(width)
    height = float(root.get("height", ""))

    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "")) <= width
        assert 0 < float(text.get("y", "")) < height
    assert max(map(len, texts(root))) <= 24


def test_the_chart_needs_no_style_that_a_content_security_policy_forbids() -> None:
    for element in drawn().iter():
        assert element.tag != f"{SVG}style"
        assert "style" not in element.attrib


def test_charts_are_stored_in_every_language_and_width(computed: Run, work_all: Worker) -> None:
    report = plan_report(catalogue=computed.catalogue)
    work_all()

    report.refresh_from_db()
    stored = {
        (measure, language, width): figure(report, measure=measure, language=language, width=width)
        for measure in MEASURES
        for language in ("en", "de")
        for width in (NARROW, WIDE)
    }
    assert all(stored.values())
    assert stored["overlap", "en", WIDE] != stored["found", "en", WIDE]
    assert figure(report, measure="overlap", language="fr", width=WIDE) is None


def test_a_row_as_json_has_null_where_there_is_no_number() -> None:
    described = as_json(ROWS[2])["overlap"], as_json(ROWS[1])["overlap"]

    assert described[0] == {
        "value": None,
        "interval_95": [None, None],
        "no_interval_because": "no references",
    }
    assert as_json(ROWS[0])["overlap"]["interval_95"] == [0.125, 0.5]


def test_the_csv_holds_every_measurement_and_what_was_left_out(
    computed: Run, work_all: Worker
) -> None:
    computed.neighbours.filter(reference__identifier="g-110").delete()
    report = plan_report(catalogue=computed.catalogue)
    work_all()

    head, *rows = csv.reader("".join(measurements_csv(report)).splitlines())

    assert tuple(head) == COLUMNS
    assert len(rows) == 7 * 6
    assert ["grey", "coarse", "g-020", "5", "5", "1", ""] in rows
    assert ["grey", "coarse", "g-110", "", "", "", "It has no full list by this method."] in rows


def test_a_spreadsheet_runs_no_id_as_a_formula(computed: Run, work_all: Worker) -> None:
    report = plan_report(catalogue=computed.catalogue)
    work_all()
    part = report.parts.get()
    part.measured[0]["reference"] = "=1+1"
    part.save()

    assert ",'=1+1," in "".join(measurements_csv(report))


def test_results_of_chosen_methods_alone(computed: Run, work_all: Worker) -> None:
    report = plan_report(catalogue=computed.catalogue)
    work_all()

    assert results(report, methods=["ssim"]) == []
    assert len(results(report, methods=["grey"])) == 6
