"""The charts of a round's results and of its planning, as self-contained SVGs.

Drawn for light and dark pages, for grey paper and for colour-blind eyes: an algorithm keeps its
colour and its shape; a filled marker is the original photograph, a hollow one the segmented.
"""

from surveys.figures.chart import scores_figure
from surveys.figures.power import Line, power_figure

__all__ = ["Line", "power_figure", "scores_figure"]
