"""The charts of a round's results and of its planning.

Drawn for light and dark pages, for grey paper and for colour-blind eyes: an algorithm keeps its
colour and its shape; a filled marker is the original photograph, a hollow one the segmented.
"""

from surveys.figures.chart import draw_scores
from surveys.figures.critical_difference import draw_critical_differences
from surveys.figures.distribution import draw_distribution
from surveys.figures.forest import draw_forest
from surveys.figures.forest_rows import Bar, Group
from surveys.figures.growth import Course, draw_growth
from surveys.figures.heat_map import draw_heat_map
from surveys.figures.picture import Kind, Picture
from surveys.figures.power import Line, power_figure
from surveys.figures.spread import draw_spread

__all__ = [
    "Bar",
    "Course",
    "Group",
    "Kind",
    "Line",
    "Picture",
    "draw_critical_differences",
    "draw_distribution",
    "draw_forest",
    "draw_growth",
    "draw_heat_map",
    "draw_scores",
    "draw_spread",
    "power_figure",
]
