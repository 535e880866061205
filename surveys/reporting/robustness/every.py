"""The passages of the robustness section."""

from collections.abc import Iterator

from surveys.reporting.account import Account
from surveys.reporting.passage import Passage
from surveys.reporting.robustness.bootstrap import bootstrap
from surveys.reporting.robustness.category_test import category_test
from surveys.reporting.robustness.flagged import with_and_without
from surveys.reporting.robustness.halves import halves
from surveys.reporting.robustness.ordinal import ordinal
from surveys.reporting.robustness.ranks import ranks


def robustness(account: Account) -> list[Passage]:
    """In the order of the report; what a round has no data for is left out."""
    return list(_all(account))


def _all(account: Account) -> Iterator[Passage]:
    analysis = account.analysis
    if not analysis.results.n:
        return
    if account.findings.left_out:
        yield with_and_without(account)
    yield bootstrap(account)
    if account.round.rates:
        yield ordinal(account)
    if len(analysis.ratings.methods) > 1:
        yield ranks(account)
        yield halves(account)
    if analysis.categories is not None:
        yield category_test(account)
