"""Everything that is said of one table of ratings of a round: everybody's, or the unflagged's."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.analysis_plans import AnalysisPlan
from surveys.models import Round
from surveys.results.found import RoundResults
from surveys.results.growth import Step, growth_of
from surveys.statistics import quantiles
from surveys.statistics.analysis import Analysis, analyse
from surveys.statistics.forecast import Forecast, forecast_contrasts, forecast_means

Format = Round.AnswerFormat
EXAMPLE = 5.0  # points of the score, where nobody has wished for a width
FIRST_ONLY = {Format.BEST_SET: True, Format.SET_RANKING: False}


@dataclass(frozen=True)
class Portion:
    """One analysis, with what pages tell beside it.

    Attributes
    ----------
    analysis : Analysis
    quantiles : mapping from method key to five values
        As `surveys.statistics.QUANTILES` has them, for answers that fall on no points.
    growth : tuple of Step
        Widths over the order of arrival.
    forecast_means, forecast_contrasts : Forecast
        How many participants until the wished width, or until ± 5 points of the score where
        nobody wished for one.
    not_judged : mapping from method key to int
        How often “I can't judge” stands.
    unjudged : int
        The same over sets as they were shown.
    """

    analysis: Analysis
    quantiles: Mapping[str, tuple[float, ...]]
    growth: tuple[Step, ...]
    forecast_means: Forecast
    forecast_contrasts: Forecast
    not_judged: Mapping[str, int]
    unjudged: int


def portion_of(found: RoundResults) -> Portion:
    ratings, round = found.ratings, found.round
    labels = dict(round.references.values_list("pk", "category"))
    categories = [labels[reference] for reference in ratings.references]  # type: ignore[index]
    wished = (wished_half_width(round) or EXAMPLE) / ratings.scale.factor
    analysis = analyse(
        ratings,
        seed=round.seed,
        categories=categories if len(set(labels.values())) > 1 else None,
        slots=found.slots,
        rated=found.rated,
        first_only=FIRST_ONLY.get(Format(round.answer_format)),
    )
    return Portion(
        analysis=analysis,
        quantiles={method: quantiles(ratings, method) for method in ratings.methods},
        growth=growth_of(ratings),
        forecast_means=forecast_means(ratings, wished=wished),
        forecast_contrasts=forecast_contrasts(ratings, wished=wished),
        not_judged=dict(found.not_judged),
        unjudged=found.unjudged,
    )


def wished_half_width(round: Round) -> float | None:
    """In points of the score: the plan's, or the smallest difference of interest."""
    return AnalysisPlan.from_json(round.analysis_plan).half_width or round.smallest_difference
