import math

import numpy as np
import pytest

from surveys.models import Round
from surveys.planning import components_of_round, plan_round
from surveys.planning.form import PlanningForm
from surveys.planning.spread import points_of, rated_rounds
from surveys.planning.table import FEWEST_SURVEYS, MOST_SURVEYS, Cell, _shown, surveys_for
from surveys.statistics import power
from surveys.statistics.components import ASSUMED, Components
from surveys.statistics.power import Precision, Share
from tests.surveys import answered
from tests.surveys.factories import LABELS_OF_7

# What a wide table costs is measured in benchmarks/power.py, not here.
SIZES = {"participants": [10, 20], "references": [6, 12], "per_reference": 10}


def plan(round, **changes):
    options = {"difference": 10.0, "components": ASSUMED} | SIZES | changes
    return plan_round(round, **options)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr("surveys.planning.table.MOST_SURVEYS", 60)
    monkeypatch.setattr("surveys.planning.table.FEWEST_SURVEYS", 60)


def test_table_has_a_cell_for_every_size(small, draft):
    found = plan(draft)

    assert [[(cell.participants, cell.references) for cell in row] for row in found.rows] == [
        [(10, 6), (20, 6)],
        [(10, 12), (20, 12)],
    ]
    assert [cell.per_reference for cell in found.cells] == [5, 10, 2.5, 5]


def test_a_cell_is_the_same_in_whatever_table_it_stands(small, draft):
    whole = plan(draft)
    alone = plan(draft, participants=[20], references=[12])

    assert alone.cells[0].precision == whole.rows[1][1].precision


def test_another_seed_is_another_simulation(small, draft):
    before = plan(draft).cells
    draft.seed += 1

    assert plan(draft).cells != before


def test_needs_are_the_participants_until_every_reference_was_seen_so_often(small, draft):
    found = plan(draft, per_reference=7)

    assert [(need.references, need.participants) for need in found.needs] == [(6, 14), (12, 28)]


def test_best_is_the_smallest_that_finds_the_difference(small, draft):
    found = plan(draft, difference=40.0)

    assert all(cell.is_enough for cell in found.cells)
    assert (found.best.participants, found.best.references) == (10, 6)


def test_where_no_size_is_enough_the_best_finds_it_most_often(small, draft):
    found = plan(draft, difference=4.0)

    assert not any(cell.is_enough for cell in found.cells)
    best = max(cell.precision.power.value for cell in found.cells)
    assert found.best.precision.power.value == best
    assert found.best.in_ten == int(10 * best)


@pytest.mark.parametrize(
    ("power", "tenths"), [(0.04, 0), (0.79, 7), (0.80, 8), (0.94, 9), (0.95, 10), (1.0, 10)]
)
def test_words_promise_no_more_than_was_found(power, tenths):
    share = Share(power, 0.01)

    cell = Cell(40, 60, 10, Precision(share, share, share, surveys=400))

    assert cell.in_ten == tenths
    assert cell.is_enough == (tenths >= 8)


def test_pages_with_a_part_of_the_methods_tell_less(small, draft):
    draft.method_keys = ["ssim", "efficientnet", "clip", "random"]
    every = plan(draft, participants=[20], references=[12]).cells[0].precision
    draft.sets_per_trial = 2

    part = plan(draft, participants=[20], references=[12]).cells[0].precision

    assert part.contrast_half_width.value > 1.5 * every.contrast_half_width.value


def test_pairs_of_methods_share_as_many_pages_as_the_design_gives_them():
    """Of 5 methods 3 a page: each on 3/5 of the pages, a pair on 3/5 · 2/4 of them."""
    shown = _shown((40, 20, 10), (5, 3), np.random.default_rng(1), 1)

    assert len(shown.participants) == 400 * 3 / 5
    assert shown.together.sum() == 400 * 3 / 5 * 2 / 4
    assert len(set(zip(shown.participants, shown.references, strict=True))) == 240


def test_every_reference_is_dealt_equally_often():
    shown = _shown((40, 20, 10), (4, 4), np.random.default_rng(1), 1)

    assert set(np.bincount(shown.references)) == {20}
    assert set(np.bincount(shown.participants)) == {10}
    assert shown.together.all()


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({}, 5),
        ({"scale_labels": LABELS_OF_7}, 7),
        ({"scale_kind": "slider", "scale_labels": ["not", "very"]}, 101),
        ({"answer_format": "product_rating"}, None),
        ({"answer_format": "best_set"}, 2),
        ({"answer_format": "set_ranking"}, 3),
        ({"answer_format": "set_ranking", "sets_per_trial": 2}, 2),
    ],
)
def test_answers_have_as_many_values_as_the_format_gives_them(draft, changes, points):
    for name, value in changes.items():
        setattr(draft, name, value)

    assert points_of(draft) == points


def test_a_large_table_simulates_fewer_surveys_and_never_too_few():
    few = surveys_for([20, 40, 80], [60], 15)
    more = surveys_for([20, 40, 80, 160], [40, 60, 100], 15)
    most = surveys_for([500, 1000, 1500, 2000], [200, 400, 800], 20)

    assert few == MOST_SURVEYS > more > most == FEWEST_SURVEYS


