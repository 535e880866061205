"""Which figures a round's answers fill."""

from collections.abc import Iterator
from math import isnan

from surveys.reporting.account import Account
from surveys.reporting.illustrations.categories import categories
from surveys.reporting.illustrations.contrasts import contrasts
from surveys.reporting.illustrations.critical_differences import critical_differences
from surveys.reporting.illustrations.distribution import distribution
from surveys.reporting.illustrations.growth import growth
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.illustrations.scores import scores
from surveys.reporting.illustrations.slots import slots
from surveys.reporting.illustrations.spread import spread
from surveys.reporting.illustrations.worths import worths


def illustrations(account: Account) -> list[Illustration]:
    """All that this round's answers fill, in the order of a report."""
    return list(_all(account))


def _all(account: Account) -> Iterator[Illustration]:
    analysis = account.analysis
    if not analysis.results.n:
        return
    yield scores(account)
    if account.has_points:
        yield distribution(account)
    elif account.round.answer_format != account.round.AnswerFormat.BEST_SET:
        yield spread(account)
    if analysis.contrasts:
        yield contrasts(account)
    if analysis.choices is not None and analysis.choices.methods:
        yield worths(account)
    ranks = analysis.friedman.mean_ranks
    if len(ranks) > 1 and not any(map(isnan, ranks)):
        yield critical_differences(account)
    if analysis.categories and any(one.methods for one in analysis.categories.categories):
        yield categories(account)
    if analysis.slots is not None and analysis.slots.slots:
        yield slots(account)
    if any(not isnan(step.method) for step in account.portion.growth):
        yield growth(account)
