"""The rules fixed before the opening and whom they flagged."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import screening
from surveys.reporting.account import Account
from surveys.reporting.frozen import Frozen
from surveys.statistics.screening import Rule, Rules


def screening_rules(account: Account, frozen: Frozen) -> Iterator[str]:
    rules = Rules.from_json(frozen("quality", "screening"))
    on = [
        f"{screening.label_of(rule)} ({screening.condition_of(rule, rules)}): "
        f"{account.findings.flagged_by(rule)}"
        for rule in Rule
        if screening.condition_of(rule, rules)
    ]
    if not on:
        yield _("No screening rule was fixed before the round opened.")
        return
    yield _(
        "Rules fixed before the round opened (after Meade & Craig, 2012) flag participants and "
        "delete nothing. They flagged, with the number of participants: %(rules)s."
    ) % {"rules": "; ".join(on)}
    flagged, rejected = len(account.findings.flags), len(account.findings.rejected)
    words = ngettext(
        "%(count)d participant was flagged by at least one rule.",
        "%(count)d participants were flagged by at least one rule.",
        flagged,
    )
    yield words % {"count": flagged}
    if rejected:
        words = ngettext(
            "%(count)d was sent away after failed checks.",
            "%(count)d were sent away after failed checks.",
            rejected,
        )
        yield words % {"count": rejected}
    yield (
        _("This report leaves out the answers of those flagged or sent away.")
        if account.screened
        else _("This report is about everybody's answers; both stand side by side below.")
    )
