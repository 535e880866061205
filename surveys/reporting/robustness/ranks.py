"""Tests of ranks over references."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.number_words import number, p_equals, p_value
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.passage import Passage
from surveys.reporting.significance import told_apart
from surveys.reporting.tables import table, why


def ranks(account: Account) -> Passage:
    analysis = account.analysis
    rows = [
        (
            account.difference(pair.a, pair.b),
            number(pair.r_plus, 1),
            number(pair.r_minus, 1),
            p_value(pair.p) if pair.reason is None else why(pair.reason),
            p_value(pair.p_holm),
        )
        for pair in analysis.wilcoxon
    ]
    return Passage(
        "ranks",
        _("Ranks over references"),
        tuple(_rank_sentences(account)),
        table([_("Pair"), "R+", "R−", "p", _("p after Holm")], rows) if rows else None,
        generalising.products(),
    )


def _rank_sentences(account: Account) -> Iterator[str]:
    found, incomplete = account.analysis.friedman, account.analysis.skillings_mack
    if found.reason is None:
        yield _(
            "Friedman's test with the %(blocks)d references that have all methods as blocks: "
            "χ²(%(df)d) = %(chi2)s, %(p)s; in the form of Iman and Davenport F(%(df1)d, %(df2)d) "
            "= %(f)s, %(fp)s. Kendall's W, the agreement of the references, is %(w)s."
        ) % {
            "blocks": found.blocks,
            "df": found.df,
            "chi2": number(found.chi2, 2),
            "p": p_equals(found.p),
            "df1": found.iman_davenport.df1,
            "df2": found.iman_davenport.df2,
            "f": number(found.iman_davenport.statistic, 2),
            "fp": p_equals(found.iman_davenport.p),
            "w": number(found.kendalls_w, 2),
        }
    else:
        yield _("Friedman's test: %(reason)s.") % {"reason": why(found.reason)}
    if found.left_out:
        words = ngettext(
            "%(count)d reference lacks a method and is left out of it.",
            "%(count)d references lack a method and are left out of it.",
            found.left_out,
        )
        yield words % {"count": found.left_out}
    if incomplete.reason is None:
        yield _(
            "The test of Skillings and Mack, which also uses references that lack a method "
            "(%(blocks)d): %(statistic)s on %(df)d degrees of freedom, %(p)s."
        ) % {
            "blocks": incomplete.blocks,
            "statistic": number(incomplete.statistic, 2),
            "df": incomplete.df,
            "p": p_equals(incomplete.p),
        }
    yield _("Pairs are compared by Wilcoxon's signed-rank test over references, Holm-adjusted.")
    told = {(pair.a, pair.b) for pair in account.analysis.wilcoxon if told_apart(pair.p_holm)}
    by_t = {
        (one.method, one.baseline) for one in account.analysis.contrasts if told_apart(one.p_holm)
    }
    words = ngettext(
        "It tells %(count)d pair apart; the two-way t tells %(both)d of these apart, too.",
        "It tells %(count)d pairs apart; the two-way t tells %(both)d of these apart, too.",
        len(told),
    )
    yield words % {"count": len(told), "both": len(told & by_t)}
