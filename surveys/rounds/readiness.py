"""Whether a round can open: settings that go together, and lists of all of its methods."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from recommender import lookup
from recommender.models import Catalogue, Run
from surveys.models import Round, RoundMethod
from surveys.rounds.errors import MethodsNotReady, NothingToShow, NotReady
from surveys.rounds.wording import lacking_in


def catalogue_of(round: Round) -> Catalogue:
    """What it compares the products of.

    Raises
    ------
    NothingToShow
        If it was deleted.
    """
    if round.catalogue is None:
        raise NothingToShow(_("The catalogue of this round was deleted: choose another one."))
    return round.catalogue


def check_settings(round: Round) -> None:
    """Ask again what was asked when the draft was saved: it may have been saved past a form.

    Raises
    ------
    NothingToShow
        If no catalogue is left.
    NotReady
        If the round's fields do not go together; the sentence names them.
    """
    catalogue_of(round)
    try:
        round.full_clean()
    except ValidationError as error:
        raise NotReady(in_one_line(error)) from error
    for language in round.translations:
        if lacking := lacking_in(round, language):
            raise NotReady(lacking[0])
    if round.retention_until is not None and round.retention_until < timezone.localdate():
        raise NotReady(
            _("The answers would be erased at once: “%(label)s” is a day that has passed.")
            % {"label": Round._meta.get_field("retention_until").verbose_name}
        )


def in_one_line(error: ValidationError) -> str:
    """All that is wrong with a round, each with its field."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items()
    )


def ready_runs(round: Round) -> dict[str, Run]:
    """The finished run of each of the round's methods, in the round's order but `random` last.

    Raises
    ------
    NothingToShow
        If no catalogue is left, or no method has finished lists.
    MethodsNotReady
        If some have none: leaving them out in silence would be another survey.
    NotReady
        If lists differ in length, which would tell them apart.
    """
    catalogue = catalogue_of(round)
    finished = lookup.finished_runs(catalogue)
    lacking = [key for key in round.method_keys if key not in finished]
    if not lacking:
        in_order = sorted(round.method_keys, key=lambda key: key == RoundMethod.LOW_ANCHOR)
        runs = {key: finished[key] for key in in_order}
        _check_lengths(runs)
        return runs
    reasons = "; ".join(reasons_not_ready(catalogue, lacking))
    if len(lacking) == len(round.method_keys):
        raise NothingToShow(
            _("There is nothing to show: no method of this round has finished lists (%(reasons)s).")
            % {"reasons": reasons}
        )
    raise MethodsNotReady(
        _(
            "Some methods of this round have no finished lists (%(reasons)s). Compute them, or "
            "take them out of the round."
        )
        % {"reasons": reasons}
    )


def _check_lengths(runs: Mapping[str, Run]) -> None:
    if len({run.k for run in runs.values()}) > 1:
        lengths = ", ".join(f"{key}: {run.k}" for key, run in runs.items())
        raise NotReady(
            _(
                "The lists of the methods differ in length (%(lengths)s), and participants could "
                "tell them apart: compute them with the same number of products."
            )
            % {"lengths": lengths}
        )


def reasons_not_ready(catalogue: Catalogue, keys: list[str]) -> list[str]:
    """Of methods without finished lists: each with why."""
    states = {state.key: state for state in lookup.method_states(catalogue)}
    return [f"{key}: {why_not_ready(states.get(key))}" for key in keys]


def why_not_ready(state: lookup.MethodState | None) -> str:
    """Why a method without finished lists cannot be part of a round."""
    if state is None:
        return _("there is no such method")
    if state.reason_unavailable:
        return state.reason_unavailable
    if state.run is None:
        return _("not computed in this catalogue yet")
    if state.run.state == Run.State.FAILED:
        return _("its computation failed")
    if state.run.state == Run.State.PAUSED:
        return _("its computation is paused")
    if state.run.state == Run.State.CANCELLED:
        return _("its computation was cancelled")
    return _("still being computed")
