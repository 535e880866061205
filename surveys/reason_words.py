"""Why a number is missing, in a reader's words."""

from django.utils.translation import gettext_lazy as _

from surveys.statistics.reason import Reason

REASONS = {
    Reason.NO_RATINGS: _("no ratings yet"),
    Reason.ONE_PARTICIPANT: _("needs more than one participant"),
    Reason.ONE_REFERENCE: _("needs more than one reference"),
    Reason.ONE_METHOD: _("needs more than one method"),
    Reason.ONE_CATEGORY: _("needs more than one category with enough references"),
    Reason.NO_VARIATION: _("all answers are equal"),
    Reason.NO_COMPLETE_BLOCK: _("no reference has ratings of all methods"),
    Reason.NOT_CONNECTED: _("some methods were never compared with the others"),
    Reason.SEPARATED: _("some methods were always, or never, ahead of the others"),
    Reason.INCOMPLETE: _("not every method was rated in every cell"),
    Reason.CONFOUNDED: _("two things always changed together"),
    Reason.TOO_MANY_TIES: _("too many sets were ranked equal to list what else might have been"),
    Reason.TOO_FEW_REPLICATES: _("too few replicates of the bootstrap have it"),
    Reason.TOO_FEW_REFERENCES: _("too few references"),
    Reason.TOO_FEW_CLUSTERS: _("too few participants or references for so many methods"),
    Reason.NOT_POSITIVE_DEFINITE: _("ratings of different methods vary too much alike"),
}
