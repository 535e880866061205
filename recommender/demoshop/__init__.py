"""The demo shop: household goods that exist only as formulae, photographed by ray marching.

The project ships no photographs and can be tried without any: this draws a shop whose products
have known attributes, each before a background, at an angle and in a light left to chance.
Importing this imports no numba; drawing happens in processes of its own.
"""

from recommender.demoshop.draw import draw
from recommender.demoshop.products import ATTRIBUTES, DemoProduct, catalogue

__all__ = ["ATTRIBUTES", "DemoProduct", "catalogue", "draw"]
