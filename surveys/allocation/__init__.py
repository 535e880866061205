"""What is drawn at random in a round: which references, who sees which, and in which order.

Pure: numbers in, arrays out. The round's seed decides every draw, so a round's plan can be drawn
again; the plan that is shown is stored as rows all the same, because numpy promises no equal
streams over its versions (NEP 19).
"""

from surveys.allocation.balance import Balance, balance
from surveys.allocation.design import (
    DIFFERENT,
    IDENTICAL,
    MOST_TRIALS,
    Design,
    Kind,
    PlannedTrial,
    SeatPlan,
)
from surveys.allocation.drawing import draw_references, strata_sizes
from surveys.allocation.products import product_permutation, trial_permutation
from surveys.allocation.seats import block_size, draw_block
from surveys.allocation.streams import Stream, generator
from surveys.allocation.williams import williams_square

__all__ = [
    "DIFFERENT",
    "IDENTICAL",
    "MOST_TRIALS",
    "Balance",
    "Design",
    "Kind",
    "PlannedTrial",
    "SeatPlan",
    "Stream",
    "balance",
    "block_size",
    "draw_block",
    "draw_references",
    "generator",
    "product_permutation",
    "strata_sizes",
    "trial_permutation",
    "williams_square",
]
