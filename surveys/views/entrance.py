"""The doors: the home page, and the welcome with its consent behind every channel's link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import participation
from surveys.arrivals import (
    Arrival,
    ArrivalForm,
    come_back,
    has_room,
    is_preview,
    read_link,
    telling_room,
)
from surveys.expectations import expect_of
from surveys.models import OPEN_LINK, Channel, Outcome, Participation, Round
from surveys.outcomes import values_for
from surveys.views.languages import in_their_language, language_of_link
from surveys.views.pages import participants_page
from surveys.views.requests import HtmxRequest, Visit

COOKIE = "participation"  # its path is that of the round's welcome page: one per round
COOKIE_SECONDS = 60 * 24 * 60 * 60


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    language = get_language() or ""
    rounds = [round.read_in(language) for round in telling_room(Round.objects.on_the_home_page())]
    return render(request, "surveys/home.html", {"rounds": rounds})


@require_http_methods(["GET", "HEAD", "POST"])
@participants_page
def welcome(request: HtmxRequest, slug: str, channel: str = OPEN_LINK) -> HttpResponse:
    found = get_object_or_404(Round.objects.defer("manifest"), slug=slug)
    round = in_their_language(request, found)
    request.visit = Visit(round)
    door = _channel(round, channel)
    form = ArrivalForm(request.POST or None, round=round, channel=door)
    if request.method == "POST" and form.is_valid():
        return _decide(request, round, door, form.cleaned_data["arrival"])
    arrival = read_link(door, request.GET)
    request.visit = _visit(round, door, arrival)
    return _greet(request, round, door, arrival, outdated=form.errors.get("arrival", ()))


def _channel(round: Round, slug: str) -> Channel | None:
    """The channel of the link; a round without a row for its open link is open all the same."""
    found = round.channels.filter(slug=slug).first()
    if found is None and slug != OPEN_LINK:
        raise Http404
    return found


def _greet(
    request: HtmxRequest,
    round: Round,
    channel: Channel | None,
    arrival: Arrival,
    *,
    outdated: object,
) -> HttpResponse:
    """Whoever was here before goes on at once; everybody else may come in, or learns why not."""
    identity = participation.find_identity(channel, arrival.person)
    begun = come_back(identity, arrival) if identity is not None else None
    if begun is not None:
        if asked := language_of_link(request):
            participation.choose_language(participation=begun, language=asked)
        return redirect("surveys:resume", begun.token)
    here = None if _knows_people(channel) else _by_cookie(request, round)
    if here is not None and here.screened_out_at is not None:
        return redirect("surveys:screened_out", here.token)
    if here is not None and "new" not in request.GET:
        round = in_their_language(request, round, here)
        request.visit = _visit(round, channel, arrival)
    participation.check_open(round, channel)
    if is_preview(channel, request.GET):
        return _welcome_page(request, round, channel, form=None)
    if here is not None and "new" not in request.GET:
        return _welcome_back(request, round, channel, here)
    participation.check_person(channel, arrival.person, identity)
    if not has_room(round, channel):
        raise participation.RoundFull
    if request.method == "GET":
        participation.note_opening(channel)
    form = ArrivalForm(round=round, channel=channel, arrival=arrival)
    return _welcome_page(request, round, channel, form=form, outdated=outdated)


def _welcome_back(
    request: HtmxRequest, round: Round, channel: Channel | None, here: Participation
) -> HttpResponse:
    """What it promises holds, so the place is kept from here on; if it is lost, that is said."""
    if asked := language_of_link(request):
        participation.choose_language(participation=here, language=asked)
    context = {"round": round, "known": here, "token": here.token}
    try:
        participation.keep_place(participation=here)
    except participation.LeftTooLong as lost:
        if not has_room(round, channel):
            raise
        return render(request, "surveys/welcome_back.html", {**context, "lost": lost}, status=410)
    return render(request, "surveys/welcome_back.html", context)


def _decide(
    request: HtmxRequest, round: Round, channel: Channel | None, arrival: Arrival
) -> HttpResponse:
    """What follows from the button that was pressed."""
    request.visit = _visit(round, channel, arrival)
    identity = participation.find_identity(channel, arrival.person)
    if identity is not None and identity.participation is not None:
        return redirect("surveys:resume", identity.participation.token)
    if request.POST.get("decision") == "decline":
        back = request.visit.way_back(Outcome.NO_CONSENT)
        return render(request, "surveys/declined.html", {"round": round, "way_back": back})
    joined = participation.join(
        round=round,
        arrival=arrival.id,
        channel=channel,
        person=arrival.person,
        parameters=arrival.parameters,
        language=request.LANGUAGE_CODE,
    )
    response = redirect("surveys:resume", joined.token)
    if not _knows_people(channel):
        _remember(request, response, joined)
    return response


def _remember(request: HttpRequest, response: HttpResponse, joined: Participation) -> None:
    """Where nobody is known, this device finds its way back by a cookie."""
    response.set_cookie(
        COOKIE,
        joined.token,
        max_age=COOKIE_SECONDS,
        path=reverse("surveys:welcome", args=[joined.round.slug]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _by_cookie(request: HttpRequest, round: Round) -> Participation | None:
    """Who took part on this device before; the token in the cookie says so."""
    token = request.COOKIES.get(COOKIE, "").replace("\0", "")  # which PostgreSQL refuses to look up
    return round.participations.filter(token=token).first()


def _knows_people(channel: Channel | None) -> bool:
    return channel is not None and bool(channel.person_parameter)


def _place_is_kept(round: Round, channel: Channel | None) -> str:
    """For how long, in words; '' where nobody else ever needs the place."""
    if not round.is_limited and (channel is None or channel.quota is None):
        return ""
    minutes = round.lease_minutes
    if minutes % 60:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    hours = minutes // 60
    return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}


def _visit(round: Round, channel: Channel | None, arrival: Arrival) -> Visit:
    values = values_for(channel, arrival.person, arrival.parameters) if channel else {}
    return Visit(round, channel, values=values)


def _welcome_page(
    request: HttpRequest,
    round: Round,
    channel: Channel | None,
    *,
    form: ArrivalForm | None,
    outdated: object = (),
) -> HttpResponse:
    """With the consent, or, as a preview, without."""
    context = {
        "round": round,
        "form": form,
        "is_preview": form is None,
        "outdated": outdated,
        "expected": expect_of(round),
        "knows_people": _knows_people(channel),
        "place_is_kept": _place_is_kept(round, channel),
        "may_decline": channel is not None and bool(channel.outcomes.get(Outcome.NO_CONSENT)),
    }
    return render(request, "surveys/welcome.html", context, status=422 if outdated else 200)
