"""What supports or questions the primary results, as tables in a terminal."""

import math

from django.utils.translation import gettext as _

from surveys.management.part_words import KINDS
from surveys.management.text_tables import (
    between,
    interval,
    number,
    p_value,
    signed,
    statistic,
    titled,
)
from surveys.reason_words import REASONS
from surveys.statistics.analysis import Analysis
from surveys.statistics.cautions import minus


def tests(analysis: Analysis) -> str:
    whole, ranks, gaps = analysis.omnibus, analysis.friedman, analysis.skillings_mack
    rows = [
        (
            _("all methods equal, crossed F (new participants and references)"),
            statistic("F", whole.f, whole.df1, whole.df2),
            p_value(whole.p),
        ),
        (
            _("Friedman over references (these participants)"),
            statistic("χ²", ranks.chi2, ranks.df),
            p_value(ranks.p),
        ),
        (
            _("Skillings–Mack over references (these participants)"),
            statistic("χ²", gaps.statistic, gaps.df),
            p_value(gaps.p),
        ),
    ]
    tests = titled(_("Whether the methods differ at all"), (_("test"), "", "p"), rows)
    wilcoxon = titled(
        _("Wilcoxon's signed ranks over references (these participants)"),
        (_("pair"), _("references"), "R+", "R−", "p", "p (Holm)"),
        [
            (
                minus(pair.a, pair.b),
                str(pair.blocks),
                number(pair.r_plus, 1),
                number(pair.r_minus, 1),
                p_value(pair.p),
                p_value(pair.p_holm),
            )
            for pair in analysis.wilcoxon
        ],
    )
    if whole.reason is not None and not all(math.isnan(one.p_holm) for one in analysis.contrasts):
        instead = _("Without F, p (Holm) of every two methods above says whether any differ.")
        tests = f"{tests}\n{instead}"
    if math.isnan(ranks.kendalls_w):
        return "\n\n".join(filter(None, (tests, wilcoxon)))
    order = ", ".join(
        f"{method} {rank:.2f}"
        for rank, method in sorted(zip(ranks.mean_ranks, ranks.methods, strict=True))
    )
    agreement = _("Mean ranks: %(order)s. Kendall's W %(w).2f, critical difference %(cd).2f.") % {
        "order": order,
        "w": ranks.kendalls_w,
        "cd": ranks.nemenyi_cd,
    }
    return "\n\n".join(filter(None, (f"{tests}\n{agreement}", wilcoxon)))


def choices(analysis: Analysis) -> str:
    """Worths of methods, and below them those of slots."""
    if analysis.choices is None:
        return ""
    found = analysis.choices
    title = _("Bradley–Terry: log worth above the mean, and chance of being the best of all")
    if found.reason is not None:
        return f"{title}\n" + _("There are none: %(reason)s.") % {"reason": REASONS[found.reason]}
    rows = [
        (
            str(one.name),
            signed(one.effect.estimate),
            between(one.effect),
            interval(one.low, one.high),
            number(one.share),
            interval(one.share_low, one.share_high),
        )
        for one in (*found.methods, *found.slots)
    ]
    header = (_("method or slot"), _("worth"), _("interval"), _("bootstrap"))
    table = titled(title, (*header, _("chance"), _("bootstrap")), rows)
    line = _("%(pages)d pages; ties: %(ties)s.") % {
        "pages": found.pages,
        "ties": ", ".join(f"δ{one.order} = {one.delta:.2f}" for one in found.ties) or "–",
    }
    return f"{table}\n{line}"


def order(analysis: Analysis) -> str:
    rows = [
        (
            one.method,
            number(one.ndcg.estimate, 3),
            interval(one.ndcg.low, one.ndcg.high, 3),
            str(one.ndcg.n),
            signed(one.correlation.estimate),
            interval(one.correlation.low, one.correlation.high),
            str(one.correlation.references),
        )
        for one in analysis.ranking_quality or ()
    ]
    title = _("How well lists are ordered (τ-b: own similarity with ratings, these participants)")
    header = (_("method"), "NDCG@5", _("interval"), "n", "τ-b", _("interval"), _("references"))
    return titled(title, header, rows)


