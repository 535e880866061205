"""What the fields of one round demand of one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from surveys.allocation.design import MOST_TRIALS

if TYPE_CHECKING:
    from surveys.models.rounds import Round

Contradiction = tuple[str, str]


def contradictions(round: Round) -> Iterator[Contradiction]:
    """Fields that do not go together, each with a sentence that says why.

    A field that is wrong by itself was refused before; here it is passed over.
    """
    yield from _references(round)
    yield from _sets(round)
    yield from _extra_trials(round)
    yield from _checks(round)
    if round.has_slider and _length(round.scale_labels) != 2:
        yield "scale_labels", _("A slider has two labels: one for each end.")
    if round.logo and not round.asked_by.strip():
        yield "asked_by", _("Say who asks: a logo alone tells nothing to who cannot see it.")


def _references(round: Round) -> Iterator[Contradiction]:
    chosen = round.reference_choice == round.ReferenceChoice.CHOSEN
    if chosen and not round.chosen_references:
        yield "chosen_references", _("Name the products that are to be the references.")
    asked, there = round.trials_per_participant, round.references_count
    if asked is not None and there is not None and asked > there:
        yield (
            "trials_per_participant",
            _(
                "One participant cannot see %(asked)d references when the round has %(there)d: "
                "nobody sees a reference twice."
            )
            % {"asked": asked, "there": there},
        )

    each = round.participants_per_reference
    if each is not None and there is not None and each * there > MOST_TRIALS:
        yield (
            "participants_per_reference",
            _("All references together take more than %(most)d trials: lower one of the numbers.")
            % {"most": MOST_TRIALS},
        )


def _sets(round: Round) -> Iterator[Contradiction]:
    methods = _length(round.method_keys)
    if not methods:
        return
    if round.sets_per_trial is not None and round.sets_per_trial > methods:
        yield (
            "sets_per_trial",
            _("A page cannot show %(asked)d sets of %(there)d methods.")
            % {"asked": round.sets_per_trial, "there": methods},
        )
    if not round.rates and methods == 1:
        yield "answer_format", _("There is nothing to choose among with one method.")


def _extra_trials(round: Round) -> Iterator[Contradiction]:
    trials, references = round.trials_per_participant, round.references_count
    if None in (trials, references, round.repeated_trials):
        return
    if round.repeated_trials > trials:
        yield (
            "repeated_trials",
            _("No more trials can be repeated than one participant sees references."),
        )
    for name in ("identical_checks", "instructed_checks"):
        if (getattr(round, name) or 0) > references:
            yield name, _("Every check needs a reference of its own: there are too few.")


def _checks(round: Round) -> Iterator[Contradiction]:
    there = (round.identical_checks or 0) + (round.instructed_checks or 0)
    failed = round.reject_after_failed_checks
    if failed is not None and failed > there:
        yield (
            "reject_after_failed_checks",
            _("Nobody can fail %(asked)d checks when there are %(there)d.")
            % {"asked": failed, "there": there},
        )


def _length(value: object) -> int | None:
    return len(value) if isinstance(value, list) else None
