"""People and what they answered, as rows."""

from surveys.models.analyses import RoundAnalysis, StoredFigure
from surveys.models.channels import Channel, FormerPerson, Identity, Outcome
from surveys.models.history import RoundEvent, Withdrawal
from surveys.models.participation import Participation, Rating, Revision, Slot, Trial
from surveys.models.rounds import OPEN_LINK, Round
from surveys.models.seats import Seat
from surveys.models.shown import Reference, RoundMethod, Shown, ShownProduct, ShownSet

__all__ = [
    "OPEN_LINK",
    "Channel",
    "FormerPerson",
    "Identity",
    "Outcome",
    "Participation",
    "Rating",
    "Reference",
    "Revision",
    "Round",
    "RoundAnalysis",
    "RoundEvent",
    "RoundMethod",
    "Seat",
    "Shown",
    "ShownProduct",
    "ShownSet",
    "Slot",
    "StoredFigure",
    "Trial",
    "Withdrawal",
]
