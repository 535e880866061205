"""The chart of a report: a dot with its interval for every disturbance and method, as an SVG.

Made for grey paper and colour-blind eyes: every row carries its name and its numbers, an algorithm
keeps its colour and its shape, and a hollow marker is a segmented method. Nothing but attributes
is used, so that any content security policy lets it pass; equal rows give equal bytes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.etree import ElementTree

from recommender.robustness.estimates import Estimate
from recommender.robustness.results import Row

VERSION = 1
SEGMENTED = "+segmented"
INK, QUIET, RULE = "#1f2328", "#57606a", "#d0d7de"
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

CIRCLE = "M-5.5,0a5.5,5.5 0 1 0 11,0a5.5,5.5 0 1 0 -11,0z"
SQUARE = "M-5,-5h10v10h-10z"
DIAMOND = "M0,-6.5L6.5,0L0,6.5L-6.5,0z"
TRIANGLE = "M0,-6.5L6.5,5H-6.5z"
POINTED_DOWN = "M0,6.5L6.5,-5H-6.5z"
# Colours after Okabe & Ito, as far as they reach a contrast of 3:1 on white.
STYLES = {
    "ssim": ("#0072b2", CIRCLE),
    "efficientnet": ("#d55e00", SQUARE),
    "clip": ("#009e73", DIAMOND),
}
FURTHER_STYLES = (("#c2649a", TRIANGLE), ("#0072b2", POINTED_DOWN), ("#d55e00", DIAMOND))


@dataclass(frozen=True)
class Layout:
    """Where things are, in CSS pixels from the top left corner."""

    width: int

    HEADING = 34.0
    ROW = 22.0
    BELOW = 34.0

    @property
    def narrow(self) -> bool:
        return self.width < 500

    @property
    def text(self) -> int:
        return 12 if self.narrow else 14

    @property
    def left(self) -> float:
        return 148 if self.narrow else 196

    @property
    def right(self) -> float:
        return self.width - (58 if self.narrow else 138)

    @property
    def marker(self) -> float:
        """Its scale: a large one would hide a short interval."""
        return 0.8 if self.narrow else 1

    @property
    def letters(self) -> int:
        """How long a name may be."""
        return 22 if self.narrow else 24

    def x(self, share: float) -> float:
        return self.left + (self.right - self.left) * share


def dot_plot(rows: Sequence[Row], *, measure: str, title: str, width: int) -> bytes:
    """The chart of one measure, as a self-contained SVG in UTF-8.

    Parameters
    ----------
    rows : sequence of Row
        Those of a disturbance stand together.
    measure : str
        The name of one of their estimates: `overlap`, `found` or `reciprocal_rank`.
    title : str
        The chart's name for those who hear it.
    width : int
        In CSS pixels; text has about the same size at every width.
    """
    layout, y = Layout(width), 0.0
    root = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
    ElementTree.SubElement(root, "title").text = title
    styles = styles_of(rows)
    for label, members in groupby(rows, key=lambda row: row.disturbance_label):
        _text(root, 0, y + 22, label, size=layout.text, weight="bold")
        y += layout.HEADING
        group = list(members)
        _draw_rules(root, layout, y, y + layout.ROW * len(group))
        for row in group:
            _draw_row(root, layout, y + layout.ROW / 2, row, getattr(row, measure), styles)
            y += layout.ROW
    for share in (0.0, 0.5, 1.0):
        _text(root, layout.x(share), y + 20, percent(share), size=12, anchor="middle", ink=QUIET)
    height = y + layout.BELOW
    root.attrib |= {
        "width": str(width),
        "height": _number(height),
        "viewBox": f"0 0 {width} {_number(height)}",
        "font-family": FONTS,
    }
    return ElementTree.tostring(root, encoding="utf-8")


def styles_of(rows: Sequence[Row]) -> dict[str, tuple[str, str]]:
    """Colour and shape of each algorithm; those that are not ours take the further ones by name."""
    others = sorted({algorithm_of(row.method) for row in rows} - set(STYLES))
    return STYLES | {
        name: FURTHER_STYLES[place % len(FURTHER_STYLES)] for place, name in enumerate(others)
    }


def algorithm_of(method: str) -> str:
    return method.removesuffix(SEGMENTED)


def percent(share: float) -> str:
    """As a whole number; a dash where there is none.

    >>> percent(0.826).split(), percent(math.nan)
    (['83', '%'], '–')
    """
    return "–" if math.isnan(share) else f"{100 * share:.0f}\u00a0%"


def _draw_rules(root: ElementTree.Element, layout: Layout, top: float, bottom: float) -> None:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        _line(root, (layout.x(share), top), (layout.x(share), bottom), ink=RULE, width=1)


def _draw_row(
    root: ElementTree.Element,
    layout: Layout,
    y: float,
    row: Row,
    estimate: Estimate,
    styles: dict[str, tuple[str, str]],
) -> None:
    baseline = y + 4.5
    name = row.method
    if len(name) > layout.letters:
        name = name[: layout.letters - 1] + "…"
    _text(root, 0, baseline, name, size=layout.text)
    value_end = layout.width if layout.narrow else layout.width - 74
    _text(
        root,
        value_end,
        baseline,
        percent(estimate.value),
        size=layout.text,
        weight="bold",
        anchor="end",
    )
    if not layout.narrow and not math.isnan(estimate.low):
        ends = f"{100 * estimate.low:.0f}–{100 * estimate.high:.0f}"
        _text(root, layout.width, baseline, ends, size=12, anchor="end", ink=QUIET)
    if math.isnan(estimate.value):
        return
    colour, shape = styles[algorithm_of(row.method)]
    if not math.isnan(estimate.low):
        ends_at = (layout.x(estimate.low), y), (layout.x(estimate.high), y)
        _line(root, *ends_at, ink=colour, width=3)
    fill = "#ffffff" if row.method.endswith(SEGMENTED) else colour
    place = f"translate({_number(layout.x(estimate.value))} {_number(y)})"
    place += f" scale({layout.marker})"
    attributes = {"d": shape, "transform": place, "fill": fill, "stroke": colour}
    ElementTree.SubElement(root, "path", attributes | {"stroke-width": "2"})


def _line(
    root: ElementTree.Element,
    start: tuple[float, float],
    stop: tuple[float, float],
    *,
    ink: str,
    width: int,
) -> None:
    places = {"x1": start[0], "y1": start[1], "x2": stop[0], "y2": stop[1]}
    attributes = {name: _number(place) for name, place in places.items()}
    ElementTree.SubElement(root, "line", attributes | {"stroke": ink, "stroke-width": str(width)})


def _text(
    root: ElementTree.Element,
    x: float,
    y: float,
    words: str,
    *,
    size: int,
    weight: str = "normal",
    anchor: str = "start",
    ink: str = INK,
) -> None:
    attributes = {
        "x": _number(x),
        "y": _number(y),
        "font-size": str(size),
        "font-weight": weight,
        "text-anchor": anchor,
        "fill": ink,
    }
    ElementTree.SubElement(root, "text", attributes).text = words


def _number(place: float) -> str:
    """As short as a tenth of a pixel allows.

    >>> _number(12.0), _number(3.14159)
    ('12', '3.1')
    """
    return f"{place:.1f}".removesuffix(".0")
