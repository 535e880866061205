"""Why an answer or an arrival is not taken; each text is a sentence for the participant."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ParticipationError(Exception):
    """A rule of taking part would be broken; nothing was changed unless it says so."""

    sentence: str | Promise

    def __str__(self) -> str:
        return str(self.sentence)


class RoundNotOpen(ParticipationError):
    """Nobody can take part yet, or any more."""

    sentence = _("This survey is still being prepared.")


class RoundClosed(RoundNotOpen):
    sentence = _("This survey has closed. All answers given before are kept.")


class AlreadyCompleted(ParticipationError):
    sentence = _("You had already finished, so this change was not saved. Your answers are kept.")


class NotReached(ParticipationError):
    sentence = _("Please answer the comparisons before this one first.")


class NoSuchSlot(ParticipationError):
    sentence = _("This survey has no such page.")


class ValueOffScale(ParticipationError):
    sentence = _("Please choose one of the points of the scale.")


class MissingAnswers(ParticipationError):
    """Some sets have no answer; what was given is saved all the same.

    Attributes
    ----------
    slots : positions of the slots that lack an answer, 0 is A
    """

    sentence = _("Some sets have no answer yet. What you gave is saved.")

    def __init__(self, slots: Iterable[int]) -> None:
        super().__init__()
        self.slots = tuple(slots)
