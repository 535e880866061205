"""The report of a round, on the site and as one file."""

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from surveys.reporting import report_html, report_of
from surveys.views.results import results_page


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """With or without the flagged, as asked for, or else as the plan fixed it."""
    page = results_page(request, slug)
    if not page.tells_who_leads:
        raise PermissionDenied(_("The report tells who leads: it is there after the end."))
    if page.analysed is None:
        return redirect(f"{reverse('surveys:results', args=[slug])}?{page.query}")
    account = page.analysed.account
    if "screened" not in request.GET:
        account = account.with_screening(account.plan.without_flagged)
    found = report_of(page.standing.row, account)
    if not request.GET.get("download"):
        return render(request, "surveys/report.html", {"report": found, "page": page})
    response = HttpResponse(report_html(found), content_type="text/html; charset=utf-8")
    name = f"{page.round.slug}-report-{get_language()}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
