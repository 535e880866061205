"""Contrasts and scores as words with their numbers."""

from math import isnan

from django.utils.translation import gettext as _

from surveys.number_words import interval, number, p_equals, signed
from surveys.reporting.account import Account
from surveys.reporting.tables import why
from surveys.statistics import Contrast, CrossedEstimate, Score


def sentence_of(account: Account, contrast: Contrast) -> str:
    """One contrast as a sentence."""
    names = {
        "first": account.name(contrast.method),
        "second": account.name(contrast.baseline),
        "effect": effect_words(contrast, holm=True, absolute=True),
    }
    if isnan(contrast.score.value):
        names["reason"] = why(contrast.difference.reason)
        return _("%(first)s and %(second)s cannot be compared: %(reason)s.") % names
    if contrast.score.value < 0:
        return _("%(first)s scored lower than %(second)s by %(effect)s.") % names
    if contrast.score.value > 0:
        return _("%(first)s scored higher than %(second)s by %(effect)s.") % names
    return _("%(first)s and %(second)s scored alike: %(effect)s.") % names


def effect_words(contrast: Contrast, *, holm: bool = False, absolute: bool = False) -> str:
    """Points, interval, t, p, δ and A12; the interval in the direction of the sentence."""
    found, score, dominance = contrast.difference, contrast.score, contrast.dominance
    value, low, high = score.value, score.low, score.high
    if absolute and value < 0:
        value, low, high = -value, -high, -low
    points = number(value, 1) if absolute else signed(value, 1)
    if found.reason is not None:
        words = _("%(points)s points (no interval: %(reason)s)")
        return words % {"points": points, "reason": why(found.reason)}
    test = _("95 %% CI %(interval)s, t(%(df)d) = %(t)s, %(p)s") % {
        "interval": interval(low, high, 1),
        "df": found.df,
        "t": number(found.t, 2),
        "p": p_equals(found.p),
    }
    if holm and not isnan(contrast.p_holm):
        test += ", " + _("after Holm %(p)s") % {"p": p_equals(contrast.p_holm)}
    size = _("δ = %(delta)s, 95 %% CI %(interval)s, A12 = %(a12)s") % {
        "delta": number(dominance.estimate, 2),
        "interval": interval(dominance.low, dominance.high, 2),
        "a12": number(contrast.a12.value, 2),
    }
    return _("%(points)s points (%(test)s; %(size)s)") % {
        "points": points,
        "test": test,
        "size": size,
    }


def score_words(score: Score, mean: CrossedEstimate) -> str:
    """“71.4 (95 % CI 64.7 to 78.0)”."""
    if mean.reason is not None:
        return _("%(value)s (no interval: %(reason)s)") % {
            "value": number(score.value, 1),
            "reason": why(mean.reason),
        }
    return _("%(value)s (95 %% CI %(interval)s)") % {
        "value": number(score.value, 1),
        "interval": interval(score.low, score.high, 1),
    }
