"""Leading a round from state to state, and copying it; each is asked twice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from surveys import rounds
from surveys.admin.counts import counts
from surveys.admin.pages import RoundPages, who
from surveys.cautions import cautions
from surveys.models import Round, RoundEvent


@dataclass(frozen=True)
class Step:
    """A step in a round's life as a researcher meets it: a question, and what yes means."""

    name: str
    event: RoundEvent.Kind
    action: Callable[..., Round]
    label: str | Promise
    question: str | Promise
    meaning: str | Promise

    @property
    def view_name(self) -> str:
        return f"admin:surveys_round_{self.name}"


STEPS = (
    Step(
        "open",
        RoundEvent.Kind.OPENED,
        rounds.open_round,
        gettext_lazy("Open the round"),
        gettext_lazy("Open the round?"),
        gettext_lazy(
            "Opening freezes the round: the texts, the scale, the references, every list, the "
            "design and the screening rules are copied and can no longer be changed. Then people "
            "can take part through every active channel."
        ),
    ),
    Step(
        "resume",
        RoundEvent.Kind.RESUMED,
        rounds.resume_round,
        gettext_lazy("Open the round again"),
        gettext_lazy("Open the round again?"),
        gettext_lazy(
            "Everything goes on where it stood: new participants come in, and whoever was in the "
            "middle of it can go on with the same link."
        ),
    ),
    Step(
        "pause",
        RoundEvent.Kind.PAUSED,
        rounds.pause_round,
        gettext_lazy("Pause the round"),
        gettext_lazy("Pause the round?"),
        gettext_lazy(
            "Nobody can join or answer until it is opened again. Participants in the middle of it "
            "are told so; what they answered is kept, and their links will work again."
        ),
    ),
    Step(
        "close",
        RoundEvent.Kind.CLOSED,
        rounds.close_round,
        gettext_lazy("Close the round"),
        gettext_lazy("Close the round?"),
        gettext_lazy(
            "Closing takes no more answers: participants in the middle of it are told so, and "
            "what they answered until now is kept. A closed round cannot be opened again."
        ),
    ),
    Step(
        "archive",
        RoundEvent.Kind.ARCHIVED,
        rounds.archive_round,
        gettext_lazy("Archive the round"),
        gettext_lazy("Archive the round?"),
        gettext_lazy(
            "An archived round is finished for good. Its answers, its results and its downloads "
            "stay, and nothing about it can be changed any more."
        ),
    ),
)


def steps_from(round: Round) -> list[Step]:
    """The steps that the round's state allows."""
    return [step for step in STEPS if rounds.may(round, step.event)]


class LifePages(RoundPages):
    """Who may change rounds may take their steps; who may add one may copy one."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        steps = [
            path(
                f"<int:pk>/{step.name}/",
                wrap(self.take_step),
                {"step": step},
                name=f"surveys_round_{step.name}",
            )
            for step in STEPS
        ]
        copy = path("<int:pk>/copy/", wrap(self.copy), name="surveys_round_copy")
        return [*steps, copy, *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def take_step(self, request: HttpRequest, pk: int, step: Step) -> HttpResponse:
        round = self.asked_round(request, pk, "change_round")
        if request.method == "POST":
            return self._take(request, round, step)
        opens = step.name == "open"
        context: dict[str, Any] = {
            "title": step.question,
            "meaning": step.meaning,
            "label": step.label,
            "cautions": cautions(round) if opens else [],
            "placeholders": rounds.placeholders_of_consent(round) if opens else [],
            "counts": counts(round) if round.is_frozen else [],
        }
        return self.page(request, round, "confirm", **context)

    def _take(self, request: HttpRequest, round: Round, step: Step) -> HttpResponse:
        meant = {"placeholders_meant": "placeholders_meant" in request.POST}
        try:
            step.action(round=round, by=who(request), **(meant if step.name == "open" else {}))
        except rounds.RoundError as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("“%(title)s” is now %(state)s.") % {
                "title": round.title,
                "state": round.get_state_display(),
            }
            messages.success(request, said)
            self.log_change(request, round, [{"changed": {"fields": ["state"]}}])
        return self.back_to(round)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def copy(self, request: HttpRequest, pk: int) -> HttpResponse:
        round = self.asked_round(request, pk, "add_round")
        if request.method == "POST":
            draft = rounds.copy_round(round=round, by=who(request))
            messages.success(
                request, _("This is a copy as a new draft; change in it what you want.")
            )
            return HttpResponseRedirect(reverse("admin:surveys_round_change", args=[draft.pk]))
        meaning = _(
            "A new draft with everything that was decided in this round: methods, references, "
            "design, texts, checks and channels. This round stays as it is. The draft's page will "
            "show what you changed against it."
        )
        return self.page(
            request,
            round,
            "confirm",
            title=_("Copy as a new draft?"),
            meaning=meaning,
            label=_("Copy as a new draft"),
        )
