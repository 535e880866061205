"""The primary results: methods, contrasts, the effect of segmenting."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from surveys.models import Round
from surveys.number_words import number, p_equals, percent
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.passage import Passage
from surveys.reporting.tables import (
    Row,
    Table,
    contrast_cells,
    contrast_head,
    interval_head,
    interval_of,
    table,
    why,
)

Format = Round.AnswerFormat


def meaning_of_scores(round: Round) -> str:
    """What a score of this answer format says."""
    return {
        Format.SET_RATING: _(
            "How similar people found each method's products, from 0 (the lowest answer) to 100 "
            "(the highest)."
        ),
        Format.PRODUCT_RATING: _(
            "How similar people found each method's products, from 0 (the lowest answer) to 100 "
            "(the highest): the mean over the products of a set, where all of them were rated."
        ),
        Format.BEST_SET: _(
            "On how many of 100 pages each method's set was chosen as the best; sets that several "
            "methods share count for each of them."
        ),
        Format.SET_RANKING: _(
            "How many of 100 other sets on the same page each method's set was ranked before: 100 "
            "always first, 0 always last."
        ),
    }[Format(round.answer_format)]


def methods_table(account: Account) -> Table:
    """Best first."""
    rates, portion = account.round.rates, account.portion
    head = [_("Method"), _("Score"), interval_head()]
    if rates:
        head += [_("Mean"), interval_head(), "SD", _("Median"), _("Top answer")]
    head.append(_("Ratings"))
    if portion.unjudged:
        head.append(_("Can't judge"))
    head += [_("Participants"), _("References")]
    rows = []
    for one in account.analysis.results.methods:
        mean, score = one.mean, one.score
        cells = [
            account.name(one.method),
            number(score.value, 1),
            interval_of(score.low, score.high, mean.reason),
        ]
        if rates:
            cells += [
                number(mean.estimate, 2),
                interval_of(mean.low, mean.high, mean.reason, 2),
                number(one.sd, 2),
                number(one.median, 1),
                f"{percent(one.top_box)} %",
            ]
        cells.append(str(one.n))
        if portion.unjudged:
            cells.append(str(portion.not_judged.get(one.method, 0)))
        rows.append([*cells, str(one.participants), str(one.references)])
    return table(head, rows)


def contrasts_passage(account: Account) -> Passage:
    analysis = account.analysis
    rows = [
        Row(account.difference(one.method, one.baseline), contrast_cells(one))
        for one in analysis.contrasts
    ]
    return Passage(
        "pairs",
        _("All pairs"),
        tuple(_about_contrasts(account)),
        Table(contrast_head(_("Pair")), tuple(rows)) if rows else None,
        generalising.both(),
    )


def _about_contrasts(account: Account) -> Iterator[str]:
    whole = account.analysis.omnibus
    if whole.reason is None:
        yield _(
            "Whether the %(methods)d methods differ at all (Hotelling's form of the two-way Wald "
            "test): F(%(df1)s, %(df2)s) = %(f)s, %(p)s."
        ) % {
            "methods": whole.methods,
            "df1": number(whole.df1, 0),
            "df2": number(whole.df2, 0),
            "f": number(whole.f, 2),
            "p": p_equals(whole.p),
        }
    else:
        yield _(
            "There is no test of all methods at once (%(reason)s); Holm's adjustment over all "
            "pairs stands in its place."
        ) % {"reason": why(whole.reason)}
    yield _(
        "Each difference is taken within the same person and reference, in points of the score. "
        "δ is the share of these pairs of answers in which the first is above the second, less the "
        "share in which it is below; A12 is the chance of being above, equal answers counted half."
    )


def segmentation_passage(account: Account) -> Passage:
    effects = account.analysis.segmentation
    title = _("The effect of cutting the product out")
    if not effects.per_algorithm:
        words = _(
            "This round holds no algorithm both on the original photograph and cut out, so there "
            "is nothing to compare."
        )
        return Passage("segmentation", title, (words,))
    rows = [Row(account.pair(one), contrast_cells(one)) for one in effects.per_algorithm]
    if effects.pooled is not None and len(effects.per_algorithm) > 1:
        rows.append(Row(_("Mean of the algorithms"), contrast_cells(effects.pooled)))
        rows.append(Row(_("Effect of one minus effect of another")))
        rows += [
            Row(account.difference(one.method, one.baseline), contrast_cells(one))
            for one in effects.interaction
        ]
    return Passage(
        "segmentation",
        title,
        (
            _(
                "Segmented minus original, where the same person rated both for the same "
                "reference. Above zero: without the background, the lists looked more similar to "
                "people. The same differences stand among all pairs, adjusted there for more "
                "comparisons; for the question of cutting out, these count."
            ),
        ),
        Table(contrast_head(_("Algorithm")), tuple(rows)),
        generalising.both(),
    )


def ranking_passage(account: Account) -> Passage | None:
    """How well lists are ordered, where single products were rated; else None."""
    found = account.analysis.ranking_quality
    if found is None:
        return None
    rows = []
    for one in found:
        ndcg, tau = one.ndcg, one.correlation
        rows.append(
            (
                account.name(one.method),
                number(ndcg.estimate, 3),
                interval_of(ndcg.low, ndcg.high, ndcg.reason, 3),
                str(ndcg.n),
                number(tau.estimate, 2),
                interval_of(tau.low, tau.high, tau.reason, 2),
                str(tau.references),
            )
        )
    return Passage(
        "ranking",
        _("Order of the lists"),
        (
            _(
                "NDCG@5 measures each list by the best order of all products that the same "
                "participant rated for the same reference; 1 is the best possible. τ is the rank "
                "correlation of a method's own similarity values with people's mean ratings, "
                "within each reference and then averaged."
            ),
        ),
        table(
            [
                _("Method"),
                "NDCG@5",
                interval_head(),
                _("Lists"),
                "τ",
                interval_head(),
                _("References"),
            ],
            rows,
        ),
        " ".join([_("NDCG@5:"), generalising.both(), "τ:", generalising.products()]),
    )
