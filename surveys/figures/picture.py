"""A drawn chart with what is said of it, in every format that is offered."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure

from surveys.figures.canvas import drawing, svg_of
from surveys.figures.svg import self_contained

PRINTED_DPI = 216  # three dots for each CSS pixel


class Kind(StrEnum):
    """Formats by the ends of their files' names."""

    SVG = "svg"
    PDF = "pdf"
    PNG = "png"


@dataclass(frozen=True)
class Picture:
    """One chart.

    Attributes
    ----------
    figure : Figure
    title : str
        Its name for those who do not see it.
    description : str
        Everything that it shows, in words and numbers.
    """

    figure: Figure
    title: str
    description: str

    def as_bytes(self, kind: Kind) -> bytes:
        """Equal pictures give equal bytes; PDF and PNG stand on white."""
        with drawing():
            if kind is Kind.SVG:
                return self_contained(svg_of(self.figure), self.title, self.description)
            return _pdf(self) if kind is Kind.PDF else _png(self)


def _pdf(picture: Picture) -> bytes:
    into = io.BytesIO()
    said = {"Title": picture.title, "Subject": picture.description, "CreationDate": None}
    FigureCanvasPdf(picture.figure).print_figure(
        into, format="pdf", facecolor="white", metadata=said
    )
    return into.getvalue()


def _png(picture: Picture) -> bytes:
    into = io.BytesIO()
    said = {"Title": picture.title, "Description": picture.description, "Software": "SimSurvey"}
    FigureCanvasAgg(picture.figure).print_figure(
        into, format="png", facecolor="white", dpi=PRINTED_DPI, metadata=said
    )
    return into.getvalue()
