"""The chart of a round's results, as a self-contained SVG.

Drawn for light and dark pages, for grey paper and for colour-blind eyes: an algorithm keeps its
colour and its shape; a filled marker is the original photograph, a hollow one the segmented.
"""

from surveys.figures.chart import scores_figure

__all__ = ["scores_figure"]
