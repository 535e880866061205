"""What a round's findings are told by: tables, figures and a report."""

from surveys.reporting.account import Account, account_of
from surveys.reporting.document import Report, report_of
from surveys.reporting.illustrations import Illustration, illustrations
from surveys.reporting.passage import Passage
from surveys.reporting.report_file import report_html
from surveys.reporting.stored_figures import NARROW, WIDE, draw_all, figure_bytes, with_sizes
from surveys.reporting.tables import Table

__all__ = [
    "NARROW",
    "WIDE",
    "Account",
    "Illustration",
    "Passage",
    "Report",
    "Table",
    "account_of",
    "draw_all",
    "figure_bytes",
    "illustrations",
    "report_html",
    "report_of",
    "with_sizes",
]