def ordinal(analysis: Analysis) -> str:
    header = (_("method"), _("estimate"), _("interval"), "SE")
    rows = [
        (
            one.method,
            signed(one.effect.estimate),
            between(one.effect),
            number(one.effect.se, 3),
        )
        for one in analysis.ordinal.methods
    ]
    title = _("Ordinal probit: above the mean of methods, in standard deviations of ratings")
    return titled(title, header, rows)


def reliability(analysis: Analysis) -> str:
    alpha = _("Krippendorff's α")
    alphas = [
        (
            f"{alpha}, {KINDS[kind]}",
            number(one.alpha),
            interval(one.low, one.high),
        )
        for kind, one in analysis.alphas.items()
    ]
    icc = analysis.icc
    forms = [
        ("ICC(1,1)", icc.icc_1_1),
        ("ICC(2,1)", icc.icc_2_1),
        ("ICC(3,1)", icc.icc_3_1),
        ("ICC(1,k)", icc.icc_1_k),
        ("ICC(2,k)", icc.icc_2_k),
        ("ICC(3,k)", icc.icc_3_k),
    ]
    rows = [(name, number(one.value), interval(one.low, one.high)) for name, one in forms]
    title = (
        _("How far participants agree (α: new references)")
        if math.isnan(icc.k)
        else _("How far participants agree (α: new references; ICC: k = %(k)s ratings a mean)")
        % {"k": number(icc.k, 1)}
    )
    return titled(title, (_("measure"), _("estimate"), _("interval")), [*alphas, *rows])


def slots(analysis: Analysis) -> str:
    if analysis.slots is None:
        return ""
    rows = [
        (
            str(one.slot),
            str(one.n),
            signed(one.effect.estimate),
            between(one.effect),
            p_value(one.effect.p),
        )
        for one in analysis.slots.slots
    ]
    header = (_("slot"), "n", _("estimate"), _("interval"), "p")
    table = titled(_("What the slot adds to a rating, the method being the same"), header, rows)
    test = analysis.slots.shuffle
    line = _("Whether slots were shuffled: %(found)s, p %(p)s.") % {
        "found": statistic("χ²", test.statistic, test.df),
        "p": p_value(test.p),
    }
    return f"{table}\n{line}"


def bootstrap(analysis: Analysis) -> str:
    found = analysis.bootstrap
    rows = [
        (minus(*drawn.names), interval(drawn.low, drawn.high))
        for drawn in (*found.methods, *found.contrasts)
    ]
    title = _("Pigeonhole bootstrap, %(b)d replicates, seed %(seed)d") % {
        "b": found.replicates,
        "seed": found.seed,
    }
    return titled(title, (_("mean or difference"), _("interval")), rows)


def halves(analysis: Analysis) -> str:
    found = analysis.halves
    rows = [
        (
            minus(*one.names),
            signed(one.first.estimate),
            signed(one.second.estimate),
            signed(one.change.estimate),
            between(one.change),
            p_value(one.change.p),
            p_value(one.p_holm),
        )
        for one in found.contrasts
    ]
    title = _(
        "First half of the participants (%(first)d) against the last (%(second)d), by arrival"
    )
    title %= {"first": found.first, "second": found.second}
    header = (_("difference"), _("first"), _("last"), _("change"), _("interval"), "p", "p (Holm)")
    return titled(title, header, rows)


def categories(analysis: Analysis) -> str:
    if analysis.categories is None:
        return ""
    rows = []
    for one in analysis.categories.categories:
        cells = (
            [f"{number(mean.estimate)} {between(mean)}" for mean in one.methods]
            if one.reason is None
            else [_("too few")] * len(analysis.ratings.methods)
        )
        rows.append((str(one.category), str(one.references), *cells))
    header = (_("category"), _("references"), *analysis.ratings.methods)
    table = titled(_("Mean by category, with its interval"), header, rows)
    test = analysis.categories.test
    said = statistic("F", test.f, test.df1, test.df2)
    line = _(
        "Category × method (new references, these participants): %(f)s, permutation p %(p)s."
    ) % {"f": said, "p": p_value(test.p)}
    return f"{table}\n{line}"
