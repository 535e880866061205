"""People and what they answered, as rows."""

from surveys.models.participation import Participation, Rating, Revision, Slot, Trial
from surveys.models.rounds import Reference, Round, RoundMethod, ShownProduct, ShownSet

__all__ = [
    "Participation",
    "Rating",
    "Reference",
    "Revision",
    "Round",
    "RoundMethod",
    "ShownProduct",
    "ShownSet",
    "Slot",
    "Trial",
]
