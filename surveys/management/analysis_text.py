"""An analysis as tables in a terminal."""

import math
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from surveys.long_table.reading import LongTable
from surveys.management import supporting_text
from surveys.management.text_tables import between, interval, number, p_value, signed, titled
from surveys.reason_words import REASONS
from surveys.statistics.analysis import Analysis
from surveys.statistics.cautions import cautions_of, minus
from surveys.statistics.contrasts import Contrast


def as_text(table: LongTable, analysis: Analysis) -> str:
    """Everything that `--json` has and more, rounded, with a heading that says what it is."""
    sections = [
        _counts(analysis),
        _methods(table, analysis),
        _contrasts(_("Every two methods, within participant and reference"), analysis.contrasts),
        *_segmentation(analysis),
        supporting_text.tests(analysis),
        supporting_text.choices(analysis),
        supporting_text.order(analysis),
        supporting_text.ordinal(analysis),
        supporting_text.reliability(analysis),
        supporting_text.slots(analysis),
        supporting_text.bootstrap(analysis),
        supporting_text.halves(analysis),
        supporting_text.categories(analysis),
        _warnings(table, analysis),
    ]
    return "\n\n".join(filter(None, sections))


def _counts(analysis: Analysis) -> str:
    results = analysis.results
    counted = _(
        "%(ratings)d ratings by %(participants)d participants of %(references)d references, "
        "%(methods)d methods, scale from %(lowest)g to %(highest)g."
    ) % {
        "ratings": results.n,
        "participants": results.participants,
        "references": results.references,
        "methods": len(results.methods),
        "lowest": results.scale.lowest,
        "highest": results.scale.highest,
    }
    claim = _(
        "Intervals have a confidence of %(level)g %% and are for new participants and new "
        "references (two-way cluster-robust t), unless it says otherwise."
    ) % {"level": 100 * results.level}
    return f"{counted}\n{claim}"


def _methods(table: LongTable, analysis: Analysis) -> str:
    header = [_("method"), "n", _("mean"), _("interval"), "SD", _("median"), _("top box")]
    header += [_("score 0–100"), _("interval")] if table.knows_scale else []
    rows = []
    for summary in analysis.results.methods:
        row = (
            summary.method,
            str(summary.n),
            number(summary.mean.estimate),
            between(summary.mean),
            number(summary.sd),
            number(summary.median, 1),
            "–" if math.isnan(summary.top_box) else f"{100 * summary.top_box:.0f} %",
        )
        score = summary.score
        scored = number(score.value, 1), interval(score.low, score.high, 1)
        rows.append((*row, *scored) if table.knows_scale else row)
    return titled(_("Methods, the best mean first"), header, rows) + _distributions(analysis)


def _distributions(analysis: Analysis) -> str:
    points = analysis.ratings.scale.points
    summaries = [one for one in analysis.results.methods if one.distribution]
    if not summaries or len(points) > 11:
        return ""
    rows = [(one.method, *(str(point.count) for point in one.distribution)) for one in summaries]
    header = (_("method"), *map(str, points))
    return "\n\n" + titled(_("How often each answer was given"), header, rows)


def _contrasts(title: str, contrasts: Iterable[Contrast]) -> str:
    header = [_("difference"), "n", _("estimate"), _("interval"), "t", "df", "p", "p (Holm)"]
    header += ["δ", _("interval"), "A12"]
    rows = [
        (
            minus(one.method, one.baseline),
            str(one.difference.n),
            signed(one.difference.estimate),
            between(one.difference),
            signed(one.difference.t),
            str(one.difference.df),
            p_value(one.difference.p),
            p_value(one.p_holm),
            signed(one.dominance.estimate),
            between(one.dominance),
            number(one.a12.value),
        )
        for one in contrasts
    ]
    return titled(title, header, rows)


def _segmentation(analysis: Analysis) -> Iterator[str]:
    effects = analysis.segmentation
    if effects.pooled is None:
        return
    rows = [*effects.per_algorithm]
    if len(rows) > 1:
        rows.append(effects.pooled)
    yield _contrasts(_("Segmented minus original, of each algorithm and of their mean"), rows)
    if effects.interaction:
        yield _contrasts(
            _("Interaction: how much larger the effect of segmenting is"), effects.interaction
        )


def _warnings(table: LongTable, analysis: Analysis) -> str:
    said = [*table.notices]
    for part, figures, reason in cautions_of(analysis):
        of = f" ({', '.join(figures)})" if figures else ""
        said.append(f"{part}{of}: {REASONS[reason]}")
    if not said:
        return ""
    return "\n".join([_("To be known"), *(f"- {sentence}" for sentence in said)])
