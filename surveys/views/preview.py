"""A round as participants will see it, for researchers: nothing that is sent here is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.expectations import expect_of, trials_of
from surveys.forms import AnswersForm
from surveys.models import Round, Trial
from surveys.participation import MissingAnswers, ParticipationError, RankTwice
from surveys.previewing import NoSuchTrial, Preview, Previewing
from surveys.rounds import RoundError
from surveys.views.fragments import remarks, trial_form
from surveys.views.languages import (
    in_their_language,
    language_of_link,
    without_language,
    words_of,
)
from surveys.views.marks import NO_MARKS, Marks, marks_of, marks_of_form
from surveys.views.practice import remarks_page
from surveys.views.signs import Sign, sign
from surveys.views.trial_page import page_of

View = Callable[..., HttpResponse]
NAMES: dict[Trial.Kind, str | Promise] = {
    Trial.Kind.PRACTICE: gettext_lazy("Practice"),
    Trial.Kind.MAIN: gettext_lazy("Comparison"),
    Trial.Kind.IDENTICAL: gettext_lazy("Identical-set check"),
    Trial.Kind.INSTRUCTED: gettext_lazy("Instructed check"),
}


@dataclass(frozen=True)
class Link:
    """`address` is '' where it leads nowhere."""

    name: str
    address: str
    is_here: bool = False


@dataclass(frozen=True)
class Turn:
    """Where one is in a row of things, with the ways to the one before and the one after."""

    name: str
    back: Link
    on: Link


@dataclass(frozen=True)
class Banner:
    """What the researcher sees above the participant's page."""

    steps: list[Link]
    turns: list[Turn]


def preview_page(view: View) -> View:
    """For staff who may see rounds, and out of every cache; a draft that is not ready says why.

    Without Django's CSRF check, as the participants' pages: there is nothing to forge, since
    nothing is stored.
    """

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @staff_member_required
    @permission_required("surveys.view_round", raise_exception=True)
    @wraps(view)
    def page(request: HttpRequest, slug: str, **kwargs: object) -> HttpResponse:
        if (asked := language_of_link(request)) and request.method == "GET":
            return _keep_language(request, asked)
        rounds = Round.objects.select_related("catalogue").defer("manifest")
        round = in_their_language(request, get_object_or_404(rounds, slug=slug))
        try:
            return view(request, Previewing(round), **kwargs)
        except NoSuchTrial as error:
            raise Http404 from error
        except RoundError as error:
            context = {"round": round, "reason": str(error)}
            return render(request, "surveys/preview_not_ready.html", context, status=409)

    return page


def _keep_language(request: HttpRequest, language: str) -> HttpResponse:
    """Where the site's own switch keeps it, so that what follows speaks it too."""
    response = redirect(without_language(request))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return response


@preview_page
def welcome(request: HttpRequest, previewing: Previewing) -> HttpResponse:
    round = previewing.round
    previewing.check()
    if request.method == "POST":
        return redirect(_address(round, previewing.kinds[0], 1, 1))
    context = {
        "round": round,
        "banner": _banner(previewing, "welcome"),
        "form": {"arrival": ""},
        "expected": expect_of(round),
    }
    return render(request, "surveys/preview_welcome.html", context)


@preview_page
def trial(
    request: HttpRequest, previewing: Previewing, kind: str, reference: int, order: int
) -> HttpResponse:
    """A trial; what is sent is looked at as a participant's answers are, and forgotten."""
    shown = previewing.trial(kind, reference, order)
    if request.method != "POST":
        return _trial_page(request, previewing, shown)
    marks = _take(request, previewing.round, shown)
    if marks != NO_MARKS:
        return _trial_page(request, previewing, shown, marks)
    if shown.kind is Trial.Kind.PRACTICE:
        return _remarks_page(request, previewing, shown)
    return redirect(_after(previewing, shown))


@preview_page
def rating(
    request: HttpRequest, previewing: Previewing, kind: str, reference: int, order: int, letter: str
) -> HttpResponse:
    """Where a participant's page is told “Saved”, as each answer is given."""
    if request.method != "POST":
        return redirect(_address(previewing.round, kind, reference, order))
    return sign(render(request, "surveys/preview_trial.html#not_stored"), Sign.TAKEN)


@preview_page
def end(request: HttpRequest, previewing: Previewing) -> HttpResponse:
    context = {
        "round": previewing.round,
        "banner": _banner(previewing, "end"),
        "trials": trials_of(previewing.round),
    }
    return render(request, "surveys/preview_thanks.html", context)


