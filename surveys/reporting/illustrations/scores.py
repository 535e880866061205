"""Each method's score with its interval."""

from django.utils.translation import gettext as _

from surveys import figures
from surveys.number_words import number
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.tables import interval_head, interval_of, table


def scores(account: Account) -> Illustration:
    results, rates = account.analysis.results, account.round.rates
    short = _("Perceived similarity") if rates else _("Score")
    label = _("Perceived similarity, 0 to 100") if rates else _("Score, 0 to 100")
    label = _("%(label)s, with 95 %% interval") % {"label": label}
    rows = [
        (
            account.name(one.method),
            number(one.score.value, 1),
            interval_of(one.score.low, one.score.high, one.mean.reason),
            str(one.n),
        )
        for one in results.methods
    ]
    return Illustration(
        "scores",
        _("Scores with intervals"),
        " ".join(
            [
                # xgettext:no-python-format
                _("Each method's score with its 95 % interval, the best on top."),
                generalising.both(),
                _("Two intervals may overlap although the methods differ: the contrasts say that."),
            ]
        ),
        table([_("Method"), _("Score"), interval_head(), _("Ratings")], rows),
        lambda width: figures.draw_scores(
            results,
            axis_label=label if width > 400 else short,
            labels=account.labels,
            width=width,
        ),
    )
