"""What all pages of participants have in common."""

import re
from collections.abc import Callable, Iterable
from functools import wraps

from csp.constants import SELF
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from surveys import participation as participating
from surveys.models import Participation
from surveys.views.languages import in_their_language, language_of_link, speak, without_language
from surveys.views.refusals import refusals_as_pages
from surveys.views.requests import HtmxRequest, Visit
from surveys.views.signs import Sign, sign

View = Callable[..., HttpResponse]
HOST = re.compile(r"(\*\.)?[\w.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")


def participants_page(view: View) -> View:
    """Refusals as pages, nothing kept by the browser, and shown where the channel's panel shows it.

    Signed as our own.

    Without Django's CSRF check: it wants a cookie, and browsers keep cookies from a page in a
    panel's frame. What it guards against does not exist here: nobody is signed in, and what is
    sent counts by the token in the address or by the signed arrival, which no other site knows.
    """
    inner = refusals_as_pages(view)

    @csrf_exempt
    @never_cache
    @wraps(view)
    def page(request: HtmxRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.switches_by_link = True
        if (asked := language_of_link(request)) and request.method == "GET":
            speak(request, asked)
            if _keep_language(asked, kwargs.get("token")):
                return redirect(without_language(request))
        response = inner(request, *args, **kwargs)
        visit: Visit | None = getattr(request, "visit", None)  # a page of nobody in particular
        if visit is not None:
            _let_the_panel_in(response, visit)
        return sign(response, Sign.PAGE)

    return page


def found(request: HtmxRequest, token: str) -> Participation:
    """The owner of the link, whose channel the page then belongs to; the round as they read it.

    Raises
    ------
    Participation.DoesNotExist
        If nobody has this token.
    """
    participation = participating.find(token=token)
    participation.round = in_their_language(request, participation.round, participation)
    request.visit = Visit(participation.round, participation.channel, participation)
    return participation


def allow_frames(response: HttpResponse, hosts: Iterable[str]) -> None:
    """Let pages of these hosts show this one; without any, nobody may, as everywhere else.

    Hosts without a scheme: over HTTPS their pages are HTTPS too.
    """
    named = [host for host in hosts if HOST.fullmatch(host)]
    if named:
        _replace(response, "frame-ancestors", named)
        response.xframe_options_exempt = True


def _keep_language(language: str, token: object) -> bool:
    """Let the participation read on in this language on every page; False where there is none."""
    try:
        participating.choose_language(
            participation=participating.find(token=str(token)), language=language
        )
    except Participation.DoesNotExist:
        return False
    return True


def _let_the_panel_in(response: HttpResponse, visit: Visit) -> None:
    if visit.channel is not None:
        allow_frames(response, visit.channel.frame_hosts)
    if visit.returns_to:
        _replace(response, "form-action", [SELF, visit.returns_to])


def _replace(response: HttpResponse, directive: str, sources: list[str]) -> None:
    """In the policy of this response alone, as django-csp's decorators do it."""
    replaced = getattr(response, "_csp_replace", {})
    vars(response)["_csp_replace"] = {**replaced, directive: sources}
