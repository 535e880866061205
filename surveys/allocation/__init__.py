"""What is drawn at random in a round: which references, who sees which, and in which order.

Pure: numbers in, arrays out. The seed and the number of a participation decide every draw, so a
round's plan can be drawn again; the plan that was shown is stored as rows all the same, because
numpy promises no equal streams over its versions (NEP 19).
"""

from surveys.allocation.drawing import draw_references, strata_sizes
from surveys.allocation.plan import Plan, plan_participation
from surveys.allocation.rotation import references_of

__all__ = ["Plan", "draw_references", "plan_participation", "references_of", "strata_sizes"]
