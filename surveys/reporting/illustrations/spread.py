"""Boxes of answers that are no points of a scale."""

from django.utils.translation import gettext as _

from surveys import figures
from surveys.number_words import number
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.tables import table
from surveys.statistics import QUANTILES


def spread(account: Account) -> Illustration:
    order = [one.method for one in account.analysis.results.methods]
    found = {method: account.portion.quantiles[method] for method in order}
    rows = [
        (account.name(method), *(number(value, 2) for value in values))
        for method, values in found.items()
    ]
    scale = account.analysis.results.scale
    label = _("Rating") if account.round.rates else _("1 is first, 0 is last")
    return Illustration(
        "distribution",
        _("How the answers are spread"),
        " ".join(
            [
                _(
                    "Half of a method's answers lie inside of its box, the line across is the "
                    "median, the whiskers reach from 10 to 90 %."
                ),
                generalising.these(),
            ]
        ),
        table([_("Method"), *(f"{100 * share:.0f} %" for share in QUANTILES)], rows),
        lambda width: figures.draw_spread(
            found,
            lowest=scale.lowest,
            highest=scale.highest,
            axis_label=label,
            labels=account.labels,
            width=width,
        ),
    )
