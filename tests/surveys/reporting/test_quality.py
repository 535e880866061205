"""What the report says of the quality of the answers."""

from surveys.reason_words import REASONS
from surveys.reporting.quality import quality
from surveys.statistics.reason import Reason


def test_intraclass_correlations_of_who_rated_different_products_have_a_reason_for_no_interval(
    account,
):
    agreement = next(one for one in quality(account) if one.name == "agreement")

    told = {row.heading[:8]: row.cells for row in agreement.table.rows if row.cells}
    assert account.analysis.icc.reason is Reason.INCOMPLETE
    assert all(told[f"ICC({form})"][1] == REASONS[Reason.INCOMPLETE] for form in ("1,1", "3,k"))
