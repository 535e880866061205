"""How many more participants it takes, as far as the spread found so far tells."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.number_words import number
from surveys.reporting.account import Account
from surveys.reporting.tables import why
from surveys.results import EXAMPLE
from surveys.statistics.forecast import Forecast


def forecast(account: Account) -> list[str]:
    """A sentence each for the scores and for the differences of two methods; not who leads."""
    portion, wished = account.portion, account.wished_half_width or EXAMPLE
    factor = account.analysis.results.scale.factor
    sentences = [_sentence(_("the score of any method"), portion.forecast_means, wished, factor)]
    if len(account.labels) > 1:
        what = _("the difference of any two methods")
        sentences.append(_sentence(what, portion.forecast_contrasts, wished, factor))
    if account.wished_half_width is None:
        words = _(
            "No width was wished for before the opening: ± %(points)s points stand here as an "
            "example."
        )
        sentences.append(words % {"points": number(wished, 0)})
    return sentences


def _sentence(what: str, found: Forecast, wished: float, factor: float) -> str:
    """`factor` turns points of the scale into points of the score."""
    filled = {"what": what, "points": number(wished, 1)}
    if found.reason is not None:
        return _("For %(what)s nothing can be foreseen yet: %(reason)s.") % (
            filled | {"reason": why(found.reason)}
        )
    if found.more is None:
        return _(
            "For %(what)s, ± %(points)s points cannot be reached by more participants alone: with "
            "these references it stays above ± %(least)s, and only more references would help."
        ) % (filled | {"least": _above(factor * found.least, wished)})
    if not found.more:
        return _("For %(what)s, ± %(points)s points are reached.") % filled
    words = ngettext(
        "For %(what)s: about %(more)d more participant until ± %(points)s points.",
        "For %(what)s: about %(more)d more participants until ± %(points)s points.",
        found.more,
    )
    return words % (filled | {"more": found.more})


def _above(least: float, wished: float) -> str:
    """With a digit more where rounding would say that the two are equal."""
    digits = 1 if round(least, 1) > round(wished, 1) else 2
    return number(least, digits)
