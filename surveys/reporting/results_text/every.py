"""The passages of the results section."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.deviations import primary_contrasts
from surveys.reporting.illustrations import Illustration
from surveys.reporting.main_results import methods_table, ranking_passage
from surveys.reporting.passage import Passage
from surveys.reporting.results_text.contrast_words import sentence_of
from surveys.reporting.results_text.differences import pairs, segmentation
from surveys.reporting.results_text.methods import distribution, scores, worths
from surveys.reporting.robustness import category_test


def results_text(account: Account, figures: dict[str, Illustration]) -> list[Passage]:
    """Primary results first, then what describes them."""
    return list(_all(account, figures))


def _all(account: Account, figures: dict[str, Illustration]) -> Iterator[Passage]:
    if account.plan.contrasts:
        yield Passage(
            "primary",
            _("Primary contrasts"),
            tuple(sentence_of(account, one) for one in primary_contrasts(account)),
            meaning=generalising.both(),
        )
    yield Passage(
        "scores",
        _("Scores of the methods"),
        tuple(scores(account)),
        methods_table(account),
        generalising.both(),
        figures.get("scores"),
    )
    yield segmentation(account)
    yield pairs(account, figures.get("contrasts"))
    if "worths" in figures:
        one = figures["worths"]
        yield Passage("worths", one.title, tuple(worths(account)), one.data, figure=one)
    if (ranking := ranking_passage(account)) is not None:
        yield ranking
    if "distribution" in figures:
        one = figures["distribution"]
        told = tuple(distribution(account))
        yield Passage("distribution", one.title, told, one.data, figure=one)
    if "categories" in figures:
        one = figures["categories"]
        told = category_test(account).paragraphs
        yield Passage("categories", one.title, told, one.data, figure=one)