def _take(request: HttpRequest, round: Round, shown: Preview) -> Marks:
    """Give the answers to the page in memory; what is to be said about them, if anything is."""
    form = AnswersForm(_all_new(request.POST), slots=shown.slots, round=round)
    try:
        shown.answer(form.values)
    except (MissingAnswers, RankTwice) as lacking:
        return marks_of_form(form) if form.errors else marks_of(round, shown.slots, lacking)
    except ParticipationError as refusal:
        return Marks(alert=str(refusal))
    return marks_of_form(form) if form.errors else NO_MARKS


def _all_new(sent: QueryDict) -> QueryDict:
    """Without what the page takes for saved: a form leaves out what it knows to be saved."""
    answers = sent.copy()
    for name in [name for name in sent if name.startswith("was-")]:
        del answers[name]
    return answers


def _trial_page(
    request: HttpRequest, previewing: Previewing, shown: Preview, marks: Marks = NO_MARKS
) -> HttpResponse:
    round = previewing.round
    total = trials_of(round)
    done = max(0, shown.trial.position - 1)
    address = _address(round, shown.kind, shown.reference, shown.order)
    page = page_of(round, shown.trial, shown.slots, total=total, done=done, marks=marks)
    context = {
        "round": round,
        "banner": _banner(previewing, shown.kind, shown),
        "link": request.build_absolute_uri(address),
        "page": page,
        "trial_form": trial_form(page, address=address, words=words_of(previewing.round)),
    }
    status = 422 if marks != NO_MARKS else 200
    return render(request, "surveys/preview_trial.html", context, status=status)


def _remarks_page(request: HttpRequest, previewing: Previewing, shown: Preview) -> HttpResponse:
    again = _address(previewing.round, shown.kind, shown.reference, shown.order)
    onward = _after(previewing, shown)
    page = remarks_page(previewing.round, shown.trial, shown.slots)
    context = {
        "round": previewing.round,
        "banner": _banner(previewing, shown.kind, shown),
        "onward": onward,
        "page": page,
        "remarks": remarks(page, again=again, onward=onward, words=words_of(previewing.round)),
    }
    return render(request, "surveys/preview_practice.html", context)


def _after(previewing: Previewing, shown: Preview) -> str:
    """Through all references, then through the checks, to the end."""
    round, kinds = previewing.round, previewing.kinds
    if shown.kind is Trial.Kind.MAIN and shown.reference < shown.references:
        return _address(round, shown.kind, shown.reference + 1, shown.order)
    later = kinds[kinds.index(shown.kind) + 1 :]
    if not later:
        return reverse("surveys:preview_end", args=[round.slug])
    return _address(round, later[0], 1, 1)


def _banner(previewing: Previewing, here: str, shown: Preview | None = None) -> Banner:
    round = previewing.round
    reference = shown.reference if shown else 1
    trials = [
        Link(str(NAMES[kind]), _address(round, kind, reference, 1), kind == here)
        for kind in previewing.kinds
    ]
    first = Link(_("Welcome"), reverse("surveys:preview", args=[round.slug]), here == "welcome")
    last = Link(_("End"), reverse("surveys:preview_end", args=[round.slug]), here == "end")
    return Banner([first, *trials, last], _turns(round, shown) if shown else [])


def _turns(round: Round, shown: Preview) -> list[Turn]:
    def to(reference: int, order: int) -> str:
        is_there = 1 <= reference <= shown.references and 1 <= order <= shown.orders
        return _address(round, shown.kind, reference, order) if is_there else ""

    reference, order = shown.reference, shown.order
    return [
        Turn(
            _("Reference %(number)d of %(count)d")
            % {"number": reference, "count": shown.references},
            Link(_("Previous reference"), to(reference - 1, order)),
            Link(_("Next reference"), to(reference + 1, order)),
        ),
        Turn(
            _order_of_the_sets(shown) % {"number": order, "count": shown.orders},
            Link(_("Previous order"), to(reference, order - 1)),
            Link(_("Next order"), to(reference, order + 1)),
        ),
    ]


def _order_of_the_sets(shown: Preview) -> str:
    if shown.selections > 1:
        return _("Choice and order of the sets %(number)d of %(count)d")
    return _("Order of the sets %(number)d of %(count)d")


def _address(round: Round, kind: str, reference: int, order: int) -> str:
    return reverse("surveys:preview_trial", args=[round.slug, str(kind), reference, order])
