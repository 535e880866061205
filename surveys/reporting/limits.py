"""What the results of a round do not say, as far as its own data tell."""

from collections.abc import Iterator
from math import isnan

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.number_words import p_equals
from surveys.reporting.account import Account
from surveys.reporting.significance import told_apart
from surveys.statistics.reason import Reason

FEW = 20  # people or products, below which an interval rests on few degrees of freedom


def limits(account: Account) -> list[str]:
    return list(_all(account))


def _all(account: Account) -> Iterator[str]:
    results = account.analysis.results
    if account.answering.simulated:
        yield _("The answers are simulated.")
    yield _(
        "The results hold for people like those who took part and for products of this catalogue. "
        "Of other shops, other audiences, and other methods they say nothing."
    )
    yield _(
        "People judged how similar products look. Whether they would like or buy them was not "
        "asked."
    )
    if 0 < results.participants < FEW:
        words = ngettext(
            "Only %(count)d participant took part, so the intervals rest on few degrees of "
            "freedom.",
            "Only %(count)d participants took part, so the intervals rest on few degrees of "
            "freedom.",
            results.participants,
        )
        yield words % {"count": results.participants}
    if 0 < results.references < FEW:
        words = ngettext(
            "Only %(count)d reference was rated, so the intervals rest on few degrees of freedom.",
            "Only %(count)d references were rated, so the intervals rest on few degrees of "
            "freedom.",
            results.references,
        )
        yield words % {"count": results.references}
    yield from _screening(account)
    yield from _order(account)
    unfinished = account.findings.flow.analysed - account.findings.flow.completed
    if unfinished > 0:
        words = ngettext(
            "%(count)d participant has not come to the end; what they answered counts.",
            "%(count)d participants have not come to the end; what they answered counts.",
            unfinished,
        )
        yield words % {"count": unfinished}
    if account.analysis.omnibus.reason is Reason.INCOMPLETE or account.analysis.friedman.left_out:
        yield _(
            "Not every participant rated every method of a reference. Missing answers are taken as "
            "missing by design or by chance, and ranks of references compare means over partly "
            "different people."
        )


def _screening(account: Account) -> Iterator[str]:
    """Whether leaving out the flagged changes which pairs are told apart."""
    apart = [
        {(one.method, one.baseline) for one in portion.analysis.contrasts if told_apart(one.p_holm)}
        for portion in (account.findings.everybody, account.findings.screened)
    ]
    changed = apart[0] ^ apart[1]
    if changed:
        words = ngettext(
            "Whether %(pairs)s differ depends on whether the flagged are left out.",
            "Whether these differ depends on whether the flagged are left out: %(pairs)s.",
            len(changed),
        )
        pairs = [account.difference(a, b) for a, b in sorted(changed)]
        yield words % {"pairs": "; ".join(pairs)}
    elif account.findings.left_out:
        yield _("Leaving out the flagged changes nothing about which pairs are told apart.")


def _order(account: Account) -> Iterator[str]:
    slots = account.analysis.slots
    if slots is not None and not isnan(slots.shuffle.p) and slots.shuffle.p < 0.01:
        yield _(
            "Methods were not dealt evenly to the slots (%(p)s), so effects of the slot may be "
            "mixed with effects of the method."
        ) % {"p": p_equals(slots.shuffle.p)}
    changed = [one for one in account.analysis.halves.contrasts if told_apart(one.p_holm)]
    if changed:
        pairs = "; ".join(account.difference(*one.names) for one in changed)
        yield _(
            "Between the first and the second half of the participants these differences changed: "
            "%(pairs)s."
        ) % {"pairs": pairs}
