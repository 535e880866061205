"""From photographs to an open round; every step goes on from what an earlier start has left."""

import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from recommender import demoshop, lookup, tasks
from recommender.catalogue.importing import import_catalogue
from recommender.catalogue.remarks import ImportRefused
from recommender.methods import registry
from recommender.methods.contract import Unavailable
from recommender.methods.method import Method
from recommender.models import Catalogue, Run
from recommender.precompute import plan_run
from simsurvey.demo import texts
from simsurvey.demo.progress import bar
from simsurvey.demo.wish import Wish
from surveys import rounds
from surveys.models import Round
from surveys.simulation import simulate

SECONDS_BETWEEN_LOOKS = 0.5
REFERENCES, TRIALS = 60, 12
SIMULATED_PARTICIPANTS = 40
DRAWN_SEED = 1

Say = Callable[[str], object]


def prepare(wish: Wish, say: Say) -> Round:
    """Import, compute, open a round and, in the drawn shop, let simulated participants answer.

    Raises
    ------
    recommender.catalogue.remarks.ImportRefused, surveys.rounds.RoundError
        With a sentence that says what is wrong with the photographs.
    """
    round = _drafted(wish)
    try:
        catalogue = _imported(wish, say)
    except ImportRefused:
        _withdraw(round)
        raise
    _follow(_planned(catalogue, say))
    if not round.is_frozen:
        _open(round, catalogue, say)
    if wish.drawn and round.is_open:
        _simulate(round)
    return round


def _drafted(wish: Wish) -> Round:
    """The catalogue and the round by name, before there is anything in them.

    So the links that were printed lead somewhere, and an interrupted start is found again.
    """
    catalogue, _new = Catalogue.objects.get_or_create(
        name=wish.name, defaults={"source": str(wish.source)[-500:], "drawn": wish.drawn}
    )
    existing = Round.objects.filter(slug=wish.slug).first()
    return existing or rounds.create_round(
        catalogue=catalogue,
        slug=wish.slug,
        method_keys=[method.key for method in registry.methods(settings.METHODS)],
        references_count=REFERENCES,
        trials_per_participant=TRIALS,
        seed=DRAWN_SEED if wish.drawn else None,
        **texts.of_a_round(),
    )


def _withdraw(round: Round) -> None:
    """No survey without products."""
    catalogue = round.catalogue
    if catalogue is not None and not catalogue.products.exists():
        round.delete()
        catalogue.delete()


def _imported(wish: Wish, say: Say) -> Catalogue:
    if wish.drawn:
        with bar(_("Drawing the shop"), _("pictures")) as show:
            demoshop.draw(wish.source, on_progress=show)
    with bar(_("Importing"), _("pictures")) as show:
        done = import_catalogue(source=wish.source, name=wish.name, on_progress=show)
    for refusal in done.refusals:
        say(f"  {refusal['where']}: {refusal['reason']}")
    return Catalogue.objects.get(name=wish.name)


def _planned(catalogue: Catalogue, say: Say) -> list[Run]:
    """A run of every method that can run here; one is being computed while the next is readied."""
    runs: list[Run] = []
    left_out: dict[str, list[str]] = {}
    for method in registry.methods(settings.METHODS):
        _fetch_weights(method)
        if reason := lookup.reason_unavailable(method):
            left_out.setdefault(reason, []).append(method.key)
            continue
        with transaction.atomic():
            runs.append(plan_run(catalogue=catalogue, method=method))
            tasks.queue_run(runs[-1])
    for reason, keys in left_out.items():
        say(_left_out(", ".join(keys), reason))
    return runs


def _fetch_weights(method: Method) -> None:
    for weights in method.weights():
        try:
            weights.fetch(lambda _place: None)
        except Unavailable:
            return  # said where the method is left out


def _follow(runs: Iterable[Run]) -> None:
    mine = Run.objects.filter(pk__in=[run.pk for run in runs])
    with bar(_("Computing"), _("steps")) as show:
        while True:
            steps = mine.aggregate(done=Sum("done"), total=Sum("total"))
            going = mine.going().order_by("pk").first()
            show(steps["done"] or 0, steps["total"] or 0, going.method if going else "")
            if going is None:
                return
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _open(round: Round, catalogue: Catalogue, say: Say) -> None:
    """With the methods that have lists, and as many references as they allow."""
    runs = lookup.finished_runs(catalogue)
    for run in catalogue.runs.filter(state=Run.State.FAILED):
        say(_left_out(run.method, run.error))
    references = lookup.eligible_references(runs.values()).count()
    round.method_keys = list(runs)
    round.references_count = max(1, min(REFERENCES, references))
    round.trials_per_participant = min(TRIALS, round.references_count)
    round.identical_checks = min(round.identical_checks, round.references_count)
    round.repeated_trials = min(round.repeated_trials, round.trials_per_participant)
    round.save()
    rounds.open_round(round=round)


def _left_out(methods: str, reason: str) -> str:
    return _("Left out: %(methods)s. %(reason)s") % {"methods": methods, "reason": reason}


def _simulate(round: Round) -> None:
    with bar(_("Simulated participants answer"), _("participants")) as show:
        simulate(
            round=round,
            participants=SIMULATED_PARTICIPANTS,
            seed=DRAWN_SEED,
            on_progress=show,
        )
