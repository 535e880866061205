"""What a page's script says about when things happened: kept to describe, never to decide."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from surveys.models import Participation, Trial
from surveys.participation.errors import NoSuchSlot

SLACK = timedelta(seconds=1)  # two clocks never run alike


@dataclass(frozen=True)
class Given:
    """When an answer was given, as the page says; without a script it says nothing.

    Attributes
    ----------
    at : datetime or None
        On the server's clock, which the page knows from the moment when it was sent. Of two
        answers to one slot the one given later counts, in whatever order they arrive.
    after_ms : int or None
        Since the trial was shown.
    """

    at: datetime | None = None
    after_ms: int | None = None

    def within(self, trial: Trial, now: datetime) -> "Given":
        """Neither in the future nor before the trial was shown."""
        earliest = trial.shown_at
        at = self.at and min(self.at, now)
        if at and earliest:
            at = max(at, earliest)
        return Given(at, possible_ms(self.after_ms, trial, now))


UNSAID = Given()


@dataclass(frozen=True)
class Timing:
    """One showing of a trial so far; fields and their meaning are those of `Trial`."""

    pictures_ms: int | None = None
    first_answer_ms: int | None = None
    pictures_missing: int | None = None
    focus_losses: int | None = None
    unfocused_ms: int | None = None
    hidden_ms: int | None = None


HAPPENS_ONCE = ("pictures_ms", "first_answer_ms")
COUNTS = ("pictures_missing", "focus_losses")
MOST_OF_A_COUNT = 10_000


@transaction.atomic
def note_timing(*, participation: Participation, position: int, timing: Timing) -> None:
    """Keep what a page says when it is left, also when nothing was answered on it.

    Raises
    ------
    NoSuchSlot
        If there is no such trial.
    """
    own = Trial.objects.select_for_update(of=("self",)).select_related("participation__round")
    trial = own.filter(participation=participation, position=position).first()
    if trial is None:
        raise NoSuchSlot
    if trial.participation.round.is_open:
        keep_timing(trial, timing)


def keep_timing(trial: Trial, timing: Timing) -> None:
    """Write what is new until the trial is submitted, within the caller's transaction.

    Of what happens once, the first word counts. Of what grows, the greatest: so it does not matter
    how often and in which order a page says it, and a trial that is opened again has the figures
    of the showing with the most.
    """
    if trial.shown_at is None or trial.submitted_at is not None:
        return
    now = timezone.now()
    news: dict[str, int | bool] = {} if trial.scripted else {"scripted": True}
    for field in fields(timing):
        said, known = _possible(timing, field.name, trial, now), getattr(trial, field.name)
        grows = field.name not in HAPPENS_ONCE
        if said is not None and (known is None or (grows and said > known)):
            news[field.name] = said
    if news:
        Trial.objects.filter(pk=trial.pk).update(**news)
        vars(trial).update(news)


def possible_ms(said: int | None, trial: Trial, now: datetime) -> int | None:
    """None unless so much time has passed since the server sent the page."""
    if said is None or trial.shown_at is None:
        return None
    passed = now - trial.shown_at + SLACK
    return said if 0 <= said <= passed / timedelta(milliseconds=1) else None


def _possible(timing: Timing, name: str, trial: Trial, now: datetime) -> int | None:
    said: int | None = getattr(timing, name)
    if name not in COUNTS:
        return possible_ms(said, trial, now)
    return said if said is not None and 0 <= said <= MOST_OF_A_COUNT else None
