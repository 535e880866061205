"""What stands beside a figure: its data are the analysis' numbers, and its words tell them."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.utils import translation

from surveys.figures import Kind
from surveys.number_words import interval, number, signed
from surveys.reporting import account_of, illustrations
from surveys.reporting.robustness.category_test import category_test
from surveys.reporting.tables import Row
from surveys.results import Answering, find
from tests.surveys.reporting.conftest import simulated_round

pytestmark = pytest.mark.django_db


def found(account, name):
    return next(one for one in illustrations(account) if one.name == name)


def cells(illustration):
    return {row.heading: row.cells for row in illustration.data.rows if row.cells}


def texts(illustration, width):
    root = ElementTree.fromstring(illustration.picture(width).as_bytes(Kind.SVG))  # noqa: S314  ours
    return [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_round_of_ratings_has_its_seven_figures(account):
    assert [one.name for one in illustrations(account)] == [
        "scores",
        "distribution",
        "contrasts",
        "critical-differences",
        "categories",
        "slots",
        "growth",
    ]


def test_scores_are_those_of_the_analysis(account):
    rows = cells(found(account, "scores"))

    for one in account.analysis.results.methods:
        value, ends, ratings = rows[account.name(one.method)]
        assert value == number(one.score.value, 1)
        assert ends == interval(one.score.low, one.score.high, 1)
        assert ratings == str(one.n)


def test_counts_of_the_distribution_add_up_to_the_ratings(account):
    rows = cells(found(account, "distribution"))

    for one in account.analysis.results.methods:
        counts = [int(cell.split()[0]) for cell in rows[account.name(one.method)]]
        assert sum(counts) == one.n


def test_contrasts_are_those_of_the_analysis_with_the_effects_of_segmenting_first(account):
    data = found(account, "contrasts").data
    analysis = account.analysis

    assert data.rows[0] == Row("Segmented − original")
    assert data.rows[3].heading == "Mean of the algorithms"
    pooled = analysis.segmentation.pooled
    assert data.rows[3].cells[0] == signed(pooled.score.value, 1)
    for row, one in zip(data.rows[5:], analysis.contrasts, strict=True):
        assert row.cells[0] == signed(one.score.value, 1)
        assert row.cells[1] == interval(one.score.low, one.score.high, 1)


def test_mean_ranks_are_sorted_and_all_there(account):
    rows = cells(found(account, "critical-differences"))

    ranks = sorted(account.analysis.friedman.mean_ranks)
    assert [row[0] for row in rows.values()] == [number(rank, 2) for rank in ranks]


def test_categories_have_the_score_of_each_method(account):
    illustration = found(account, "categories")
    analysis = account.analysis
    first = analysis.categories.categories[0]
    scale = analysis.results.scale

    for method, estimate in zip(analysis.ratings.methods, first.methods, strict=True):
        cell = cells(illustration)[account.name(method)][0]
        assert cell.startswith(number(scale.score(estimate).value, 1))


def test_where_no_category_has_enough_references_there_is_no_figure_and_that_is_told():
    round = simulated_round(plan=None, references_count=6, trials_per_participant=6)
    findings = find(round=round, answering=Answering.SIMULATED)
    account = account_of(round=round, answering=Answering.SIMULATED, findings=findings)

    assert [one.references for one in account.analysis.categories.categories] == [3, 3]
    assert "categories" not in [one.name for one in illustrations(account)]
    assert "tested: too few references" in category_test(account).paragraphs[0]


def test_slots_are_in_points_of_the_score(account):
    rows = cells(found(account, "slots"))

    scale = account.analysis.results.scale
    for one, cell in zip(account.analysis.slots.slots, rows.values(), strict=True):
        assert cell[0] == signed(scale.score_difference(one.effect).value, 1)


def test_growth_ends_with_everybody(account):
    rows = cells(found(account, "growth"))

    people = account.analysis.results.participants
    assert list(rows)[-1] == str(people)


def test_the_alternative_tells_every_row_of_the_data_and_is_in_the_file(account):
    for one in illustrations(account):
        svg = one.picture(720).as_bytes(Kind.SVG).decode()
        for row in one.data.rows:
            if row.cells:
                assert row.heading in one.alternative
                assert row.cells[0] in one.alternative
        assert one.meaning
        assert one.title in svg


def test_slots_and_growth_alone_may_be_seen_while_people_answer(account):
    quiet = [one.name for one in illustrations(account) if not one.tells_who_leads]

    assert quiet == ["slots", "growth"]


@pytest.mark.parametrize(
    ("answer_format", "names"),
    [
        ("best_set", {"scores", "contrasts", "worths"}),
        ("set_ranking", {"scores", "distribution", "contrasts", "worths"}),
    ],
)
def test_choices_have_worths(db, answer_format, names):
    round = simulated_round(answer_format=answer_format, participants=8)
    findings = find(round=round, answering=Answering.SIMULATED)
    account = account_of(round=round, answering=Answering.SIMULATED, findings=findings)

    there = {one.name for one in illustrations(account)}

    assert names <= there
    shares = [row[0] for row in cells(found(account, "worths")).values()]
    expected = sorted((one.share for one in account.analysis.choices.methods), reverse=True)
    assert shares == [number(100 * share, 1) for share in expected]


def test_a_name_with_a_minus_in_it_stays_whole(account):
    account = replace(account, labels=account.labels | {"ssim": "Old − new", "random": "Chance"})

    illustration = found(account, "contrasts")

    assert {"Old − new", "− Chance"} <= set(texts(illustration, 720))
    assert "Old" not in texts(illustration, 720)
    assert "Old − new − Chance" in cells(illustration)


def test_scores_on_a_phone_are_named_in_few_words_in_any_language(account):
    for language, words in (("en", "Perceived similarity"), ("de", "Wahrgenommene Ähnlichkeit")):
        with translation.override(language):
            scores = found(account, "scores")

            assert words in texts(scores, 326)
            assert words not in texts(scores, 720)
