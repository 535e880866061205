"""Each method's score with its interval."""

from functools import partial

from django.utils.translation import gettext as _

from surveys import figures
from surveys.figures import Picture
from surveys.number_words import number
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.tables import interval_head, interval_of, table


def scores(account: Account) -> Illustration:
    results, rates = account.analysis.results, account.round.rates
    label = _("Perceived similarity, 0 to 100") if rates else _("Score, 0 to 100")
    rows = [
        (
            account.name(one.method),
            number(one.score.value, 1),
            interval_of(one.score.low, one.score.high, one.mean.reason),
            str(one.n),
        )
        for one in results.methods
    ]
    draw = partial(
        _draw_scores, account=account, label=_("%(label)s, with 95 %% interval") % {"label": label}
    )
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
        draw,
    )


def _draw_scores(width: int, *, account: Account, label: str) -> Picture:
    return figures.scores_picture(
        account.analysis.results,
        title="",
        axis_label=label if width > 400 else label.split(",")[0],
        labels=account.labels,
        width=width,
    )
