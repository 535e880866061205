"""Who took part, when, and how many answers there are."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.number_words import number
from surveys.reporting.account import Account


def sample(account: Account) -> Iterator[str]:
    round, flow, times = account.round, account.findings.flow, account.findings.times
    if account.answering.simulated:
        yield _(
            "All answers in this report were given by a simulation. They show what a report looks "
            "like and say nothing about people."
        )
    if round.opened_at and round.closed_at:
        yield _("The round was open from %(opened)s to %(closed)s.") % {
            "opened": date_format(round.opened_at, "DATE_FORMAT"),
            "closed": date_format(round.closed_at, "DATE_FORMAT"),
        }
    elif round.opened_at:
        yield _("The round was opened on %(opened)s and has not been closed.") % {
            "opened": date_format(round.opened_at, "DATE_FORMAT")
        }
    words = ngettext(
        "%(consented)d participant consented, %(completed)d completed, and %(analysed)d gave at "
        "least one rating that is analysed.",
        "%(consented)d participants consented, %(completed)d completed, and %(analysed)d gave at "
        "least one rating that is analysed.",
        flow.consented,
    )
    yield words % {
        "consented": flow.consented,
        "completed": flow.completed,
        "analysed": flow.analysed,
    }
    if flow.withdrawn:
        words = ngettext(
            "%(count)d participant withdrew, and their answers were erased.",
            "%(count)d participants withdrew, and their answers were erased.",
            flow.withdrawn,
        )
        yield words % {"count": flow.withdrawn}
    results = account.analysis.results
    words = (
        ngettext(
            "In all there are %(ratings)d ratings of methods, by %(participants)d participant for "
            "%(references)d references.",
            "In all there are %(ratings)d ratings of methods, by %(participants)d participants for "
            "%(references)d references.",
            results.participants,
        )
        if account.rates_sets
        else ngettext(
            "In all there are %(ratings)d values of methods made of the answers, by "
            "%(participants)d participant for %(references)d references.",
            "In all there are %(ratings)d values of methods made of the answers, by "
            "%(participants)d participants for %(references)d references.",
            results.participants,
        )
    )
    yield words % {
        "ratings": results.n,
        "participants": results.participants,
        "references": results.references,
    }
    if times.trials:
        yield _(
            "Half of the pages were answered within %(median)s seconds (middle half: %(low)s to "
            "%(high)s seconds)."
        ) % {
            "median": number(times.seconds[2], 1),
            "low": number(times.seconds[1], 1),
            "high": number(times.seconds[3], 1),
        }
