"""Intervals by the crossed bootstrap beside those of the two-way t."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.passage import Passage
from surveys.reporting.tables import interval_of, table


def bootstrap(account: Account) -> Passage:
    analysis = account.analysis
    scale, drawn = analysis.results.scale, analysis.bootstrap
    factor = scale.factor
    scores = {one.method: one for one in analysis.results.methods}
    rows = []
    for one in drawn.methods:
        low, high = ((end - scale.lowest) * factor for end in (one.low, one.high))
        own = scores[one.names[0]]
        rows.append(
            (
                account.name(one.names[0]),
                interval_of(own.score.low, own.score.high, own.mean.reason),
                interval_of(low, high, one.reason),
            )
        )
    for one, contrast in zip(drawn.contrasts, analysis.contrasts, strict=True):
        rows.append(
            (
                account.difference(*one.names),
                interval_of(contrast.score.low, contrast.score.high, contrast.difference.reason),
                interval_of(factor * one.low, factor * one.high, one.reason),
            )
        )
    words = _(
        "Participants and references were drawn again, independently and with replacement, "
        "%(replicates)d times (seed %(seed)d): the pigeonhole bootstrap of Owen (2007). Its "
        "intervals need no t distribution."
    ) % {"replicates": drawn.replicates, "seed": drawn.seed}
    return Passage(
        "bootstrap",
        _("Bootstrap"),
        (words, *_agreement_on_zero(account)),
        table([_("Score or difference"), _("Two-way t"), _("Bootstrap")], rows),
        generalising.both(),
    )


def _agreement_on_zero(account: Account) -> Iterator[str]:
    """Which differences one way tells apart from zero and the other does not."""
    analysis = account.analysis
    apart = []
    for one, contrast in zip(analysis.bootstrap.contrasts, analysis.contrasts, strict=True):
        found = contrast.difference
        if one.reason is None and found.reason is None:
            by_t, by_bootstrap = (found.low > 0 or found.high < 0), (one.low > 0 or one.high < 0)
            if by_t != by_bootstrap:
                apart.append(account.difference(*one.names))
    if apart:
        yield _("Only one of the two intervals leaves out zero for: %(pairs)s.") % {
            "pairs": "; ".join(apart)
        }
    elif analysis.contrasts:
        yield _("Both ways leave out zero for the same differences.")
