"""Personal invitations of a channel: whom to invite, and everybody's own link as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from surveys import invitations
from surveys.admin.channels import ChannelPages
from surveys.invitations import InvitationsForm, Invited

SEEN = 50


class InvitingPages(ChannelPages):
    """Addresses are personal: looking at them and adding some are rights of their own."""

    def get_urls(self) -> list[URLPattern]:
        wrap, at = self.admin_site.admin_view, "<int:pk>/channels/<int:channel>/"
        return [
            path(f"{at}invitations/", wrap(self.invitations), name="surveys_round_invitations"),
            path(f"{at}invitations.csv", wrap(self.links), name="surveys_round_links"),
            *super().get_urls(),
        ]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def invitations(self, request: HttpRequest, pk: int, channel: int) -> HttpResponse:
        right = "add_identity" if request.method == "POST" else "view_identity"
        round, own = self.asked_channel(request, pk, channel, "change_round", right)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = InvitationsForm(*sent)
        if form.is_bound and form.is_valid():
            messages.success(request, said(form.invite(own)))
            return HttpResponseRedirect(request.path)
        people = own.identities.order_by("pk")
        return self.page(
            request,
            round,
            "invitations",
            title=own.name,
            channel=own,
            form=form,
            status=422 if form.errors else 200,
            total=people.count(),
            arrived=people.filter(participation__isnull=False).count(),
            people=people[:SEEN],
        )

    @method_decorator(require_safe)
    def links(self, request: HttpRequest, pk: int, channel: int) -> StreamingHttpResponse:
        round, own = self.asked_channel(request, pk, channel, "change_round", "view_identity")
        site = request.build_absolute_uri("/")
        response = StreamingHttpResponse(
            invitations.links_csv(channel=own, site=site), content_type="text/csv; charset=utf-8"
        )
        name = f"{round.slug}-{own.slug}-links.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def said(invited: Invited) -> str:
    new = ngettext("%(count)d person invited.", "%(count)d people invited.", len(invited.new))
    sentences = [new % {"count": len(invited.new)}]
    if invited.known:
        known = ngettext(
            "%(count)d was invited before and keeps the link.",
            "%(count)d were invited before and keep their links.",
            invited.known,
        )
        sentences.append(known % {"count": invited.known})
    return " ".join(sentences)
