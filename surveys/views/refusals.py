"""Clear pages for what cannot be done, with the status code that says so to a machine."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.models import Participation
from surveys.participation import (
    AlreadyCompleted,
    NoSuchSlot,
    NotReached,
    ParticipationError,
    RoundClosed,
    RoundNotOpen,
    ValueOffScale,
)
from surveys.views.requests import HtmxRequest

View = Callable[..., HttpResponse]
ANSWERS: dict[type[ParticipationError], tuple[int, Promise, Promise | str]] = {
    RoundNotOpen: (404, _("Not open yet"), _("Please come back later: this link will work then.")),
    RoundClosed: (410, _("This survey has closed"), _("Thank you for your interest.")),
    AlreadyCompleted: (409, _("You have already finished"), _("There is nothing left to do.")),
    NotReached: (409, _("One after the other"), _("Your link leads to where you left.")),
    NoSuchSlot: (404, _("There is no such page"), _("Your link leads to where you left.")),
    ValueOffScale: (422, _("Not on the scale"), _("Please go back and choose another point.")),
}


class LinkUnknown(ParticipationError):
    """A token that nobody has: mistyped, cut off, or its participation was deleted."""

    sentence = _("We do not know this link, so it may have been cut off or mistyped.")


ANSWERS[LinkUnknown] = (
    404,
    _("This link does not work"),
    _(
        "Please copy the whole link from where you kept it, or open the survey again with the "
        "link of the invitation."
    ),
)


def refusals_as_pages(view: View) -> View:
    """Turn the domain's refusals into pages, or into the fragment that an answer gets."""

    @wraps(view)
    def guarded(request: HtmxRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Participation.DoesNotExist:
            return refuse(request, LinkUnknown())
        except ParticipationError as error:
            return refuse(request, error, token=kwargs.get("token"))

    return guarded


def refuse(
    request: HtmxRequest, error: ParticipationError, *, token: object = None
) -> HttpResponse:
    status, title, advice = ANSWERS[type(error)]
    context = {"title": title, "sentence": str(error), "advice": advice, "token": token}
    fragment = "#fragment" if request.htmx else ""
    return render(request, f"surveys/refused.html{fragment}", context, status=status)
