"""What the report says of the quality of the answers."""

from surveys.reporting.quality import quality
from surveys.statistics.reason import Reason


def test_why_intraclass_correlations_have_no_interval_is_said_once_and_not_in_each_cell(
    account,
):
    agreement = next(one for one in quality(account) if one.name == "agreement")

    told = {row.heading[:8]: row.cells for row in agreement.table.rows if row.cells}
    assert account.analysis.icc.reason is Reason.INCOMPLETE
    assert all(told[f"ICC({form})"][1] == "–" for form in ("1,1", "3,k"))
    assert sum("Not everybody rated every set" in words for words in agreement.paragraphs) == 1
