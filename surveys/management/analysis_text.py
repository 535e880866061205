"""An analysis as tables in a terminal."""

import math
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.long_table.answers import Kind
from surveys.long_table.reading import LongTable
from surveys.management import part_words, supporting_text
from surveys.management.text_tables import between, interval, number, p_value, signed, titled
from surveys.statistics.analysis import Analysis
from surveys.statistics.cautions import cautions_of, minus
from surveys.statistics.contrasts import Contrast


def as_text(table: LongTable, analysis: Analysis) -> str:
    """Everything that `--json` has and more, rounded, with a heading that says what it is."""
    sections = [
        _counts(table, analysis),
        _methods(table, analysis),
        _pairs(analysis),
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


def _counts(table: LongTable, analysis: Analysis) -> str:
    results = analysis.results
    answers = (
        ngettext("%(count)d rating", "%(count)d ratings", results.n)
        if table.kind is Kind.RATING
        else ngettext("%(count)d answer", "%(count)d answers", results.n)
    )
    participants, references, methods = (
        results.participants,
        results.references,
        len(results.methods),
    )
    counted = [
        answers % {"count": results.n},
        ngettext("%(count)d participant", "%(count)d participants", participants)
        % {"count": participants},
        ngettext("%(count)d reference", "%(count)d references", references) % {"count": references},
        ngettext("%(count)d method", "%(count)d methods", methods) % {"count": methods},
    ]
    claim = _(
        "Intervals have a confidence of %(level)g %% and are for new participants and new "
        "references (two-way cluster-robust t), unless it says otherwise."
    ) % {"level": 100 * results.level}
    lines = [f"{', '.join(counted)}. {_worth(table, analysis)}", claim]
    if cautions_of(analysis):
        lines.append(_("“–” stands for what is undefined; reasons are at the end."))
    return "\n".join(lines)


def _worth(table: LongTable, analysis: Analysis) -> str:
    """What a mean is the mean of."""
    if table.kind is Kind.CHOICE:
        return _("What was chosen counts 1, and what was not 0.")
    if table.kind is Kind.RANK:
        return _("The best rank counts 1, the last 0, and those between in equal steps.")
    if not table.knows_scale:
        return _("The scale is unknown.")
    scale = analysis.results.scale
    ends = {"lowest": scale.lowest, "highest": scale.highest}
    if table.guesses_scale:
        return _("The scale is taken as %(lowest)g to %(highest)g, from the ratings.") % ends
    return _("The scale is from %(lowest)g to %(highest)g.") % ends


def _methods(table: LongTable, analysis: Analysis) -> str:
    header = [_("method"), "n", _("mean"), _("interval"), "SD", _("median")]
    header += [_("top box"), _("score 0–100"), _("interval")] if table.knows_scale else []
    rows = []
    for summary in analysis.results.methods:
        row = (
            summary.method,
            str(summary.n),
            number(summary.mean.estimate),
            between(summary.mean),
            number(summary.sd),
            number(summary.median, 1),
        )
        score = summary.score
        scored = (
            "–" if math.isnan(summary.top_box) else f"{100 * summary.top_box:.0f} %",
            number(score.value, 1),
            interval(score.low, score.high, 1),
        )
        rows.append((*row, *scored) if table.knows_scale else row)
    means = titled(_("Methods, the best mean first"), header, rows)
    if not table.knows_scale:
        return means
    legend = _("Top box: the share of the highest answer. Score: the mean from 0 to 100.")
    return f"{means}\n{legend}" + _distributions(analysis)


def _distributions(analysis: Analysis) -> str:
    points = analysis.ratings.scale.points
    summaries = [one for one in analysis.results.methods if one.distribution]
    if not summaries or len(points) > 11:
        return ""
    rows = [(one.method, *(str(point.count) for point in one.distribution)) for one in summaries]
    header = (_("method"), *map(str, points))
    return "\n\n" + titled(_("How often each answer was given"), header, rows)


def _pairs(analysis: Analysis) -> str:
    title = _("Every two methods, within participant and reference")
    if not (table := _contrasts(title, analysis.contrasts)):
        return ""
    legend = _(
        "Estimate: the mean of the first less the second, of whoever rated both. p (Holm): "
        "corrected for the number of tests.\n"
        "δ: how much more often the first was above than below, from −1 to 1. A12: how often it "
        "was above, equal ones counting half."
    )
    return f"{table}\n{legend}"


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
    if _reaches_beyond(table, analysis):
        said.append(
            _(
                "Intervals are not cut at the ends of the scale, nor those of δ at −1 and 1: that "
                "some reach beyond shows how few participants or references there are."
            )
        )
    said += part_words.sentences(cautions_of(analysis), methods=len(analysis.results.methods))
    if not said:
        return ""
    return "\n".join([_("To be known"), *(f"- {sentence}" for sentence in said)])


def _reaches_beyond(table: LongTable, analysis: Analysis) -> bool:
    """Whether an interval holds what cannot be; undefined ones hold nothing."""
    scale = analysis.results.scale
    means = [one.mean for one in analysis.results.methods] if table.knows_scale else []
    return any(one.low < scale.lowest or one.high > scale.highest for one in means) or any(
        one.dominance.low < -1 or one.dominance.high > 1 for one in analysis.contrasts
    )
