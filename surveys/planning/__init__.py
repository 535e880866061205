"""What a round of some size would find, what it asks of a participant, and how many it needs."""

from surveys.planning.spread import Source, components_of_round, rated_rounds
from surveys.planning.table import GOOD_POWER, Cell, Plan, plan_round

__all__ = [
    "GOOD_POWER",
    "Cell",
    "Plan",
    "Source",
    "components_of_round",
    "plan_round",
    "rated_rounds",
]
