"""Whether a round can open: its methods' lists, and enough references that have them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommender import lookup
from recommender.models import Catalogue, Product, Run
from surveys.allocation import draw_references
from surveys.models import Round
from surveys.rounds.errors import MethodsNotReady, NothingToShow


def ready_runs(round: Round) -> dict[str, Run]:
    """The finished run of each of the round's methods, in the round's order.

    Raises
    ------
    NothingToShow
        If no catalogue is left, or no method has finished lists.
    MethodsNotReady
        If some have none: leaving them out in silence would be another survey.
    """
    if round.catalogue is None:
        raise NothingToShow(_("The catalogue of this round was deleted: choose another one."))
    finished = lookup.finished_runs(round.catalogue)
    lacking = [key for key in round.method_keys if key not in finished]
    if not lacking:
        return {key: finished[key] for key in round.method_keys}
    reasons = "; ".join(_reasons(round.catalogue, lacking))
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


def _reasons(catalogue: Catalogue, keys: list[str]) -> list[str]:
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


def draw_products(round: Round, runs: dict[str, Run]) -> list[Product]:
    """The products to compare with, in the order of the round.

    Raises
    ------
    NothingToShow
        If fewer products than asked for have a full list of every method.
    """
    eligible = list(lookup.eligible_references(runs.values()).select_related("picture"))
    if len(eligible) < round.references_count:
        raise NothingToShow(_too_few(len(eligible), round.references_count))
    # By code point and not by the database, whose order of text differs between SQLite and
    # PostgreSQL: the same seed draws the same products on both.
    eligible.sort(key=lambda product: product.identifier)
    drawn = draw_references(
        [product.category for product in eligible], round.references_count, seed=round.seed
    )
    return [eligible[place] for place in drawn]


def _too_few(there: int, asked: int) -> str:
    having = ngettext(
        "Only %(there)d product has a full list of every method of this round",
        "Only %(there)d products have a full list of every method of this round",
        there,
    ) % {"there": there}
    mending = _("lower the number of references, add products, or take a method out")
    wanting = _("but the round asks for %(asked)d") % {"asked": asked}
    return f"{having}, {wanting}: {mending}."
