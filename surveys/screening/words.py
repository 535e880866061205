"""Rules and flags as researchers read them."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.statistics.screening import Flag, Rule, Rules

LABELS = {
    Rule.FAILED_CHECKS: gettext_lazy("Failed checks"),
    Rule.LOW_ANCHOR: gettext_lazy("Random above the identical set"),
    Rule.CONSISTENCY: gettext_lazy("Low or undefined consistency"),
    Rule.NO_VARIANCE: gettext_lazy("No variance"),
    Rule.SPEED: gettext_lazy("Too fast"),
}


def label_of(rule: Rule) -> str:
    return str(LABELS[rule])


def condition_of(rule: Rule, rules: Rules) -> str:
    """When a rule flags, as the round had fixed it; empty where it is off."""
    fixed = getattr(rules, rule)
    if fixed is None or fixed is False:
        return ""
    if rule is Rule.FAILED_CHECKS:
        words = ngettext("%(fixed)d failed check or more", "%(fixed)d failed checks or more", fixed)
        return words % {"fixed": fixed}
    if rule is Rule.LOW_ANCHOR:
        words = ngettext(
            "in %(fixed)d identical-set check or more",
            "in %(fixed)d identical-set checks or more",
            fixed,
        )
        return words % {"fixed": fixed}
    if rule is Rule.CONSISTENCY:
        return _("below %(fixed)s over repeated trials, or undefined") % {"fixed": _decimal(fixed)}
    if rule is Rule.NO_VARIANCE:
        return _("every answer is the same")
    words = _("median time of a page below %(fixed)s %% of the typical one")
    return words % {"fixed": f"{100 * fixed:.0f}"}


def words_of(flag: Flag) -> str:
    """Why somebody is flagged: what was found, and what the round had fixed."""
    found, fixed = flag.value or 0.0, flag.threshold or 0.0
    if flag.rule is Rule.NO_VARIANCE:
        return _("Every answer is the same.")
    if flag.rule is Rule.CONSISTENCY:
        return _consistency(flag, fixed)
    if flag.rule is Rule.SPEED:
        return _(
            "The median time of a page is %(found)s %% of the typical one; at least %(fixed)s %% "
            "were fixed."
        ) % {"found": f"{100 * found:.0f}", "fixed": f"{100 * fixed:.0f}"}
    if flag.rule is Rule.LOW_ANCHOR:
        words = ngettext(
            "In %(found)d check the random set stands above the identical one; flagged from "
            "%(fixed)d on.",
            "In %(found)d checks the random set stands above the identical one; flagged from "
            "%(fixed)d on.",
            int(found),
        )
    else:
        words = ngettext(
            "%(found)d check failed; flagged from %(fixed)d on.",
            "%(found)d checks failed; flagged from %(fixed)d on.",
            int(found),
        )
    return words % {"found": found, "fixed": fixed}


def _consistency(flag: Flag, fixed: float) -> str:
    if flag.value is None:
        words = _("Consistency is undefined; at least %(fixed)s was fixed.")
        return words % {"fixed": _decimal(fixed)}
    words = _("Consistency is %(found)s; at least %(fixed)s was fixed.")
    return words % {"found": _decimal(flag.value), "fixed": _decimal(fixed)}


def _decimal(value: float) -> str:
    # number_format cuts what stands behind the last place; so round before.
    return number_format(f"{value:.2f}", 2).replace("-", "\N{MINUS SIGN}")
