"""A report as one file that needs nothing beside it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from surveys.reporting.document import Report
from surveys.rounds import software_version

STYLES = settings.BASE_DIR / "static" / "css" / "report.css"


def report_html(report: Report) -> str:
    """Text, tables, figures as data URIs, and the sheet that prints it."""
    # Our own sheet, which holds no tag.
    css = mark_safe(STYLES.read_text())  # noqa: S308
    context = {"report": report, "css": css, "version": software_version()}
    return render_to_string("surveys/report_file.html", context)
