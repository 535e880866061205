"""Products and their neighbours, as rows."""

from recommender.models.catalogue import Catalogue, Import, Picture, Product
from recommender.models.computation import Chunk, Neighbour, Problem, Run

__all__ = ["Catalogue", "Chunk", "Import", "Neighbour", "Picture", "Problem", "Product", "Run"]
