"""Mean ranks with Nemenyi's critical difference."""

from math import isnan

from django.utils.translation import gettext as _

from surveys import figures
from surveys.number_words import number
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.tables import table, why


def critical_differences(account: Account) -> Illustration:
    found = account.analysis.friedman
    order = sorted(zip(found.mean_ranks, found.methods, strict=True))
    distance = (
        _("critical difference %(cd)s") % {"cd": number(found.nemenyi_cd, 2)}
        if not isnan(found.nemenyi_cd)
        else _("no critical difference: %(reason)s") % {"reason": why(found.reason)}
    )
    return Illustration(
        "critical-differences",
        _("Critical differences"),
        " ".join(
            [
                _(
                    "Mean ranks over %(blocks)d references; rank 1 is the best. A bar joins "
                    "methods that lie nearer than the critical difference of Nemenyi's test. "
                    "That depends on the other methods of the round, so pairs are compared by "
                    "Wilcoxon's test."
                )
                % {"blocks": found.blocks},
                generalising.products(),
            ]
        ),
        table(
            [_("Method"), _("Mean rank")],
            [(account.name(method), number(rank, 2)) for rank, method in order],
            note=distance,
        ),
        lambda width: figures.draw_critical_differences(
            found,
            axis_label=_("Mean rank, 1 is the best"),
            distance_label=distance,
            labels=account.labels,
            width=width,
        ),
    )
