"""The researcher's pages about catalogues, inside Django's admin."""

from recommender.admin.catalogues import CatalogueAdmin
from recommender.admin.imports import ImportAdmin
from recommender.admin.products import ProductAdmin
from recommender.admin.robustness import RobustnessReportAdmin
from recommender.admin.runs import RunAdmin

__all__ = ["CatalogueAdmin", "ImportAdmin", "ProductAdmin", "RobustnessReportAdmin", "RunAdmin"]
