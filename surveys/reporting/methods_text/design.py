"""What was compared, what participants saw, and what they were asked."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.models import Round
from surveys.reporting.account import Account
from surveys.reporting.frozen import Frozen
from surveys.reporting.passage import Passage
from surveys.reporting.tables import table


def design(account: Account, frozen: Frozen) -> Passage:
    rows = [
        (account.name(method["key"]), method["key"], str(method["fingerprint"])[:12])
        for method in frozen.methods
    ]
    return Passage(
        "design",
        _("Design and material"),
        (
            " ".join(_material(account, frozen)),
            " ".join(_procedure(account, frozen)),
            " ".join(_question(frozen)),
        ),
        table(
            [_("Method"), _("Key"), _("Fingerprint")],
            rows,
            note=_(
                "A fingerprint stands for version, parameters and weights; its first twelve "
                "digits are shown."
            ),
        ),
    )


def _material(account: Account, frozen: Frozen) -> Iterator[str]:
    references = frozen("compared", "references_count")
    yield _(
        "The round compared %(methods)d methods of recommending similar products in the catalogue "
        "“%(catalogue)s”."
    ) % {"methods": len(frozen.methods), "catalogue": frozen.catalogue}
    how = {
        Choice.STRATIFIED: ngettext(
            "%(count)d products were drawn as references from %(categories)d category.",
            "%(count)d products were drawn as references from %(categories)d categories, each "
            "category by its share.",
            frozen.categories,
        ),
        Choice.RANDOM: ngettext(
            "%(count)d products were drawn as references at random; they come from %(categories)d "
            "category.",
            "%(count)d products were drawn as references at random; they come from %(categories)d "
            "categories.",
            frozen.categories,
        ),
        Choice.CHOSEN: ngettext(
            "%(count)d products from %(categories)d category were chosen by hand as references.",
            "%(count)d products from %(categories)d categories were chosen by hand as references.",
            frozen.categories,
        ),
    }[Choice(frozen("compared", "reference_choice"))]
    yield how % {"count": references, "categories": frozen.categories}
    yield _(
        "For each reference every method recommended %(k)d products of the same category; this "
        "list is a set. Equal lists of several methods were shown once and counted for each of "
        "them."
    ) % {"k": frozen.list_length}
    equal = account.findings.equal
    if equal.shared:
        words = ngettext(
            "This concerned %(shared)d set, at %(references)d of %(of)d references.",
            "This concerned %(shared)d sets, at %(references)d of %(of)d references.",
            equal.shared,
        )
        yield words % {"shared": equal.shared, "references": equal.references, "of": equal.of}


def _procedure(account: Account, frozen: Frozen) -> Iterator[str]:
    per_page = frozen("plan", "sets_per_trial")
    count = frozen("plan", "trials_per_participant")
    words = ngettext(
        "Each participant was to see %(count)d reference, with sets beside it and without the "
        "names of methods.",
        "Each participant was to see %(count)d references, with sets beside them and without the "
        "names of methods.",
        count,
    )
    yield words % {"count": count}
    if per_page is None:
        yield _("The sets of all methods stood on the same page.")
    else:
        yield _("At most %(count)d sets stood on a page.") % {"count": per_page}
    yield _(
        "Which references a participant saw, their order, and the slots in which the sets stood "
        "were balanced by a plan drawn from the seed %(seed)d with Williams squares (Williams, "
        "1949) and stored before the first answer."
    ) % {"seed": frozen("plan", "seed")}
    if frozen("plan", "practice"):
        yield _("A practice trial came first and counts nowhere.")
    extras = {
        "identical_checks": ngettext(
            "%(count)d check with a set that showed the reference itself",
            "%(count)d checks with a set that showed the reference itself",
            frozen("plan", "identical_checks"),
        ),
        "instructed_checks": ngettext(
            "%(count)d check whose question named the answer to give",
            "%(count)d checks whose question named the answer to give",
            frozen("plan", "instructed_checks"),
        ),
        "repeated_trials": ngettext(
            "%(count)d repeated trial",
            "%(count)d repeated trials",
            frozen("plan", "repeated_trials"),
        ),
    }
    there = [
        words % {"count": frozen("plan", name)}
        for name, words in extras.items()
        if frozen("plan", name)
    ]
    if there:
        yield _("On top came %(extras)s, which serve screening and are not analysed.") % {
            "extras": _listed(there)
        }


def _listed(words: list[str]) -> str:
    """“a, b and c”."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _question(frozen: Frozen) -> Iterator[str]:
    asked = frozen.asked
    yield _("The question was: “%(question)s”") % {"question": asked.question}
    answer_format, labels = Format(asked.answer_format), asked.scale_labels
    if answer_format in (Format.SET_RATING, Format.PRODUCT_RATING):
        what = (
            _("Every set was rated")
            if answer_format == Format.SET_RATING
            else _("Every product of a set was rated, and a set's value is the mean over its own")
        )
        if asked.has_slider:
            yield _("%(what)s on a slider from 0 (“%(low)s”) to 100 (“%(high)s”).") % {
                "what": what,
                "low": labels[0],
                "high": labels[-1],
            }
        else:
            yield _("%(what)s on %(points)d labelled points from 1 (“%(low)s”) to %(points)d "
                    "(“%(high)s”).") % {
                "what": what,
                "points": len(labels),
                "low": labels[0],
                "high": labels[-1],
            }  # fmt: skip
    elif answer_format == Format.BEST_SET:
        yield _("Participants chose the best set of each page.")
    else:
        yield _("Participants ranked the sets of each page.")
    if asked.allows_cannot_judge:
        yield _("“I can't judge” was offered; these answers have no value and are left out.")


Format, Choice = Round.AnswerFormat, Round.ReferenceChoice
