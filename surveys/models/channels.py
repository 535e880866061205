"""Where participants come from, as data; and their ids there, apart from their answers."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from surveys.models.participation import Participation
from surveys.models.rounds import Round


class Outcome(models.TextChoices):
    """How a way through a round can end for somebody who came from a panel."""

    COMPLETE = "complete", _("completed")
    SCREENED_OUT = "screened_out", _("screened out")
    NO_CONSENT = "no_consent", _("no consent")
    FULL = "full", _("the round is full")


def check_outcomes(outcomes: object) -> None:
    """A mapping from outcome to `address` and `code`, both text and both optional."""
    if not isinstance(outcomes, dict) or set(outcomes) - set(Outcome.values):
        raise ValidationError(_("Outcomes are: complete, screened_out, no_consent, full."))
    for entry in outcomes.values():
        known = isinstance(entry, dict) and not set(entry) - {"address", "code"}
        if not known or not all(isinstance(text, str) for text in entry.values()):
            raise ValidationError(_("An outcome has an address and a code, both as text."))


def check_names(names: object) -> None:
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise ValidationError(_("This is a list of names."))


def check_name_to_text(mapping: object) -> None:
    pairs = mapping.items() if isinstance(mapping, dict) else [(0, 0)]
    if not all(isinstance(name, str) and isinstance(text, str) for name, text in pairs):
        raise ValidationError(_("This is a mapping from names to texts."))


class Channel(models.Model):
    """One way into a round. All that tells one panel from another is in these columns."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="channels")
    slug = models.SlugField(
        _("address"),
        max_length=40,
        help_text=_("Part of the channel's link; participants see it."),
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("Only researchers see it."))
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Whether people can join through it.")
    )
    quota = models.PositiveIntegerField(
        _("quota"),
        null=True,
        blank=True,
        help_text=_("At most so many participants, completed and active together; empty: no limit"),
    )
    person_parameter = models.CharField(
        _("id parameter"),
        max_length=60,
        blank=True,
        help_text=_("Name of the link's parameter with the person's id; empty: nobody is known."),
    )
    kept_parameters = models.JSONField(
        _("other parameters"),
        default=list,
        blank=True,
        validators=[check_names],
        help_text=_("Names of further parameters of the link to be kept with the id."),
    )
    known_only = models.BooleanField(
        _("invited people only"),
        default=False,
        help_text=_("Whether only ids that were entered before are let in."),
    )
    preview_when = models.JSONField(
        _("preview"),
        default=dict,
        blank=True,
        validators=[check_name_to_text],
        help_text=_("Parameters and the values by which the panel asks for a preview only."),
    )
    outcomes = models.JSONField(
        _("outcomes"),
        default=dict,
        blank=True,
        validators=[check_outcomes],
        help_text=_("Where to send people at the end, and with which code."),
    )
    returns_by_post = models.BooleanField(
        _("returns by form"),
        default=False,
        help_text=_("Whether people return by sending a form instead of following a link."),
    )
    return_hosts = models.JSONField(
        _("hosts to return to"),
        default=list,
        blank=True,
        validators=[check_names],
        help_text=_("Hosts that a parameter of the link may name as the place to return to."),
    )
    frame_hosts = models.JSONField(
        _("hosts that may frame"),
        default=list,
        blank=True,
        validators=[check_names],
        help_text=_("Hosts that may show the survey inside a page of their own."),
    )
    openings = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How often somebody was shown the page that asks for consent.",
    )

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "slug"], name="one_channel_per_address")
        ]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """Who somebody is elsewhere: a panel's id, or an invitation's token and address.

    Apart from the answers, so that it can be erased alone. An invitation is an identity that is
    there before its participation.
    """

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="identities")
    person = models.CharField(max_length=200)
    address = models.CharField(max_length=254, blank=True)
    parameters = models.JSONField(default=dict)
    participation = models.OneToOneField(
        Participation, models.CASCADE, null=True, blank=True, related_name="identity"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        ordering = ["channel", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "person"], name="a_person_once_in_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.channel} · {self.pk}"


def digest_of(channel: Channel, person: str) -> str:
    """What only this installation can make again of somebody's id, and nobody can turn back."""
    return salted_hmac(FormerPerson.SALT, f"{channel.pk}:{person}", algorithm="sha256").hexdigest()


class FormerPerson(models.Model):
    """That somebody whom a channel knew has withdrawn, and nothing else about them.

    So that one id stays one participation: a rejection cannot be undone by withdrawing. Erased
    with the channel's ids.
    """

    SALT = "surveys.former-person"

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="former_people")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["channel", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "digest"], name="a_former_person_once_in_a_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} · {self.pk}"
