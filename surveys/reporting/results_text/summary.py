"""What a report found, in a few sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.reporting.account import Account
from surveys.reporting.deviations import primary_contrasts
from surveys.reporting.results_text.contrast_words import score_words, sentence_of
from surveys.reporting.results_text.differences import (
    effect_of_segmenting,
    effects_of_algorithms,
    interactions,
)
from surveys.statistics import MethodSummary


def summary(account: Account) -> list[str]:
    """What the report found, in a few sentences."""
    results = account.analysis.results
    if not results.n:
        return [_("There are no ratings yet.")]
    words = (
        ngettext(
            "%(participants)d participant gave %(ratings)d ratings of %(methods)d methods for "
            "%(references)d references.",
            "%(participants)d participants gave %(ratings)d ratings of %(methods)d methods for "
            "%(references)d references.",
            results.participants,
        )
        if account.rates_sets
        else ngettext(
            "%(participants)d participant answered on %(references)d references, which makes "
            "%(ratings)d values of %(methods)d methods.",
            "%(participants)d participants answered on %(references)d references, which makes "
            "%(ratings)d values of %(methods)d methods.",
            results.participants,
        )
    )
    filled = {
        "participants": results.participants,
        "ratings": results.n,
        "methods": len(results.methods),
        "references": results.references,
    }
    sentences = [words % filled]
    best, worst = _ends(account)
    if best is not None and worst is not None and best is not worst:
        sentences.append(
            _("The highest score had %(best)s with %(high)s, the lowest %(worst)s with %(low)s.")
            % {
                "best": account.name(best.method),
                "high": score_words(best.score, best.mean),
                "worst": account.name(worst.method),
                "low": score_words(worst.score, worst.mean),
            }
        )
    effects = account.analysis.segmentation
    differing = interactions(account)
    if len(effects.per_algorithm) == 1 or differing:
        sentences += [*effects_of_algorithms(account), *differing]
    elif effects.pooled is not None:
        sentences.append(effect_of_segmenting(effects.pooled))
    sentences += [sentence_of(account, one) for one in primary_contrasts(account)]
    return sentences


def _ends(account: Account) -> tuple[MethodSummary | None, MethodSummary | None]:
    known = [one for one in account.analysis.results.methods if one.n]
    return (known[0], known[-1]) if known else (None, None)
