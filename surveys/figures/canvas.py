"""What every chart is drawn with: one thread at a time, text that stays text, the same bytes."""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from surveys.figures.lettering import SMALL, shortened
from surveys.figures.styles import INK

matplotlib.rcParams.update(
    {"svg.fonttype": "none", "svg.hashsalt": "simsurvey", "pdf.fonttype": 42}
)
# Matplotlib is not thread-safe, and gunicorn's workers are threads.
_lock = threading.Lock()

NARROWEST = 280  # CSS pixels that words still fit into
QUIET = 0.72  # opacity of secondary text, still above 4.5:1 on white


@contextmanager
def drawing() -> Iterator[None]:
    """Whatever measures or draws stands inside of this."""
    with _lock, warnings.catch_warnings():
        # The browser has the glyphs that Matplotlib's font lacks.
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        yield


def empty_axes(width: int, height: float) -> tuple[Figure, Axes]:
    """Axes in CSS pixels from the top left corner, without a line of their own.

    Raises
    ------
    ValueError
        If `width` is below 280.
    """
    if width < NARROWEST:
        raise ValueError(f"The figure must be at least {NARROWEST} pixels wide, not {width}.")
    figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


def write(axes: Axes, x: float, y: float, words: str, **options: Any) -> None:
    options = {"va": "center_baseline", "color": INK} | options
    # Otherwise a $ in a name would start a formula.
    axes.text(x, y, words, parse_math=False, **options)


def write_small(axes: Axes, x: float, y: float, words: str, **options: Any) -> None:
    """What explains: quieter, and centred unless the options say otherwise."""
    write(axes, x, y, words, **({"size": SMALL, "ha": "center", "alpha": QUIET} | options))


def write_caption(axes: Axes, x: float, y: float, words: str) -> None:
    """Below a scale, no wider than the figure."""
    write_small(axes, x, y, shortened(words, axes.get_xlim()[1], SMALL))


def svg_of(figure: Figure) -> bytes:
    svg = io.BytesIO()
    FigureCanvasSVG(figure).print_svg(svg)
    return svg.getvalue()