def test_a_table_that_would_take_minutes_is_refused_before_anything_is_simulated(
    draft, monkeypatch
):
    monkeypatch.setattr("surveys.planning.table.precision", None)  # whoever asks it fails
    draft.trials_per_participant = 200

    form = bound(draft, participants="2000", references="1000")

    assert list(form.errors) == ["participants"]
    assert "have 400000 pages together, and at most 200000 can be" in str(form.errors)
    with pytest.raises(ValueError, match="at most 200000 pages"):
        plan(draft, participants=[2000], references=[1000])


def test_the_largest_table_that_is_simulated_is_the_last_that_is_not_refused(draft):
    draft.trials_per_participant = 100

    assert bound(draft, participants="500, 1500", references="100").is_valid()
    assert bound(draft, participants="2000", references="100").is_valid()
    assert not bound(draft, participants="500, 1501", references="100").is_valid()


def test_every_round_can_plan_with_what_the_form_begins_with(draft):
    draft.references_count = draft.trials_per_participant = 200
    form = PlanningForm({}, round=draft)
    asked = {name: form[name].value() for name in ("difference", *SIZES, "source")}
    asked["difference"] = 5

    assert PlanningForm(asked, round=draft).is_valid()


def test_difference_of_interest_is_what_is_simulated(small, draft, monkeypatch):
    """The planning asks the statistics and adds nothing of its own."""
    asked = []

    def noted(*args, **options):
        asked.append(options)
        return power.precision(*args, **options)

    monkeypatch.setattr("surveys.planning.table.precision", noted)
    draft.seed = 123_456  # of a cell that no other test has left in memory

    plan(draft, difference=7.5, participants=[11], references=[7])

    assert [(one["difference"], one["points"], one["surveys"]) for one in asked] == [(7.5, 5, 60)]


def bound(round, **changes):
    data = {
        "difference": "5",
        "participants": "40, 20",
        "references": "12 6",
        "per_reference": "10",
        "source": "assumed",
    }
    return PlanningForm(data | changes, round=round)


def test_numbers_are_sorted_and_taken_once(draft):
    form = bound(draft, participants="40; 20,20 10")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["participants"] == [10, 20, 40]
    assert form.cleaned_data["references"] == [6, 12]
    assert form.cleaned_data["components"] == ASSUMED


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("difference", ""),
        ("difference", "0"),
        ("difference", "nan"),
        ("participants", ""),
        ("participants", "ten"),
        ("participants", "20, -4"),
        ("participants", "1"),
        ("participants", "2001"),
        ("participants", "1000000000000"),
        ("participants", "2 3 4 5 6 7"),
        ("references", "2"),  # one participant sees 3
        ("per_reference", "0"),
        ("source", "no-round"),
    ],
)
def test_what_cannot_be_simulated_is_refused_at_its_field(draft, field, typed):
    form = bound(draft, **{field: typed})

    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_entered_standard_deviations_are_used(draft):
    entered = {"person": 1, "product": 2, "person_method": 3, "product_method": 4, "answer": 5}

    form = bound(draft, source="entered", **entered)

    assert form.is_valid()
    assert form.cleaned_data["components"] == Components(1, 2, 3, 4, 5)


def test_entering_nothing_is_refused_with_a_sentence(draft):
    form = bound(draft, source="entered")

    assert not form.is_valid()
    assert "above 0" in str(form.errors["source"])


@pytest.fixture
def rated(db):
    """Six people with a leniency of their own rate everything, with one odd answer each."""
    round = answered.open_round(references=4)
    for number in range(1, 7):
        base = 1 + number % 3
        values = {"ssim": base, "ssim+segmented": min(5, base + number % 2 + 1), "random": base}
        answered.answer(round, values, number=number)
    return round


def test_components_come_from_a_rounds_answers(rated, draft):
    assert list(rated_rounds()) == [rated]

    form = bound(draft, source=str(rated.pk))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["components"] == components_of_round(rated)
    assert form.cleaned_data["components"].person > 10


def test_simulated_answers_serve_while_nobody_has_answered(db, draft):
    round = answered.open_round(references=3)
    for number, values in enumerate([(1, 2, 3), (3, 5, 4), (2, 2, 5)], start=1):
        answered.answer(
            round, dict(zip(answered.KEYS, values, strict=True)), number=number, simulated=True
        )

    assert math.isfinite(components_of_round(round).total)


def test_a_round_with_too_few_answers_is_refused_with_a_sentence(db, draft):
    round = answered.open_round(references=3)
    answered.answer(round, dict.fromkeys(answered.KEYS, 3), number=1)

    form = bound(draft, source=str(round.pk))

    assert not form.is_valid()
    assert "too few" in str(form.errors["source"])


def test_drafts_and_rounds_without_answers_offer_no_components(draft, opened):
    assert opened.pk
    assert not rated_rounds().exists()
    assert "round" not in str(bound(draft)["source"])


def test_form_begins_with_the_rounds_own_numbers(draft):
    draft.references_count, draft.trials_per_participant = 60, 15
    draft.smallest_difference, draft.participants_per_reference = 4.5, 12

    form = PlanningForm({}, round=draft)

    assert not form.is_bound
    assert form["references"].value() == "40, 60, 100"
    assert form["difference"].value() == 4.5
    assert form["per_reference"].value() == 12


def test_small_round_asks_for_no_fewer_references_than_one_person_sees(draft):
    draft.references_count = draft.trials_per_participant = 15

    assert PlanningForm({}, round=draft)["references"].value() == "15, 25"


def test_planning_reads_and_never_writes(small, draft):
    before = Round.objects.values().get(pk=draft.pk)

    plan(draft)

    assert Round.objects.values().get(pk=draft.pk) == before
