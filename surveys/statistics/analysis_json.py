"""An analysis as JSON: the shape that programs read, unrounded, null where undefined."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from surveys.statistics.analysis import Analysis
from surveys.statistics.bootstrap import Resampled
from surveys.statistics.bradley_terry import BradleyTerry, Worth
from surveys.statistics.cautions import cautions_of
from surveys.statistics.contrasts import Contrast
from surveys.statistics.crossed import CrossedEstimate
from surveys.statistics.descriptive import MethodSummary
from surveys.statistics.friedman import Friedman
from surveys.statistics.list_correlation import MeanCorrelation
from surveys.statistics.ordinal import OrdinalProbit
from surveys.statistics.ranking_quality import RankingQuality
from surveys.statistics.scale import Score
from surveys.statistics.skillings_mack import SkillingsMack

Json = dict[str, Any]


def as_json(analysis: Analysis, *, scored: bool = True, notices: Iterable[str] = ()) -> Json:
    """What `analyse --json` prints.

    `warnings` name everything that is null, with the reason, after the sentences of `notices`.
    `bradley_terry` is there for choices and rankings alone, and `ranking_quality` where single
    products of known lists were rated.

    Parameters
    ----------
    analysis : Analysis
    scored : bool
        False where the ends of the scale are not known: scores and distributions are null then.
    notices : iterable of str
        What else whoever reads the numbers must know.
    """
    further: Json = {}
    if analysis.choices is not None:
        further["bradley_terry"] = _choices(analysis.choices)
    if analysis.ranking_quality is not None:
        further["ranking_quality"] = list(map(_order, analysis.ranking_quality))
    return {
        **_primary(analysis, scored),
        "bootstrap": _bootstrap(analysis),
        "friedman": _friedman(analysis.friedman),
        "wilcoxon": _wilcoxon(analysis),
        "skillings_mack": _skillings_mack(analysis.skillings_mack),
        "ordinal": _ordinal(analysis.ordinal),
        "reliability": _reliability(analysis),
        "slots": _slots(analysis),
        **further,
        "warnings": [*notices, *map(str, cautions_of(analysis))],
    }


def number(value: float) -> float | None:
    """JSON has neither nan nor infinity."""
    return value if math.isfinite(value) else None


def _interval(
    found: CrossedEstimate | Score | Resampled | Worth | MeanCorrelation,
) -> list[float | None]:
    return [number(found.low), number(found.high)]


def _tested(found: CrossedEstimate | Friedman | SkillingsMack) -> int | None:
    """Degrees of freedom, where there is a test that has them."""
    return found.df if found.reason is None else None


def _primary(analysis: Analysis, scored: bool) -> Json:
    results, effects, whole = analysis.results, analysis.segmentation, analysis.omnibus
    summaries = {summary.method: summary for summary in results.methods}
    return {
        "n": {
            "ratings": results.n,
            "participants": results.participants,
            "references": results.references,
            "methods": len(summaries),
        },
        "methods": [_method(summaries[key], scored) for key in analysis.ratings.methods],
        "contrasts": [_contrast(contrast) for contrast in analysis.contrasts],
        "segmentation": {
            "per_algorithm": [_contrast(contrast) for contrast in effects.per_algorithm],
            "pooled": effects.pooled and _contrast(effects.pooled),
            "interaction": [_contrast(contrast) for contrast in effects.interaction],
        },
        "omnibus": {name: number(getattr(whole, name)) for name in ("f", "df1", "df2", "p")},
    }


def _method(summary: MethodSummary, scored: bool) -> Json:
    score = summary.score
    return {
        "method": summary.method,
        "n": summary.n,
        "mean": number(summary.mean.estimate),
        "sd": number(summary.sd),
        "median": number(summary.median),
        "distribution": _distribution(summary) if scored else None,
        "ci": _interval(summary.mean),
        "score": number(score.value) if scored else None,
        "score_ci": _interval(score) if scored else [None, None],
    }


def _distribution(summary: MethodSummary) -> dict[str, int] | None:
    return {str(point.point): point.count for point in summary.distribution} or None


def _contrast(contrast: Contrast) -> Json:
    difference, dominance = contrast.difference, contrast.dominance
    return {
        "a": contrast.method,
        "b": contrast.baseline,
        "difference": number(difference.estimate),
        "ci": _interval(difference),
        "t": number(difference.t),
        "df": _tested(difference),
        "p": number(difference.p),
        "p_holm": number(contrast.p_holm),
        "dominance": number(dominance.estimate),
        "dominance_ci": _interval(dominance),
        "a12": number(contrast.a12.value),
    }


def _bootstrap(analysis: Analysis) -> Json:
    found = analysis.bootstrap
    contrasts = [(*drawn.names, _interval(drawn)) for drawn in found.contrasts]
    return {
        "b": found.replicates,
        "seed": found.seed,
        "methods": [{"method": drawn.names[0], "ci": _interval(drawn)} for drawn in found.methods],
        "contrasts": [{"a": a, "b": b, "ci": interval} for a, b, interval in contrasts],
    }


def _friedman(found: Friedman) -> Json:
    ranks = zip(found.methods, map(number, found.mean_ranks), strict=True)
    return {
        "blocks": found.blocks,
        "chi2": number(found.chi2),
        "df": _tested(found),
        "p": number(found.p),
        "kendalls_w": number(found.kendalls_w),
        "iman_davenport": number(found.iman_davenport.statistic),
        "nemenyi_cd": number(found.nemenyi_cd),
        "mean_ranks": dict(ranks),
    }


def _wilcoxon(analysis: Analysis) -> list[Json]:
    numbers = ("r_plus", "r_minus", "p", "p_holm")
    return [
        {"a": pair.a, "b": pair.b} | {name: number(getattr(pair, name)) for name in numbers}
        for pair in analysis.wilcoxon
    ]


def _skillings_mack(found: SkillingsMack) -> Json:
    return {"statistic": number(found.statistic), "df": _tested(found), "p": number(found.p)}


def _ordinal(found: OrdinalProbit) -> Json:
    effects = [(one.method, one.effect) for one in found.methods]
    return {
        "methods": [
            {"method": method, "estimate": number(effect.estimate), "se": number(effect.se)}
            for method, effect in effects
        ]
    }


def _reliability(analysis: Analysis) -> Json:
    forms = [(form, size) for size in "1k" for form in "123"]
    return {
        "krippendorff": {kind.value: number(one.alpha) for kind, one in analysis.alphas.items()},
        "icc": {
            f"{form},{size}": number(getattr(analysis.icc, f"icc_{form}_{size}").value)
            for form, size in forms
        },
    }


def _slots(analysis: Analysis) -> list[Json]:
    return [
        {
            "slot": one.slot,
            "n": one.n,
            "effect": number(one.effect.estimate),
            "ci": _interval(one.effect),
            "p": number(one.effect.p),
        }
        for one in (analysis.slots.slots if analysis.slots else ())
    ]


def _choices(found: BradleyTerry) -> Json:
    return {
        "pages": found.pages,
        "methods": [{"method": one.name, **_worth(one)} for one in found.methods],
        "slots": [{"slot": one.name, **_worth(one)} for one in found.slots],
        "ties": [{"order": tie.order, "delta": number(tie.delta)} for tie in found.ties],
        "always_won": list(found.always_won),
        "always_lost": list(found.always_lost),
        "log_likelihood": number(found.log_likelihood),
        "b": found.replicates,
        "seed": found.seed,
    }


def _worth(found: Worth) -> Json:
    """The log worth with both of its intervals, and the chance of being the best of all."""
    return {
        "worth": number(found.effect.estimate),
        "ci": _interval(found.effect),
        "bootstrap_ci": _interval(found),
        "share": number(found.share),
        "share_ci": [number(found.share_low), number(found.share_high)],
    }


def _order(found: RankingQuality) -> Json:
    ndcg, correlation = found.ndcg, found.correlation
    return {
        "method": found.method,
        "n": ndcg.n,
        "ndcg": number(ndcg.estimate),
        "ndcg_ci": _interval(ndcg),
        "unrated": found.unrated,
        "without_gain": found.without_gain,
        "references": correlation.references,
        "tau_b": number(correlation.estimate),
        "tau_b_ci": _interval(correlation),
    }
