"""Clear pages for what cannot be done, with the status code that says so to a machine."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys import participation as participating
from surveys.models import Outcome, Participation, Withdrawal
from surveys.outcomes import WayBack
from surveys.participation import (
    AlreadyCompleted,
    CannotJudgeNotAllowed,
    ChannelInactive,
    HasWithdrawn,
    LeftTooLong,
    NoPerson,
    NoSuchSlot,
    NotInvited,
    NotReached,
    ParticipationError,
    RankTwice,
    RoundClosed,
    RoundFull,
    RoundNotOpen,
    RoundPaused,
    ScreenedOut,
    ValueOffScale,
)
from surveys.views.requests import HtmxRequest


class LinkUnknown(ParticipationError):
    """A token that nobody has: mistyped, cut off, or its participation was deleted."""

    sentence = _("We do not know this link, so it may have been cut off or mistyped.")


View = Callable[..., HttpResponse]
THANKS = _("Thank you for your interest.")
WHERE_YOU_LEFT = _("Your link leads to where you left.")
ANSWERS: dict[type[ParticipationError], tuple[int, Promise, Promise]] = {
    RoundNotOpen: (404, _("Not open yet"), _("Please come back later: this link will work then.")),
    RoundPaused: (409, _("A short break"), _("Please come back later: this link will work then.")),
    RoundClosed: (410, _("This survey has closed"), THANKS),
    RoundFull: (409, _("All places are taken"), THANKS),
    ChannelInactive: (410, _("This link is closed"), THANKS),
    NotInvited: (
        403,
        _("We do not know this invitation"),
        _("Please copy the whole link from your invitation."),
    ),
    NoPerson: (
        400,
        _("Something is missing in this link"),
        _("Please go back to that page and open the survey from there."),
    ),
    HasWithdrawn: (
        409,
        _("You have withdrawn"),
        _("Nobody can take part twice, so there is nothing left to do."),
    ),
    LeftTooLong: (410, _("Your place was given on"), _("Thank you for what you answered.")),
    ScreenedOut: (409, _("Your way has ended here"), _("There is nothing left to do.")),
    AlreadyCompleted: (409, _("You have already finished"), _("There is nothing left to do.")),
    NotReached: (409, _("One after the other"), WHERE_YOU_LEFT),
    NoSuchSlot: (404, _("There is no such page"), WHERE_YOU_LEFT),
    ValueOffScale: (422, _("Not on the scale"), _("Please go back and choose another point.")),
    CannotJudgeNotAllowed: (422, _("Not offered here"), _("Please go back and choose an answer.")),
    RankTwice: (422, _("Two sets with one rank"), _("Please go back and change one of them.")),
    LinkUnknown: (
        404,
        _("This link does not work"),
        _(
            "Please copy the whole link from where you kept it, or open the survey again with the "
            "link of the invitation."
        ),
    ),
}
NOBODY_IS_NEEDED = (RoundFull, RoundClosed, ChannelInactive, LeftTooLong)


def refusals_as_pages(view: View) -> View:
    """Turn the domain's refusals into pages, or into the fragment that an answer gets."""

    @wraps(view)
    def guarded(request: HtmxRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Participation.DoesNotExist:
            return _nobody(request, str(kwargs.get("token", "")))
        except ParticipationError as error:
            return refuse(request, error, token=kwargs.get("token"))

    return guarded


def refuse(
    request: HtmxRequest, error: ParticipationError, *, token: object = None
) -> HttpResponse:
    """The refusal's page; with the panel's way back where it ends the way."""
    if isinstance(error, ScreenedOut) and token and not request.htmx:
        return redirect("surveys:screened_out", token)
    status, title, advice = ANSWERS[type(error)]
    context = {
        "title": title,
        "sentence": str(error),
        "advice": advice,
        "token": token,
        "can_go_on": token and not isinstance(error, RoundNotOpen | LeftTooLong | LinkUnknown),
        "way_back": None if request.htmx else _way_back(request, error),
    }
    fragment = "#fragment" if request.htmx else ""
    return render(request, f"surveys/refused.html{fragment}", context, status=status)


def _nobody(request: HtmxRequest, token: str) -> HttpResponse:
    """Whoever withdrew is reminded of it; nobody else ever had this link."""
    try:
        withdrawal = participating.find_withdrawal(token=token)
    except Withdrawal.DoesNotExist:
        return refuse(request, LinkUnknown())
    return redirect("surveys:receipt", withdrawal.receipt)


def _way_back(request: HtmxRequest, error: ParticipationError) -> WayBack | None:
    """Panels are told that nobody is needed, but not about somebody in the middle of the way."""
    visit = getattr(request, "visit", None)
    in_the_middle = visit is not None and visit.participation is not None
    if visit is None or (in_the_middle and not isinstance(error, LeftTooLong)):
        return None
    return visit.way_back(Outcome.FULL) if isinstance(error, NOBODY_IS_NEEDED) else None
