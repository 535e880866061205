"""The passages of the methods section."""

from django.utils.translation import gettext as _

from surveys.reporting.account import Account
from surveys.reporting.frozen import Frozen
from surveys.reporting.methods_text.analysis import analysis
from surveys.reporting.methods_text.design import design
from surveys.reporting.methods_text.sample import sample
from surveys.reporting.methods_text.screening_rules import screening_rules
from surveys.reporting.passage import Passage


def methods_text(account: Account) -> list[Passage]:
    """Design, sample, screening and analysis."""
    frozen = Frozen(account.round)
    return [
        design(account, frozen),
        Passage("sample", _("Sample"), tuple(sample(account))),
        Passage("screening-rules", _("Screening"), tuple(screening_rules(account, frozen))),
        Passage("analysis", _("Statistical analysis"), tuple(analysis(account, frozen))),
    ]
