"""What was fixed before the opening, and where the round went another way."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.analysis_plans import seal
from surveys.models import Round, RoundEvent
from surveys.number_words import number
from surveys.reporting.account import Account
from surveys.results import is_running
from surveys.rounds import changes_since
from surveys.statistics import Contrast


def plan_sentences(account: Account) -> list[str]:
    """What the plan fixed; empty where nothing was."""
    round, plan = account.round, account.plan
    if not round.analysis_plan:
        return []
    sentences = []
    if plan.contrasts:
        pairs = "; ".join(account.difference(a, b) for a, b in plan.contrasts)
        sentences.append(_("Primary contrasts: %(pairs)s.") % {"pairs": pairs})
    sentences.append(
        _("The primary results leave out whom the screening rules flag.")
        if plan.without_flagged
        else _("The primary results are those of everybody.")
    )
    if plan.half_width is not None:
        sentences.append(
            (
                _("Wished precision of the primary contrasts: ± %(points)s points.")
                if plan.contrasts
                else _("Wished precision of every difference: ± %(points)s points.")
            )
            % {"points": number(plan.half_width, 1)}
        )
    if plan.participants is not None:
        words = ngettext(
            "Planned sample: %(count)d completed participant.",
            "Planned sample: %(count)d completed participants.",
            plan.participants,
        )
        sentences.append(words % {"count": plan.participants})
    return sentences


def deviations(account: Account) -> list[str]:
    """One sentence each, also for what nobody fixed; empty where all went as planned."""
    return list(_all(account))


def _all(account: Account) -> Iterator[str]:
    round = account.round
    if not account.answering.simulated:
        yield from _looks(round)
    yield from _changed(account)
    if not is_running(round) and round.closed_at is not None:
        yield from _sample(account)
        yield from _precision(account)
    if round.is_frozen and not round.analysis_plan:
        yield _(
            "No plan of the analysis was fixed before the opening: nothing here is a primary "
            "contrast, and what is told apart only after seeing the results is exploratory."
        )
    elif round.is_frozen and not account.plan.contrasts:
        yield _(
            "The plan names no primary contrast: what is told apart only after seeing the results "
            "is exploratory."
        )


def _looks(round: Round) -> Iterator[str]:
    looks = round.events.filter(kind=RoundEvent.Kind.LEADER).order_by("happened_at", "pk")
    first = looks.first()
    if first is None:
        return
    count = looks.count()
    words = ngettext(
        "Results were looked at %(count)d time before the end, on %(date)s.",
        "Results were looked at %(count)d times before the end, first on %(date)s.",
        count,
    )
    yield words % {"count": count, "date": date_format(first.happened_at, "DATE_FORMAT")}


def _changed(account: Account) -> Iterator[str]:
    round = account.round
    sealed = round.is_frozen and bool(round.analysis_plan)
    if sealed and round.analysis_plan_sha256 != seal(round.analysis_plan, round.manifest_sha256):
        yield _("The plan of the analysis is not the one that was sealed at the opening.")
    # The account's round may be in another language than its row, so that its texts differ.
    changed = changes_since(Round.objects.get(pk=round.pk)) if round.manifest else []
    if "quality" in changed:
        yield _("The screening rules are not those that were frozen at the opening.")
    # What another version of the software froze cannot be compared, and so says nothing.
    known = set(changed) - {"quality", "format"}
    if others := sorted(known):
        yield _("These parts of what was frozen at the opening have changed: %(parts)s.") % {
            "parts": ", ".join(others)
        }


def _sample(account: Account) -> Iterator[str]:
    planned, completed = account.plan.participants, account.findings.flow.completed
    if planned is not None and completed < planned:
        yield _(
            "The round was closed with %(completed)d completed participants; %(planned)d were "
            "planned."
        ) % {"completed": completed, "planned": planned}


def _precision(account: Account) -> Iterator[str]:
    wished = account.plan.half_width
    if wished is None:
        return
    portion = account.findings.portion(screened=account.plan.without_flagged)
    for contrast in primary_contrasts(account) or portion.analysis.contrasts:
        half = contrast.score.half_width
        # Also where there is no interval at all.
        if not half <= wished:
            yield _(
                "The interval of %(pair)s is ± %(half)s points wide; ± %(wished)s were wished for."
            ) % {
                "pair": account.difference(contrast.method, contrast.baseline),
                "half": number(half, 1),
                "wished": number(wished, 1),
            }


def primary_contrasts(account: Account) -> list[Contrast]:
    """The plan's, from the portion that it fixed, as the analysis has them."""
    portion = account.findings.portion(screened=account.plan.without_flagged)
    analysis = portion.analysis
    effects = {(one.method, one.baseline): one for one in analysis.segmentation.per_algorithm}
    found = {(one.method, one.baseline): one for one in analysis.contrasts}
    wanted = [tuple(pair) for pair in account.plan.contrasts]
    kept = []
    for a, b in wanted:
        one = effects.get((a, b)) or found.get((a, b)) or found.get((b, a))
        if one is not None:
            kept.append(one)
    return kept
