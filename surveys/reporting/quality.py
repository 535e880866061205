"""How good the data are: who came how far, how alike and how consistently they answered."""

from collections.abc import Iterator, Sequence
from math import isnan

from django.utils.translation import gettext as _

from surveys.models.participation import letter_of
from surveys.number_words import DASH, interval, number, p_equals
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.passage import Passage
from surveys.reporting.tables import Row, Table, interval_head, interval_of, table, why
from surveys.results.flow import openings_of
from surveys.statistics import QUANTILES
from surveys.statistics.krippendorff import Level
from surveys.statistics.reason import Reason
from surveys.statistics.slots import SlotEffects


def quality(account: Account) -> list[Passage]:
    """Nothing of who leads is in any of these."""
    return list(_all(account))


def _all(account: Account) -> Iterator[Passage]:
    yield _flow(account)
    yield _times(account)
    if account.analysis.results.n:
        yield _agreement(account)
    if (effects := account.analysis.slots) is not None and effects.slots:
        yield _shuffle(account, effects)


def _flow(account: Account) -> Passage:
    flow, opened = account.findings.flow, openings_of(account.round, account.answering)
    steps = [
        (_("Opened the first page"), opened, _("page views, also of those who came twice")),
        (_("Consented"), flow.consented, ""),
        (_("Withdrew and were erased"), flow.withdrawn, _("counted in nothing below")),
        (_("Got their trials"), flow.allocated, ""),
        (_("Completed"), flow.completed, ""),
        (_("Flagged among these"), flow.flagged, _("by the rules fixed before the opening")),
        (_("Analysed"), flow.analysed, _("with a rating, also of those who did not finish")),
        (_("Analysed without the flagged"), flow.analysed_screened, ""),
    ]
    rows = [(name, DASH if count is None else str(count), words) for name, count, words in steps]
    return Passage(
        "flow",
        _("From the first page to the analysis"),
        table=table([_("Step"), _("Participants"), _("Note")], rows),
    )


def _times(account: Account) -> Passage:
    times = account.findings.times
    heads = [_("Time"), *(f"{100 * share:.0f} %" for share in QUANTILES), _("Of")]
    rows = [
        (_("A page, seconds"), *_decimals(times.seconds), str(times.trials)),
        (_("Consent to end, minutes"), *_decimals(times.minutes), str(times.participants)),
    ]
    note = _("Below which time a tenth, a quarter, half, three quarters and nine tenths lie.")
    return Passage("times", _("Response times"), (note,), table(heads, rows))


def _decimals(values: Sequence[float], places: int = 1) -> list[str]:
    return [number(value, places) for value in values]


def _agreement(account: Account) -> Passage:
    analysis, repeats = account.analysis, account.findings.repeats
    names = {
        Level.NOMINAL: _("nominal"),
        Level.ORDINAL: _("ordinal"),
        Level.INTERVAL: _("interval"),
    }
    rows = [Row(_("Krippendorff's α"))]
    for level, found in analysis.alphas.items():
        reading = number(found.alpha, 2) if not isnan(found.alpha) else why(found.reason)
        rows.append(Row(names[level], (reading, interval_of(found.low, found.high, None, 2))))
    rows.append(Row(_("Intraclass correlation")))
    lacks = analysis.icc.reason is Reason.INCOMPLETE
    gap = DASH if lacks else why(analysis.icc.reason)
    for form, words in {
        "1": _("different raters each time"),
        "2": _("absolute agreement"),
        "3": _("consistency"),
    }.items():
        for size in "1k":
            one = getattr(analysis.icc, f"icc_{form}_{size}")
            reading = number(one.value, 2) if not isnan(one.value) else gap
            limits = interval(one.low, one.high, 2) if not isnan(one.low) else gap
            rows.append(Row(f"ICC({form},{size}) – {words}", (reading, limits)))
    sentences = [
        _(
            "How far participants agree on the same set: 1 is full agreement, 0 is chance. That "
            "methods differ is part of the agreement, the baseline included. The means of k = "
            "%(k)s ratings of a set are what the results rest on."
        )
        % {"k": number(analysis.icc.k, 1)}
    ]
    if lacks:
        sentences.append(
            _(
                "Not everybody rated every set, so the intraclass correlations are estimated from "
                "components of variance and have no intervals."
            )
        )
    if repeats.participants:
        low, high = repeats.quantiles[1], repeats.quantiles[3]
        sentences.append(
            _(
                "Repeated trials were answered with a median consistency of %(median)s (middle "
                "half of %(participants)d participants: %(range)s); 1 is to repeat every answer, "
                "0 is chance."
            )
            % {
                "median": number(repeats.quantiles[2], 2),
                "participants": repeats.participants,
                "range": interval(low, high, 2),
            }
        )
    heads = (_("Measure"), _("Value"), interval_head())
    return Passage(
        "agreement",
        _("Agreement and consistency"),
        tuple(sentences),
        Table(heads, tuple(rows)),
        generalising.pages(),
    )


def _shuffle(account: Account, effects: SlotEffects) -> Passage:
    found = effects.shuffle
    if found.reason is not None:
        words = _("Whether methods were dealt evenly to the slots cannot be tested: %(reason)s.")
        return Passage(
            "balance",
            _("Balance of the slots"),
            (words % {"reason": why(found.reason)},),
        )
    words = _(
        "How often each method stood in each slot. Against dealing at random: χ²(%(df)d) = "
        "%(statistic)s, %(p)s; only a small p would be a fault, and a plan that balances slots on "
        "purpose has one near 1."
    ) % {
        "df": found.df,
        "statistic": number(found.statistic, 2),
        "p": p_equals(found.p),
    }
    letters = [letter_of(place) for place in range(len(effects.slots))]
    rows = [
        (account.name(method), *map(str, counts))
        for method, counts in zip(account.analysis.ratings.methods, found.counts, strict=True)
    ]
    return Passage(
        "balance", _("Balance of the slots"), (words,), table([_("Method"), *letters], rows)
    )
