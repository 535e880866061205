"""The shape of what participants answer."""

from collections.abc import Container, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.models import Round, Slot
from surveys.participation import Given, Timing

LONGEST_MS = 2**31 - 1  # 24 days, the most that a column holds
LAST_MS = 4_102_444_800_000  # the year 2100, since 1970

BEST, JUDGE, CANNOT_JUDGE = "best", "judge", "none"  # names and a value on the trial's page

OFF_SCALE = _("That is not on the scale. Please choose one of its points.")
BOTH = _("You gave an answer and also said that you can't judge. Please choose one of the two.")


class AnswerField(forms.Field):
    """What was newly given under one name: one of the allowed texts, or None.

    `was` is what the page last knew as saved: an answer that equals it was not given here and now,
    and must not overwrite a newer one from another tab. So of a number typed beside “I can't
    judge” the one that is new was meant.
    """

    widget = forms.MultipleHiddenInput

    def __init__(self, allowed: Container[str], *, was: str) -> None:
        super().__init__(required=False)
        self.allowed, self.was = allowed, was

    def to_python(self, sent: Sequence[str] | str | None) -> str | None:
        given = [sent] if isinstance(sent, str) else list(sent or ())
        new = [one for one in given if one not in ("", self.was)]
        if len(new) > 1:
            raise forms.ValidationError(BOTH)
        if new and new[0] not in self.allowed:
            raise forms.ValidationError(OFF_SCALE)
        return new[0] if new else None


class AnswersForm(forms.Form):
    """New answers to some slots of a trial, each under its letter; a slot may be left out.

    The best set is one answer, `best`, and its value is a letter. In a ranking “I can't judge” is
    one answer too, `judge`. Beside each name stands `was-NAME`, as `AnswerField` explains.
    """

    def __init__(self, data: Any, *, slots: Sequence[Slot], round: Round) -> None:
        super().__init__(data)
        self.places = {slot.letter: slot.position for slot in slots}
        self.was: dict[str, str] = {}
        for name, allowed in self._names(round):
            self.was[name] = data.get(f"was-{name}") or ""
            self.fields[name] = AnswerField(allowed, was=self.was[name])

    def _names(self, round: Round) -> Iterator[tuple[str, Container[str]]]:
        may = {CANNOT_JUDGE} if round.allows_cannot_judge else set()
        if round.answer_format == Round.AnswerFormat.BEST_SET:
            yield BEST, {*self.places, *may}
            return
        lowest, highest = round.value_bounds(len(self.places))
        numbers = {str(value) for value in range(lowest, highest + 1)}
        for letter in self.places:
            yield letter, numbers | may if round.rates else numbers
        if may and not round.rates:
            yield JUDGE, may

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get(JUDGE) and any(given.get(letter) for letter in self.places):
            self.add_error(JUDGE, BOTH)
        return given

    @property
    def values(self) -> dict[int, int | None]:
        """From slot position to answer, of those that are allowed and new; None: can't judge."""
        self.is_valid()  # cleans once
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if JUDGE in given:
            return dict.fromkeys(self.places.values())
        if BEST in given:
            best = given[BEST]
            return {0: None} if best == CANNOT_JUDGE else {self.places[best]: 1}
        return {
            self.places[letter]: None if value == CANNOT_JUDGE else int(value)
            for letter, value in given.items()
        }

    @property
    def withdrawn(self) -> list[int]:
        """Positions of the slots whose answer the page knew as saved and now leaves out."""
        left_out = {name for name in self.fields if not self._is_sent(name)}
        all_gone = JUDGE in left_out and bool(self.was[JUDGE])
        return [
            place
            for letter, place in self.places.items()
            if letter in left_out and (all_gone or self.was[letter])
        ]

    def _is_sent(self, name: str) -> bool:
        return any(self.fields[name].widget.value_from_datadict(self.data, {}, name) or ())


class SaidForm(forms.Form):
    """What the page's script says about time beside an answer, each a whole number.

    What is no number or out of all bounds is as if it had not been said: nobody's answer is lost
    for it.
    """

    given = forms.IntegerField(required=False, min_value=0, max_value=LAST_MS)
    after = forms.IntegerField(required=False, min_value=0, max_value=LONGEST_MS)
    pictures = forms.IntegerField(required=False, min_value=0, max_value=LONGEST_MS)
    missing = forms.IntegerField(required=False, min_value=0, max_value=LONGEST_MS)
    first = forms.IntegerField(required=False, min_value=0, max_value=LONGEST_MS)
    losses = forms.IntegerField(required=False, min_value=0, max_value=LONGEST_MS)
    unfocused = forms.IntegerField(required=False, min_value=0, max_value=LONGEST_MS)
    hidden = forms.IntegerField(required=False, min_value=0, max_value=LONGEST_MS)

    @property
    def answer(self) -> Given:
        at = self._number("given")
        return Given(
            at=None if at is None else datetime.fromtimestamp(at / 1000, UTC),
            after_ms=self._number("after"),
        )

    @property
    def trial(self) -> Timing | None:
        """None without a script: it always says how often the page was left."""
        timing = Timing(
            pictures_ms=self._number("pictures"),
            first_answer_ms=self._number("first"),
            pictures_missing=self._number("missing"),
            focus_losses=self._number("losses"),
            unfocused_ms=self._number("unfocused"),
            hidden_ms=self._number("hidden"),
        )
        return None if timing == Timing() else timing

    def _number(self, name: str) -> int | None:
        self.is_valid()  # cleans once
        number: int | None = self.cleaned_data.get(name)
        return number
