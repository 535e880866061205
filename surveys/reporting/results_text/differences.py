"""What is said of the effect of segmenting and of pairs of methods."""

from math import isnan

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.reporting.account import Account
from surveys.reporting.illustrations import Illustration
from surveys.reporting.main_results import contrasts_passage, segmentation_passage
from surveys.reporting.passage import Passage
from surveys.reporting.results_text.contrast_words import effect_words, sentence_of
from surveys.reporting.significance import LEVEL, told_apart
from surveys.statistics import Contrast


def segmentation(account: Account) -> Passage:
    passage = segmentation_passage(account)
    effects = account.analysis.segmentation
    if not effects.per_algorithm:
        return passage
    sentences = []
    if effects.pooled is not None and len(effects.per_algorithm) > 1:
        sentences.append(effect_of_segmenting(effects.pooled))
    sentences += [*effects_of_algorithms(account), *interactions(account)]
    apart = [one for one in effects.interaction if told_apart(one.p_holm)]
    if effects.interaction:
        words = ngettext(
            "Of %(of)d comparison of the effect between algorithms, %(count)d can be told apart "
            "from zero after Holm's adjustment.",
            "Of %(of)d comparisons of the effect between algorithms, %(count)d can be told apart "
            "from zero after Holm's adjustment.",
            len(effects.interaction),
        )
        sentences.append(words % {"of": len(effects.interaction), "count": len(apart)})
    return Passage(
        passage.name,
        passage.title,
        (*passage.paragraphs, " ".join(sentences)),
        passage.table,
        passage.meaning,
    )


def effects_of_algorithms(account: Account) -> list[str]:
    words = _("For %(algorithm)s, cutting the product out changed the score by %(effect)s.")
    return [
        words % {"algorithm": account.pair(one), "effect": effect_words(one, holm=True)}
        for one in account.analysis.segmentation.per_algorithm
        if not isnan(one.difference.estimate)
    ]


def interactions(account: Account) -> list[str]:
    """Where cutting the product out did more for one algorithm than for another."""
    words = _(
        "Cutting out did not do the same for all algorithms: the effect for %(first)s differs from "
        "that for %(second)s by %(effect)s. The average over the algorithms then describes none of "
        "them."
    )
    return [
        words
        % {
            "first": account.name(one.method),
            "second": account.name(one.baseline),
            "effect": effect_words(one, holm=True),
        }
        for one in account.analysis.segmentation.interaction
        if told_apart(one.p_holm)
    ]


def effect_of_segmenting(pooled: Contrast) -> str:
    return _(
        "On average over the algorithms, cutting the product out of its background changed the "
        "score by %(effect)s."
    ) % {"effect": effect_words(pooled)}


def pairs(account: Account, figure: Illustration | None) -> Passage:
    passage = contrasts_passage(account)
    contrasts = account.analysis.contrasts
    apart = sorted(
        (one for one in contrasts if told_apart(one.p_holm)),
        key=lambda one: -abs(one.score.value),
    )
    sentences = list(passage.paragraphs)
    if contrasts:
        words = ngettext(
            "Of %(of)d pair of methods, %(count)d can be told apart after Holm's adjustment.",
            "Of %(of)d pairs of methods, %(count)d can be told apart after Holm's adjustment.",
            len(contrasts),
        )
        sentences.append(words % {"of": len(contrasts), "count": len(apart)})
    if apart:
        sentences.append(
            _("The largest of these differences: %(sentence)s")
            % {"sentence": sentence_of(account, apart[0])}
        )
    close = [one for one in contrasts if one.p_holm >= LEVEL]
    if close:
        sentences.append(
            _(
                "That the others are not told apart does not say that they are equal: their "
                "intervals say how large a difference may be."
            )
        )
    return Passage(
        passage.name,
        passage.title,
        tuple(sentences),
        passage.table,
        passage.meaning,
        figure,
    )
