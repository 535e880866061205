"""From ratings to what can be said of methods, for new people and new products.

Pure: NumPy and SciPy, no Django. `Ratings.from_columns` takes the rows, `summarise` returns
`Results`. The method, its sources and its measured coverage are in docs/statistics.md.
"""

from surveys.statistics.contrasts import Contrast, paired_contrast, segmentation_effects
from surveys.statistics.crossed import CrossedEstimate, crossed_mean
from surveys.statistics.descriptive import (
    QUANTILES,
    MethodSummary,
    PointCount,
    describe,
    quantiles,
    quantiles_of,
)
from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason
from surveys.statistics.scale import Scale, Score
from surveys.statistics.summary import Results, summarise

__all__ = [
    "QUANTILES",
    "Contrast",
    "CrossedEstimate",
    "MethodSummary",
    "PointCount",
    "Ratings",
    "Reason",
    "Results",
    "Scale",
    "Score",
    "crossed_mean",
    "describe",
    "paired_contrast",
    "quantiles",
    "quantiles_of",
    "segmentation_effects",
    "summarise",
]
