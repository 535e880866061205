"""The charts of a round's results and of its planning.

Drawn for light and dark pages, for grey paper and for colour-blind eyes: an algorithm keeps its
colour and its shape; a filled marker is the original photograph, a hollow one the segmented.
"""

from surveys.figures.chart import scores_picture
from surveys.figures.critical_difference import critical_difference_picture
from surveys.figures.distribution import distribution_picture
from surveys.figures.forest import Bar, Group, forest_picture
from surveys.figures.growth import Course, growth_picture
from surveys.figures.heat_map import heat_map_picture
from surveys.figures.picture import Kind, Picture
from surveys.figures.power import Line, power_figure
from surveys.figures.spread import spread_picture

__all__ = [
    "Bar",
    "Course",
    "Group",
    "Kind",
    "Line",
    "Picture",
    "critical_difference_picture",
    "distribution_picture",
    "forest_picture",
    "growth_picture",
    "heat_map_picture",
    "power_figure",
    "scores_picture",
    "spread_picture",
]
