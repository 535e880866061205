"""The scores with and without those whom screening flags."""

from django.utils.translation import gettext as _

from surveys.number_words import number, signed
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.passage import Passage
from surveys.reporting.tables import interval_head, interval_of, table


def with_and_without(account: Account) -> Passage:
    everybody = account.findings.everybody.analysis.results
    screened = {one.method: one for one in account.findings.screened.analysis.results.methods}
    rows = []
    for one in everybody.methods:
        other = screened[one.method]
        rows.append(
            (
                account.name(one.method),
                number(one.score.value, 1),
                interval_of(one.score.low, one.score.high, one.mean.reason),
                number(other.score.value, 1),
                interval_of(other.score.low, other.score.high, other.mean.reason),
                signed(other.score.value - one.score.value, 1),
            )
        )
    return Passage(
        "comparison",
        _("With and without the flagged"),
        (
            _(
                "The same scores over everybody's answers, and without those of participants whom "
                "a rule flags or failed checks sent away. Where the two columns tell different "
                "stories, say so when you report them."
            ),
        ),
        table(
            [
                _("Method"),
                _("Everybody"),
                interval_head(),
                _("Without the flagged"),
                interval_head(),
                _("Change"),
            ],
            rows,
        ),
        generalising.both(),
    )
