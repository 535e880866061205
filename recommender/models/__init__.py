"""Products and their neighbours, as rows."""

from recommender.models.catalogue import Catalogue, Import, Picture, Product
from recommender.models.computation import Chunk, Neighbour, Problem, Run
from recommender.models.robustness import RobustnessPart, RobustnessReport

__all__ = [
    "Catalogue",
    "Chunk",
    "Import",
    "Neighbour",
    "Picture",
    "Problem",
    "Product",
    "RobustnessPart",
    "RobustnessReport",
    "Run",
]
