"""One artificial participant's way through a round, with all that people do on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from surveys import participation as participating
from surveys.allocation import Stream, generator
from surveys.models import Participation, Slot, Trial
from surveys.participation import Given, LeftTooLong, NoSuchSlot, NotReached, ScreenedOut
from surveys.simulation.answering import Answers, Page, answer, seconds
from surveys.simulation.likeness import Looks
from surveys.simulation.pace import Pace, pace
from surveys.simulation.raters import Profile, Rater

# The participation, the position of a trial, and answers that the server has acknowledged.
Saved = Callable[[Participation, int, Mapping[int, int | None]], object]


@dataclass
class Visit:
    """A rater with a participation.

    What is answered to a page depends on the seed, the number of the visit and the page alone, so
    that an interrupted simulation goes on as if it had never stopped.
    """

    rater: Rater
    participation: Participation
    looks: Looks
    profile: Profile
    stream: tuple[int, int]
    on_saved: Saved

    def begin(self) -> bool:
        """Go on to where the rater leaves; whether that is before the end.

        Who had left before, in an earlier simulation with this seed, stays away.
        """
        trials = self.participation.trials.count()
        leaves_after = int(self.rater.stays * trials)
        done = self.participation.trials.filter(submitted_at__isnull=False).count()
        if done < leaves_after:
            self._go(leaves_after - done)
        return leaves_after < trials and not self._has_ended

    def stay_away(self) -> None:
        """Let time pass: for whoever is away for long the lease of the place has ended."""
        if self.rater.is_away_long or not self.rater.returns:
            Participation.objects.filter(pk=self.participation.pk, completed_at=None).update(
                lease_ends_at=timezone.now()
            )

    def come_back(self) -> None:
        self._go(None)

    @property
    def _has_ended(self) -> bool:
        self.participation.refresh_from_db(fields=["completed_at", "screened_out_at"])
        return self.participation.has_ended

    def _go(self, pages: int | None) -> None:
        """Answer so many of the open pages in order, or all."""
        own = self.participation.trials.filter(submitted_at=None).order_by("position")
        trials = list(own[:pages])
        slots: dict[int, list[Slot]] = {trial.pk: [] for trial in trials}
        for slot in Slot.objects.filter(trial__in=trials).order_by("trial", "position"):
            slots[slot.trial_id].append(slot)
        round = self.participation.round
        for trial in trials:
            page = Page(round, trial, slots[trial.pk], self.looks, self.profile.cannot_judge)
            try:
                self._answer(page)
            except (ScreenedOut, LeftTooLong):
                return

    def _answer(self, page: Page) -> None:
        random = generator(
            page.round.seed, Stream.SIMULATION, *self.stream, 1 + page.trial.position
        )
        values, took = answer(self.rater, page, random), seconds(self.rater, page, random)
        participating.keep_place(participation=self.participation)
        participating.mark_shown(trial=page.trial)
        began = begin_earlier(page.trial, took)
        if self.rater.has_two_tabs:
            self._answer_in_the_other_tab(page, answer(self.rater, page, random), began)
        own = pace(values, began=began, seconds=took, random=random)
        self._submit(page.trial, values, own)
        take_time(page.trial, took)
        if self.rater.clicks_twice:
            self._submit(page.trial, values, own)

    def _submit(self, trial: Trial, values: Answers, own: Pace) -> None:
        """Acknowledged is what was saved, also when it ended the way."""
        try:
            participating.submit_trial(
                participation=self.participation,
                position=trial.position,
                values=values,
                given=own.given,
                timing=own.timing,
            )
        except ScreenedOut:
            self.on_saved(self.participation, trial.position, values)
            raise
        self.on_saved(self.participation, trial.position, values)

    def _answer_in_the_other_tab(self, page: Page, values: Answers, began: datetime) -> None:
        """Other answers to the page one by one, and one to the next page, which is not reached."""
        here = page.trial.position
        for slot, value in values.items():
            participating.save_rating(
                participation=self.participation,
                position=here,
                slot=slot,
                value=value,
                given=Given(began),
            )
            self.on_saved(self.participation, here, {slot: value})
        with suppress(NotReached, NoSuchSlot):
            participating.save_rating(
                participation=self.participation, position=here + 1, slot=0, value=1
            )
            raise AssertionError("an answer to a page that was not reached was taken")


def begin_earlier(trial: Trial, took: float) -> datetime:
    """Write that the page was shown so long ago, so that what its script says fits in between."""
    began = timezone.now() - timedelta(seconds=took)
    Trial.objects.filter(pk=trial.pk, submitted_at=None).update(shown_at=began)
    return began


def take_time(trial: Trial, took: float) -> None:
    """Write that the page of a simulated participant was shown so many seconds before it was sent.

    Nobody waits in a simulation. The time that the artificial rater would have taken is written
    into `shown_at`, once, so that rules about time have something to hold on to; when the answers
    were committed stays what it was. The consent was given so much earlier, too.
    """
    needed = timedelta(seconds=took)
    Trial.objects.filter(pk=trial.pk, submitted_at__isnull=False).update(
        shown_at=F("submitted_at") - needed
    )
    Participation.objects.filter(trials=trial).update(consented_at=F("consented_at") - needed)
