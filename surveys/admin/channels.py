"""The ways into a round: added from presets, changed, switched off and on."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys import outcomes, rounds
from surveys.admin.channel_form import ChannelForm
from surveys.admin.pages import RoundPages, who
from surveys.admin.panels import channel_path
from surveys.channel_presets import PRESETS, apply_preset
from surveys.models import Channel, Round, RoundEvent


class ChannelPages(RoundPages):
    """Who may change rounds may change their channels, also of a round that is open."""

    def get_urls(self) -> list[URLPattern]:
        wrap, at = self.admin_site.admin_view, "<int:pk>/channels/"
        return [
            path(f"{at}add/", wrap(self.add_channel), name="surveys_round_add_channel"),
            path(f"{at}<int:channel>/", wrap(self.channel), name="surveys_round_channel"),
            path(f"{at}<int:channel>/switch/", wrap(self.switch), name="surveys_round_switch"),
            *super().get_urls(),
        ]

    def asked_channel(
        self, request: HttpRequest, pk: int, channel: int, *rights: str
    ) -> tuple[Round, Channel]:
        round = self.asked_round(request, pk, *rights)
        return round, get_object_or_404(round.channels.select_related("round"), pk=channel)

    @method_decorator(require_POST)
    @transaction.atomic
    def add_channel(self, request: HttpRequest, pk: int) -> HttpResponse:
        round = self.asked_round(request, pk, "change_round")
        name = request.POST.get("preset", "")
        if name not in PRESETS:
            raise Http404
        label = capfirst(str(PRESETS[name].label))
        channel = apply_preset(Channel(round=round, slug=_free_slug(round, name), name=label), name)
        channel.save()
        _log(request, round, f"+ {channel.slug}")
        messages.success(request, _("Added “%(name)s”.") % {"name": channel.name})
        return _to(channel)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @transaction.atomic
    def channel(self, request: HttpRequest, pk: int, channel: int) -> HttpResponse:
        round, own = self.asked_channel(request, pk, channel, "change_round")
        form = ChannelForm(request.POST if request.method == "POST" else None, instance=own)
        if form.is_bound and form.is_valid():
            if form.has_changed():
                form.save()
                _log(request, round, f"{own.slug}: {form.changes()}")
            messages.success(request, _("Saved “%(name)s”.") % {"name": own.name})
            for fault in outcomes.faults(own):
                messages.warning(request, fault)
            return self.back_to(round, "channels-heading")
        own.refresh_from_db()
        return self.page(
            request,
            round,
            "channel",
            title=own.name,
            channel=own,
            form=form,
            status=422 if form.errors else 200,
            faults=[] if form.is_bound else list(outcomes.faults(own)),
            advice=_advice(own),
            link=request.build_absolute_uri(channel_path(own, round)),
        )

    @method_decorator(require_POST)
    @transaction.atomic
    def switch(self, request: HttpRequest, pk: int, channel: int) -> HttpResponse:
        """On or off, as asked and not the other way round: pressed twice it is the same."""
        round, own = self.asked_channel(request, pk, channel, "change_round")
        on = request.POST.get("active") == "yes"
        if own.is_active != on:
            own.is_active = on
            own.save(update_fields=["is_active"])
            _log(request, round, f"{own.slug}: is_active: {not on} → {on}")
        said = _("People can join through “%(name)s”.") if on else _("“%(name)s” is switched off.")
        messages.success(request, said % {"name": own.name})
        return self.back_to(round, "channels-heading")


def _free_slug(round: Round, name: str) -> str:
    """The preset's own name, with a number from the second channel of its kind on."""
    taken = set(round.channels.values_list("slug", flat=True))
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (name, *numbered) if slug not in taken)


def _advice(channel: Channel) -> str:
    """What its preset says that remains to be done."""
    preset = PRESETS.get(channel.slug.rstrip("-0123456789"))
    return str(preset.advice) if preset else ""


def _log(request: HttpRequest, round: Round, detail: str) -> None:
    rounds.log_event(round=round, kind=RoundEvent.Kind.CHANNEL, by=who(request), detail=detail)


def _to(channel: Channel) -> HttpResponseRedirect:
    address = reverse("admin:surveys_round_channel", args=[channel.round_id, channel.pk])
    return HttpResponseRedirect(address)
