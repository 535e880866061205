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


class RoundPaused(RoundNotOpen):
    """For a while nobody joins and nobody answers."""

    sentence = _("The survey is paused for the moment. All answers saved before are kept.")


class RoundFull(ParticipationError):
    """Every place in the design, or every place of the channel, is taken."""

    sentence = _("All places in this survey are taken, so it needs no more participants.")


class NotInvited(ParticipationError):
    """The channel lets in only people whom it knows."""

    sentence = _("This survey is by invitation, and we do not know this invitation.")


class ChannelInactive(ParticipationError):
    """The round goes on, and nobody joins by this link."""

    sentence = _("Nobody can join this survey by this link any more.")


class NoPerson(ParticipationError):
    """The channel knows people by an id, and the link has none."""

    sentence = _("The link lacks the id by which the page that sent you here knows you.")


class HasWithdrawn(ParticipationError):
    """One id is one participation, also after it was erased."""

    sentence = _("You withdrew from this survey. Your answers and your id are erased.")


class LeftTooLong(ParticipationError):
    """The place of an unfinished way was given on, and there is none left."""

    sentence = _(
        "You were away for so long that somebody else has your place. What you answered is kept."
    )


class ScreenedOut(ParticipationError):
    """The way was ended by failed checks."""

    sentence = _("Your way through this survey has ended. What you answered is kept.")


class AlreadyCompleted(ParticipationError):
    sentence = _("You had already finished, so this change was not saved. Your answers are kept.")


class AnswerIsFinal(ParticipationError):
    """The round takes no changes once a participant has gone on."""

    sentence = _("In this survey an answer stays as it was once you have gone on.")


class NewerAnswer(ParticipationError):
    """Somewhere else the same slot was answered later; the later answer counts."""

    sentence = _("You answered this later in another window, and that answer counts.")


class NotReached(ParticipationError):
    sentence = _("Please answer the comparisons before this one first.")


class NoSuchSlot(ParticipationError):
    sentence = _("This survey has no such page.")


class ValueOffScale(ParticipationError):
    sentence = _("Please choose one of the points of the scale.")


class CannotJudgeNotAllowed(ParticipationError):
    """An answer was left empty on purpose, in a round that does not offer this."""

    sentence = _("This survey has no answer “I can't judge”: please choose one that is there.")


class RankTwice(ParticipationError):
    """Two sets have the same rank; what was given is saved all the same.

    Attributes
    ----------
    slots : positions of the slots that share a rank, 0 is A
    """

    sentence = _("Two sets have the same rank. Please give every set a rank of its own.")

    def __init__(self, slots: Iterable[int] = ()) -> None:
        super().__init__()
        self.slots = tuple(slots)


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
