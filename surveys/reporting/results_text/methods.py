"""What is said of single methods: scores, worths and the spread of answers."""

from collections.abc import Iterator
from math import isnan

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.number_words import interval, number, percent
from surveys.reporting.account import Account
from surveys.reporting.main_results import meaning_of_scores
from surveys.reporting.results_text.contrast_words import score_words
from surveys.reporting.tables import why
from surveys.statistics import MethodSummary


def scores(account: Account) -> Iterator[str]:
    yield meaning_of_scores(account.round)
    known = [one for one in account.analysis.results.methods if one.n]
    listed = "; ".join(
        f"{account.name(one.method)} {score_words(one.score, one.mean)}" for one in known
    )
    yield _("From the highest to the lowest: %(listed)s.") % {"listed": listed}
    missing = [one for one in account.analysis.results.methods if not one.n]
    if missing:
        yield _("Without ratings: %(listed)s.") % {
            "listed": ", ".join(account.name(one.method) for one in missing)
        }


def worths(account: Account) -> Iterator[str]:
    choices = account.analysis.choices
    known = [one for one in (choices.methods if choices else ()) if not isnan(one.share)]
    if choices is None or not known:
        yield _("There are no worths: %(reason)s.") % {
            "reason": why(choices.reason if choices else None)
        }
        return
    best = max(known, key=lambda one: one.share)
    words = ngettext(
        "On a page with the sets of all methods, %(method)s would come first in %(share)s %% of "
        "cases (95 %% CI %(interval)s), by a model fitted to %(pages)d page.",
        "On a page with the sets of all methods, %(method)s would come first in %(share)s %% of "
        "cases (95 %% CI %(interval)s), by a model fitted to %(pages)d pages.",
        choices.pages,
    )
    yield words % {
        "method": account.name(str(best.name)),
        "share": number(100 * best.share, 1),
        "interval": interval(100 * best.share_low, 100 * best.share_high, 1),
        "pages": choices.pages,
    }
    for names, words in (
        (choices.always_won, _("Always before the others: %(methods)s.")),
        (choices.always_lost, _("Never before another: %(methods)s.")),
    ):
        if names:
            yield words % {"methods": ", ".join(map(account.name, names))}


def distribution(account: Account) -> Iterator[str]:
    """Who has most answers above, and who below the middle of the scale."""
    known = [one for one in account.analysis.results.methods if one.n]
    if account.has_points and known:
        half = len(account.points) // 2

        def above(one: MethodSummary) -> float:
            return sum(point.share for point in one.distribution[-half:])

        def below(one: MethodSummary) -> float:
            return sum(point.share for point in one.distribution[:half])

        most, least = max(known, key=above), max(known, key=below)
        yield _(
            "%(most)s had the largest share of answers above the middle of the scale (%(above)s "
            "%%), %(least)s the largest below it (%(below)s %%)."
        ) % {
            "most": account.name(most.method),
            "above": percent(above(most)),
            "least": account.name(least.method),
            "below": percent(below(least)),
        }
