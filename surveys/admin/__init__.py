"""The researcher's pages about rounds and answers, inside Django's admin."""

from surveys.admin.answers import ParticipationAdmin, RatingAdmin
from surveys.admin.rounds import RoundAdmin

__all__ = ["ParticipationAdmin", "RatingAdmin", "RoundAdmin"]
