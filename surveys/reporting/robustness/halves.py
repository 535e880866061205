"""The first half of the participants beside the second."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.number_words import p_value, signed
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.passage import Passage
from surveys.reporting.significance import told_apart
from surveys.reporting.tables import interval_head, interval_of, table
from surveys.statistics import CrossedEstimate


def halves(account: Account) -> Passage:
    analysis = account.analysis
    scale, found = analysis.results.scale, analysis.halves

    def points(estimate: CrossedEstimate) -> str:
        return signed(scale.score_difference(estimate).value, 1)

    rows = []
    for one in found.contrasts:
        change = scale.score_difference(one.change)
        rows.append(
            (
                account.difference(*one.names),
                points(one.first),
                points(one.second),
                signed(change.value, 1),
                interval_of(change.low, change.high, one.change.reason),
                p_value(one.p_holm),
            )
        )
    words = _(
        "The differences among the first %(first)d participants beside those among the last "
        "%(second)d. Something learnt, a link that was passed on, or a changed shop show here."
    ) % {"first": found.first, "second": found.second}
    count = sum(told_apart(one.p_holm) for one in found.contrasts)
    changed = ngettext(
        "Of %(of)d difference, %(count)d changed, as far as can be told after Holm's adjustment.",
        "Of %(of)d differences, %(count)d changed, as far as can be told after Holm's adjustment.",
        len(found.contrasts),
    )
    return Passage(
        "halves",
        _("First and second half"),
        (words, changed % {"of": len(found.contrasts), "count": count}),
        table(
            [
                _("Pair"),
                _("First half"),
                _("Second half"),
                _("Change"),
                interval_head(),
                _("p after Holm"),
            ],
            rows,
        ),
        generalising.both(),
    )
