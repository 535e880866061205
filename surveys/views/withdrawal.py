"""Withdrawing, at any moment and from any page, and the receipt for it."""

from itertools import chain

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from surveys import participation as participating
from surveys.models import Rating, Withdrawal
from surveys.views.languages import in_their_language
from surveys.views.pages import allow_frames, found, participants_page
from surveys.views.requests import HtmxRequest


@require_http_methods(["GET", "HEAD", "POST"])
@participants_page
def withdraw(request: HtmxRequest, token: str) -> HttpResponse:
    """Asks first; works whatever the round and the participation have come to."""
    participation = found(request, token)
    if request.method == "POST":
        withdrawal = participating.withdraw(participation=participation)
        return redirect("surveys:receipt", withdrawal.receipt)
    context = {
        "round": participation.round,
        "participation": participation,
        "agreed": participating.agreed_in(participation),
        "answers": Rating.objects.filter(slot__trial__participation=participation).count(),
    }
    return render(request, "surveys/withdraw.html", context)


@require_safe
@participants_page
def receipt(request: HtmxRequest, receipt: str) -> HttpResponse:
    """Knows no channel any more, so that every panel of the round may show it in its frame."""
    rows = Withdrawal.objects.select_related("round").defer("round__manifest")
    withdrawal = get_object_or_404(rows, receipt=receipt.upper())
    round = in_their_language(request, withdrawal.round)
    context = {"withdrawal": withdrawal, "round": round}
    response = render(request, "surveys/receipt.html", context)
    channels = withdrawal.round.channels.values_list("frame_hosts", flat=True)
    allow_frames(response, dict.fromkeys(chain.from_iterable(channels)))
    return response
