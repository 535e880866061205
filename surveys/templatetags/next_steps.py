"""What a researcher does next, for the first page of the admin."""

from dataclasses import dataclass

from django import template
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext as _

from recommender.models import Catalogue, Run
from surveys.models import Round

register = template.Library()


@dataclass(frozen=True)
class Step:
    """`needs` is the permission without which the step is another person's."""

    title: str
    text: str
    link: str
    label: str
    done: bool
    needs: str


@register.simple_tag
def next_steps(user: AbstractUser) -> list[tuple[Step, bool]]:
    """The way from photographs to results, and which step of it is the next."""
    steps = [step for step in _steps() if user.has_perm(step.needs)]
    first_open = next((step for step in steps if not step.done), None)
    return [(step, step is first_open) for step in steps]


def _steps() -> list[Step]:
    catalogue = Catalogue.objects.order_by("-created_at").first()
    round = Round.objects.exclude(state=Round.State.DRAFT).first()
    return [
        Step(
            title=_("1. Import a catalogue"),
            text=_("Upload a zip of product photographs."),
            link=reverse("admin:recommender_import_add"),
            label=_("Import"),
            done=catalogue is not None,
            needs="recommender.add_import",
        ),
        Step(
            title=_("2. Compute neighbours"),
            text=_("Choose methods, watch their progress, look at what they find."),
            link=reverse("admin:recommender_catalogue_change", args=[catalogue.pk])
            if catalogue
            else reverse("admin:recommender_catalogue_changelist"),
            label=_("Compute"),
            done=Run.objects.filter(state=Run.State.FINISHED).exists(),
            needs="recommender.add_run",
        ),
        Step(
            title=_("3. Create and open a round"),
            text=_("Write the question and the consent, open it, and send the link."),
            link=reverse("admin:surveys_round_add"),
            label=_("Create"),
            done=round is not None,
            needs="surveys.add_round",
        ),
        Step(
            title=_("4. Read the results"),
            text=_("A score for each method, with its interval, and the ratings as CSV."),
            link=reverse("surveys:results", args=[round.slug])
            if round
            else reverse("admin:surveys_round_changelist"),
            label=_("Results"),
            done=False,
            needs="surveys.view_round",
        ),
    ]
