"""Whether differences depend on the category."""

from django.utils.translation import gettext as _

from surveys.number_words import number, p_equals
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.passage import Passage
from surveys.reporting.tables import why


def category_test(account: Account) -> Passage:
    categories = account.analysis.categories
    found = categories.test if categories else None
    if found is None or found.reason is not None:
        words = _("Whether differences depend on the category cannot be tested: %(reason)s.") % {
            "reason": why(found.reason if found else None)
        }
    else:
        words = _(
            "Whether the differences between methods depend on the category, tested by %(count)d "
            "permutations of %(categories)d categories over %(references)d references: "
            "F(%(df1)s, %(df2)s) = %(f)s, %(p)s."
        ) % {
            "count": found.permutations,
            "categories": found.categories,
            "references": found.references,
            "df1": number(found.df1, 0),
            "df2": number(found.df2, 0),
            "f": number(found.f, 2),
            "p": p_equals(found.p),
        }
    return Passage(
        "category-test", _("Category and method"), (words,), meaning=generalising.products()
    )
