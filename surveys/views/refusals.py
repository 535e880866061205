"""Clear pages for what cannot be done, with the status code that says so to a machine."""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys import participation as participating
from surveys.models import Outcome, Participation, Withdrawal
from surveys.outcomes import WayBack
from surveys.participation import (
    AlreadyCompleted,
    AnswerIsFinal,
    CannotJudgeNotAllowed,
    ChannelInactive,
    HasWithdrawn,
    LeftTooLong,
    NewerAnswer,
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
from surveys.views.signs import Sign, sign


class LinkUnknown(ParticipationError):
    """A token that nobody has: mistyped, cut off, or its participation was deleted."""

    sentence = _("We do not know this link, so it may have been cut off or mistyped.")


class WithdrewMeanwhile(ParticipationError):
    """An answer that was on its way while its participant withdrew in another window."""

    sentence = _("You have withdrawn, so this answer was not kept.")


View = Callable[..., HttpResponse]
TRY_AGAIN_AFTER = 60  # seconds, as pages are told that hold an answer back in a pause


class Answer(NamedTuple):
    """What a page says beside the refusal's own sentence, which tells what happened.

    Attributes
    ----------
    status : int
    mark : str
        The picture above the page: `wait`, `done`, `shut`, `lost` or `look`.
    title, advice : str
        `advice` says what can be done now.
    """

    status: int
    mark: str
    title: str | Promise
    advice: str | Promise


COME_BACK = _("Please come back later: this link will work then.")
NOTHING_LEFT = _("There is nothing left to do, and you can close this page.")
THANKS = _("Thank you for your interest. You can close this page.")
WHERE_YOU_LEFT = _("Your link leads to where you left.")
ANSWERS: dict[type[ParticipationError], Answer] = {
    RoundNotOpen: Answer(404, "wait", _("Not open yet"), COME_BACK),
    RoundPaused: Answer(409, "wait", _("A short break"), COME_BACK),
    RoundClosed: Answer(410, "shut", _("This survey has closed"), THANKS),
    RoundFull: Answer(409, "shut", _("All places are taken"), THANKS),
    ChannelInactive: Answer(410, "shut", _("This link is closed"), THANKS),
    NotInvited: Answer(
        403,
        "lost",
        _("We do not know this invitation"),
        _("Please copy the whole link from your invitation."),
    ),
    NoPerson: Answer(
        400,
        "lost",
        _("Something is missing in this link"),
        _("Please go back to that page and open the survey from there."),
    ),
    HasWithdrawn: Answer(
        409,
        "done",
        _("You have withdrawn"),
        _("Nobody can take part twice, so there is nothing left to do."),
    ),
    WithdrewMeanwhile: Answer(410, "done", _("You have withdrawn"), NOTHING_LEFT),
    LeftTooLong: Answer(
        410,
        "wait",
        _("Your place was given on"),
        _(
            "Thank you for what you answered. There is nothing left to do; if you were promised "
            "something for taking part, please ask for it."
        ),
    ),
    ScreenedOut: Answer(409, "shut", _("Your way has ended here"), NOTHING_LEFT),
    AlreadyCompleted: Answer(409, "done", _("You have already finished"), NOTHING_LEFT),
    AnswerIsFinal: Answer(409, "done", _("Answers stay as they were given"), WHERE_YOU_LEFT),
    NewerAnswer: Answer(409, "done", _("A newer answer counts"), WHERE_YOU_LEFT),
    NotReached: Answer(409, "look", _("One after the other"), WHERE_YOU_LEFT),
    NoSuchSlot: Answer(404, "lost", _("There is no such page"), WHERE_YOU_LEFT),
    ValueOffScale: Answer(
        422, "look", _("Not on the scale"), _("Please go back and choose another point.")
    ),
    CannotJudgeNotAllowed: Answer(
        422, "look", _("Not offered here"), _("Please go back and choose an answer.")
    ),
    RankTwice: Answer(
        422, "look", _("Two sets with one rank"), _("Please go back and change one of them.")
    ),
    LinkUnknown: Answer(
        404,
        "lost",
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
    answer = ANSWERS[type(error)]
    visit = getattr(request, "visit", None)
    context = {
        "answer": answer,
        "sentence": str(error),
        "round": visit.round if visit is not None else None,
        "token": token,
        "can_go_on": token and not isinstance(error, RoundNotOpen | LeftTooLong | LinkUnknown),
        "way_back": None if request.htmx else _way_back(request, error),
    }
    fragment = "#fragment" if request.htmx else ""
    response = render(request, f"surveys/refused.html{fragment}", context, status=answer.status)
    if isinstance(error, RoundPaused):
        response.headers["Retry-After"] = str(TRY_AGAIN_AFTER)
    return sign(response, Sign.LATE if isinstance(error, NewerAnswer) else Sign.REFUSED)


def _nobody(request: HtmxRequest, token: str) -> HttpResponse:
    """Whoever withdrew is reminded of it; nobody else ever had this link."""
    try:
        withdrawal = participating.find_withdrawal(token=token)
    except Withdrawal.DoesNotExist:
        return refuse(request, LinkUnknown())
    if request.htmx:
        return refuse(request, WithdrewMeanwhile())
    return redirect("surveys:receipt", withdrawal.receipt)


def _way_back(request: HtmxRequest, error: ParticipationError) -> WayBack | None:
    """Panels are told that nobody is needed, but not about somebody in the middle of the way."""
    visit = getattr(request, "visit", None)
    in_the_middle = visit is not None and visit.participation is not None
    if visit is None or (in_the_middle and not isinstance(error, LeftTooLong)):
        return None
    return visit.way_back(Outcome.FULL) if isinstance(error, NOBODY_IS_NEEDED) else None
