"""The answers on each point of a scale."""

from django.utils.translation import gettext as _

from surveys import figures
from surveys.number_words import DASH
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.tables import table


def distribution(account: Account) -> Illustration:
    methods, points = account.analysis.results.methods, account.points
    rows = [
        (
            account.name(one.method),
            *(f"{point.count} ({100 * point.share:.0f} %)" for point in one.distribution),
        )
        if one.n
        else (account.name(one.method), *(DASH for _point in points))
        for one in methods
    ]
    return Illustration(
        "distribution",
        _("How the answers are spread"),
        " ".join(
            [
                _(
                    "Shares of the answers on each point of the scale, in percent; those below the "
                    "middle of the scale lie to the left of the line and are hatched."
                ),
                generalising.these(),
            ]
        ),
        table([_("Method"), *points], rows),
        lambda width: figures.draw_distribution(
            methods,
            points=points,
            axis_label=_("Share of the answers"),
            labels=account.labels,
            width=width,
        ),
    )
