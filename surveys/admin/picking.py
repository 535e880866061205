"""Choosing a draft's references by hand: a page of products, with how far the methods agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from recommender import lookup
from surveys import rounds
from surveys.admin.pages import RoundPages
from surveys.models import Round
from surveys.rounds import Candidate

PER_PAGE = 48
ORDERS = ("identifier", "overlap", "-overlap")


@dataclass(frozen=True)
class Shown:
    """A candidate as a tick box with its picture."""

    candidate: Candidate
    picture: str
    is_chosen: bool

    @property
    def percent(self) -> int:
        return round_percent(self.candidate.overlap)


@dataclass(frozen=True)
class Asked:
    """Which candidates the page shows, and in which order; anything unknown means all of them."""

    category: str
    order: str

    @classmethod
    def by(cls, request: HttpRequest) -> "Asked":
        order = request.GET.get("order", "")
        return cls(request.GET.get("category", ""), order if order in ORDERS else ORDERS[0])

    def query(self, **changes: Any) -> str:
        return urlencode({"category": self.category, "order": self.order} | changes)

    def among(self, found: Sequence[Candidate]) -> list[Candidate]:
        own = [one for one in found if self.category in ("", one.product.category)]
        if self.order == "identifier":
            return own
        return sorted(own, key=lambda one: one.overlap, reverse=self.order == "-overlap")


class PastedForm(forms.Form):
    """Ids from elsewhere, however they are separated; they take the place of what was chosen."""

    identifiers = forms.CharField(widget=forms.Textarea(attrs={"rows": 6}), required=False)

    def pasted(self) -> list[str]:
        lines = self.cleaned_data["identifiers"].replace("\t", "\n").replace(",", "\n")
        return list(dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip()))


class PickingPages(RoundPages):
    """Who may change rounds chooses; only while the round is a draft."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/references/", wrap(self.references), name="surveys_round_references"),
            *super().get_urls(),
        ]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @transaction.atomic
    def references(self, request: HttpRequest, pk: int) -> HttpResponse:
        round = self.asked_round(request, pk, "change_round")
        if round.is_frozen:
            messages.error(request, _("The references of this round are frozen."))
            return self.back_to(round)
        found = rounds.candidates(round)
        if request.method == "POST":
            return self._choose(request, round, found)
        return self.page(request, round, "references", **_shown(request, round, found))

    def _choose(
        self, request: HttpRequest, round: Round, found: Sequence[Candidate]
    ) -> HttpResponse:
        """Of the products on the page those that are ticked; or all that were pasted."""
        if "paste" in request.POST:
            form = PastedForm(request.POST)
            form.full_clean()
            wanted = form.pasted()
        else:
            on_page = set(request.POST.getlist("shown"))
            kept = [one for one in round.chosen_references if one not in on_page]
            wanted = kept + [one for one in request.POST.getlist("chosen") if one in on_page]
        known = {one.product.identifier for one in found}
        _save(round, [one for one in wanted if one in known])
        _say(request, round, [one for one in wanted if one not in known])
        goes_on = request.POST.get("then", "")
        return HttpResponseRedirect(f"{request.path}?{goes_on}" if goes_on else request.path)


def round_percent(share: float) -> int:
    return round(100 * share)


def _shown(request: HttpRequest, round: Round, found: Sequence[Candidate]) -> dict[str, Any]:
    asked = Asked.by(request)
    page: Page[Candidate] = Paginator(asked.among(found), PER_PAGE).get_page(
        request.GET.get("page")
    )
    chosen = set(round.chosen_references)
    overlaps = [one.overlap for one in found]
    return {
        "title": _("Choose the references"),
        "asked": asked,
        "page": page,
        "here": asked.query(page=page.number),
        "before": asked.query(page=page.number - 1) if page.has_previous() else "",
        "after": asked.query(page=page.number + 1) if page.has_next() else "",
        "candidates": [
            Shown(
                one,
                lookup.thumbnail_url(one.product.picture.sha256),
                one.product.identifier in chosen,
            )
            for one in page.object_list
        ],
        "categories": sorted({one.product.category for one in found}),
        "orders": [
            ("identifier", _("by id")),
            ("overlap", _("methods disagree most first")),
            ("-overlap", _("methods agree most first")),
        ],
        "mean_overlap": round_percent(sum(overlaps) / len(overlaps)) if overlaps else 0,
        "total": len(found),
        "pasted": "\n".join(round.chosen_references),
    }


def _save(round: Round, chosen: list[str]) -> None:
    """The round's numbers follow: as many references as were chosen."""
    round.chosen_references = chosen
    if chosen:
        round.reference_choice = Round.ReferenceChoice.CHOSEN
        round.references_count = len(chosen)
    round.save(update_fields=["chosen_references", "reference_choice", "references_count"])


def _say(request: HttpRequest, round: Round, unknown: list[str]) -> None:
    count = len(round.chosen_references)
    said = ngettext("%(count)d reference is chosen.", "%(count)d references are chosen.", count)
    messages.success(request, said % {"count": count})
    if unknown:
        sentence = ngettext(
            "%(count)d id has no full lists of all methods, and was left out: %(ids)s",
            "%(count)d ids have no full lists of all methods, and were left out: %(ids)s",
            len(unknown),
        )
        ids = ", ".join(unknown[:10]) + (" …" if len(unknown) > 10 else "")
        messages.warning(request, sentence % {"count": len(unknown), "ids": ids})
    if 0 < count < round.trials_per_participant:
        messages.warning(
            request,
            _(
                "A participant is to see %(trials)d references, more than are chosen: choose more, "
                "or lower that number."
            )
            % {"trials": round.trials_per_participant},
        )
