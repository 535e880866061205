"""The doors: the home page, and a round's welcome with its consent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import participation
from surveys.forms import ArrivalForm
from surveys.models import Participation, Round
from surveys.views.expectations import expect_of
from surveys.views.refusals import refusals_as_pages, refuse
from surveys.views.requests import HtmxRequest

COOKIE = "participation"  # its path is that of the round's welcome page: one per round
COOKIE_SECONDS = 60 * 24 * 60 * 60


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    rounds = Round.objects.on_the_home_page()
    return render(request, "surveys/home.html", {"rounds": rounds})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def welcome(request: HtmxRequest, slug: str) -> HttpResponse:
    round = get_object_or_404(Round.objects.defer("manifest"), slug=slug)
    if request.method == "POST":
        return _join(request, round)
    if not round.is_open:
        return refuse(request, participation.refusal_of(round))
    known = _known(request, round)
    if known is not None and "new" not in request.GET:
        return render(request, "surveys/welcome_back.html", {"round": round, "known": known})
    return _consent_page(request, round, ArrivalForm(round=round))


def _join(request: HttpRequest, round: Round) -> HttpResponse:
    form = ArrivalForm(request.POST, round=round)
    if not form.is_valid():
        fresh = ArrivalForm(round=round)
        return _consent_page(request, round, fresh, outdated=form.errors["arrival"], status=422)
    joined = participation.join(round=round, arrival=form.cleaned_data["arrival"])
    response = redirect("surveys:resume", joined.token)
    response.set_cookie(
        COOKIE,
        joined.token,
        max_age=COOKIE_SECONDS,
        path=reverse("surveys:welcome", args=[round.slug]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _consent_page(
    request: HttpRequest,
    round: Round,
    form: ArrivalForm,
    *,
    outdated: object = (),
    status: int = 200,
) -> HttpResponse:
    context = {"round": round, "form": form, "outdated": outdated, "expected": expect_of(round)}
    return render(request, "surveys/welcome.html", context, status=status)


def _known(request: HttpRequest, round: Round) -> Participation | None:
    """Who took part on this device before; the token in the cookie says so."""
    token = request.COOKIES.get(COOKIE, "").replace("\0", "")  # which PostgreSQL refuses to look up
    return round.participations.filter(token=token).first()
