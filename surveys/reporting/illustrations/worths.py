"""How often each method would win, by the model of choices."""

from math import isnan

from django.utils.translation import gettext as _

from surveys import figures
from surveys.figures import Bar, Group
from surveys.number_words import number, signed
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.tables import interval_head, interval_of, table
from surveys.statistics.bradley_terry import Worth


def worths(account: Account) -> Illustration:
    choices = account.analysis.choices
    worths: tuple[Worth, ...] = choices.methods if choices else ()
    order = sorted(worths, key=lambda one: -one.share if not isnan(one.share) else 1.0)
    bars = tuple(
        Bar(
            lines=(account.name(str(one.name)),),
            value=100 * one.share,
            low=100 * one.share_low,
            high=100 * one.share_high,
            reading=number(100 * one.share, 1),
        )
        for one in order
    )
    rows = [
        (
            account.name(str(one.name)),
            number(100 * one.share, 1),
            interval_of(100 * one.share_low, 100 * one.share_high, one.effect.reason),
            signed(one.effect.estimate, 2),
            interval_of(one.effect.low, one.effect.high, one.effect.reason, 2),
        )
        for one in order
    ]
    return Illustration(
        "worths",
        _("Worths"),
        " ".join(
            [
                _(
                    "How many of 100 pages with all methods each would win, by the model of "
                    "Bradley, Terry, Luce and Plackett with Davidson's ties and a term for the "
                    "slot; intervals by the crossed bootstrap."
                ),
                generalising.both(),
            ]
        ),
        table(
            [
                _("Method"),
                _("Share"),
                interval_head(),
                _("Log worth"),
                interval_head(),
            ],
            rows,
        ),
        lambda width: figures.draw_forest(
            [Group("", bars)],
            axis_label=_("Wins on 100 pages with all methods"),
            bound=100,
            width=width,
        ),
    )
