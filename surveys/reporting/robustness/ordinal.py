"""The cumulative probit model beside the scores."""

from collections.abc import Iterator
from math import isnan

from django.utils.translation import gettext as _

from surveys.number_words import signed
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.passage import Passage
from surveys.reporting.tables import interval_head, interval_of, table


def ordinal(account: Account) -> Passage:
    rows = [
        (
            account.name(one.method),
            signed(one.effect.estimate, 2),
            interval_of(one.effect.low, one.effect.high, one.effect.reason, 2),
        )
        for one in account.analysis.ordinal.methods
    ]
    return Passage(
        "ordinal",
        _("Ordinal model"),
        (
            _(
                "A cumulative probit model takes the points of the scale as ordered, not as evenly "
                "spaced. The estimates are standard deviations above the mean of the methods; the "
                "intervals allow for crossed participants and references."
            ),
            *_same_order(account),
        ),
        table([_("Method"), _("Estimate"), interval_head()], rows),
        generalising.both(),
    )


def _same_order(account: Account) -> Iterator[str]:
    known = [one for one in account.analysis.ordinal.methods if not isnan(one.effect.estimate)]
    by_model = [one.method for one in sorted(known, key=lambda one: -one.effect.estimate)]
    by_score = [one.method for one in account.analysis.results.methods if one.method in by_model]
    if len(by_model) < 2:
        return
    yield (
        _("It puts the methods into the same order as the scores.")
        if by_model == by_score
        else _("It puts the methods into another order than the scores: %(order)s.")
        % {"order": ", ".join(map(account.name, by_model))}
    )
