"""The trial page of every answer format, as HTML and as forms without JavaScript."""

import re

import pytest
from django.utils import timezone

from surveys import rounds
from surveys.models import Rating, Trial
from tests.surveys.factories import LABELS_OF_5, make_round, take_part

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SLIDER = {"scale_kind": "slider", "scale_labels": ["Not at all", "Extremely"]}


@pytest.fixture
def join(catalogue):
    """Somebody in a round with 3 sets a trial."""

    def joined(**changes):
        methods = ["ssim", "efficientnet", "random"]
        return take_part(rounds.open_round(round=make_round(catalogue, methods, **changes)))

    return joined


def address(participation, rest="1/"):
    return f"/p/{participation.token}/{rest}"


def saved(participation, position=1):
    rows = Rating.objects.filter(
        slot__trial__participation=participation, slot__trial__position=position
    ).select_related("slot")
    return {rating.slot.letter: rating.value for rating in rows}


def go_to(participation, position):
    """As if all trials before that one were submitted."""
    participation.trials.filter(position__lt=position).update(submitted_at=timezone.now())


def checked_in(page):
    return re.findall(r'name="(\w+)" value="(\w+)"(?: required)? checked', page)


def remembered(page):
    return dict(re.findall(r'name="was-(\w+)" value="(\w*)"', page))


def test_slider_is_a_number_without_a_value_until_it_has_one(client, join):
    participation = join(**SLIDER)

    page = client.get(address(participation)).text

    numbers = re.findall(r'<input type="number"[^>]*>', page)
    assert len(numbers) == 3
    assert all('value=""' in one and 'min="0" max="100"' in one for one in numbers)
    assert "Extremely" in page


def test_slider_s_numbers_are_saved_without_javascript(client, join):
    participation = join(**SLIDER)

    response = client.post(address(participation), {"A": "0", "B": "100", "C": "37"})

    assert response.headers["Location"] == address(participation, "2/")
    assert saved(participation) == {"A": 0, "B": 100, "C": 37}
    assert 'value="37"' in client.get(address(participation)).text


def test_number_beyond_the_slider_is_marked(client, join):
    participation = join(**SLIDER)

    response = client.post(address(participation), {"A": "0", "B": "101", "C": "37"})

    assert response.status_code == 422
    assert re.findall(r'id="error-(.)"', response.text) == ["B"]
    assert saved(participation) == {"A": 0, "C": 37}


def test_number_that_is_taken_out_again_lacks(client, join):
    participation = join(**SLIDER)
    client.post(address(participation, "1/A/"), {"A": "40"})

    response = client.post(address(participation), {"A": "", "was-A": "40", "B": "1", "C": "2"})

    assert response.status_code == 422
    assert re.findall(r'id="error-(.)"', response.text) == ["A"]
    assert 'value="40" autocomplete="off" aria-label' not in response.text
    assert remembered(response.text) == {"A": "40", "B": "1", "C": "2"}


def test_cannot_judge_is_offered_beside_every_set_and_saved(client, join):
    participation = join(allows_cannot_judge=True)

    client.post(address(participation), {"A": "none", "B": "2"})

    page = client.get(address(participation)).text
    assert page.count('value="none"') == 3 + 1
    assert checked_in(page) == [("A", "none"), ("B", "2")]
    assert saved(participation) == {"A": None, "B": 2}
    assert remembered(page) == {"A": "none", "B": "2", "C": ""}
    assert page.count('class="saved"') == 2


def test_cannot_judge_is_not_there_where_it_is_not_offered(client, join):
    participation = join()

    page = client.get(address(participation)).text
    response = client.post(address(participation, "1/A/"), {"A": "none"}, headers=HTMX)

    assert "judge" not in page
    assert response.status_code == 422
    assert saved(participation) == {}


def test_every_distinct_product_has_a_card_and_a_number(client, join):
    participation = join(answer_format="product_rating")
    slots = participation.trials.get(position=1).slots.count()

    page = client.get(address(participation)).text

    assert page.count("<fieldset") == slots
    assert page.count("<img") == 1 + slots
    assert f'alt="Product {slots}"' in page
    assert page.count('type="radio"') == slots * 5


def test_products_are_answered_under_their_letters(client, join):
    participation = join(answer_format="product_rating")
    letters = [slot.letter for slot in participation.trials.get(position=1).slots.all()]

    lacking = client.post(address(participation), {letters[1]: 4})
    whole = client.post(address(participation), dict.fromkeys(letters, 2))

    assert f"{len(letters) - 1} products have no answer yet" in lacking.text
    assert "Please answer for this product." in lacking.text
    assert whole.headers["Location"] == address(participation, "2/")
    assert saved(participation) == dict.fromkeys(letters, 2)


def test_best_set_is_one_choice_over_all_sets(client, join):
    participation = join(answer_format="best_set")

    page = client.get(address(participation)).text

    assert re.findall(r'name="best" value="(.)"', page) == ["A", "B", "C"]
    assert 'role="radiogroup"' in page


def test_best_set_is_saved_for_all_as_it_is_chosen(client, join):
    participation = join(answer_format="best_set")

    response = client.post(address(participation, "1/A/"), {"best": "C"}, headers=HTMX)

    assert response.text.strip() == '<span class="saved">Saved</span>'
    assert saved(participation) == {"A": 0, "B": 0, "C": 1}
    page = client.get(address(participation)).text
    assert checked_in(page) == [("best", "C")]
    assert 'name="was-best" value="C"' in page


def test_no_choice_is_asked_for(client, join):
    response = client.post(address(join(answer_format="best_set")), {})

    assert response.status_code == 422
    assert "Please choose one of the sets." in response.text


@pytest.mark.parametrize("answer_format", ["best_set", "set_ranking"])
def test_sets_are_compared_or_cannot_be_judged_together(client, join, answer_format):
    participation = join(answer_format=answer_format, allows_cannot_judge=True)
    name = "best" if answer_format == "best_set" else "judge"

    saves = client.post(address(participation, "1/A/"), {name: "none"}, headers=HTMX)
    page = client.get(address(participation)).text
    sends = client.post(address(participation), {name: "none", f"was-{name}": "none"})

    assert saves.status_code == 200
    assert page.count('value="none"') == 2
    assert (name, "none") in checked_in(page)
    assert saved(participation) == dict.fromkeys("ABC")
    assert sends.headers["Location"] == address(participation, "2/")


def test_ranks_are_points_of_which_the_ends_are_named(client, join):
    page = client.get(address(join(answer_format="set_ranking"))).text

    assert page.count('type="radio"') == 3 * 3
    assert page.count("Most similar") == page.count("Least similar") == 3


def test_sets_with_one_rank_are_marked_and_what_was_given_is_saved(client, join):
    participation = join(answer_format="set_ranking")

    response = client.post(address(participation), {"A": 1, "B": 2, "C": 1})

    assert response.status_code == 422
    assert re.findall(r'id="error-(.)"', response.text) == ["A", "C"]
    assert "Two sets have the same rank" in response.text
    assert checked_in(response.text) == [("A", "1"), ("B", "2"), ("C", "1")]
    assert saved(participation) == {"A": 1, "B": 2, "C": 1}


def test_ranks_and_cannot_judge_contradict_each_other(client, join):
    participation = join(answer_format="set_ranking", allows_cannot_judge=True)

    response = client.post(address(participation), {"A": 1, "judge": "none"})

    assert response.status_code == 422
    assert "Please choose one of the two" in response.text


def test_unticked_box_of_a_ranking_asks_for_ranks(client, join):
    participation = join(answer_format="set_ranking", allows_cannot_judge=True)
    client.post(address(participation, "1/A/"), {"judge": "none"})

    response = client.post(address(participation), {"was-judge": "none"})

    assert response.status_code == 422
    assert re.findall(r'id="error-(.)"', response.text) == ["A", "B", "C"]
    assert checked_in(response.text) == []
    assert remembered(response.text)["judge"] == "none"


@pytest.mark.parametrize("points", [2, 11])
def test_scales_of_2_to_11_points(client, join, points):
    participation = join(scale_labels=[f"Label {point}" for point in range(1, points + 1)])

    page = client.get(address(participation)).text

    assert page.count('type="radio"') == 3 * points
    assert ("<kbd>-</kbd></dt><dd>the same with 11" in page) == (points == 11)


def test_labels_that_only_repeat_their_number_are_left_out(client, join):
    labels = ["1 – Not at all", *map(str, range(2, 8)), "8 – Extremely"]

    page = client.get(address(join(scale_labels=labels))).text

    assert page.count('<span class="label">Not at all</span>') == 3
    assert page.count('<span class="label"></span>') == 3 * 6


def test_products_stand_in_the_order_that_was_shuffled(client, join):
    participation = join(product_order="shuffled")
    slot = participation.trials.get(position=1).slots.first()
    assert sorted(slot.product_order) == [1, 2, 3, 4, 5]
    at_rank = {product.rank: product.picture_sha256 for product in slot.shown_set.products.all()}

    card = client.get(address(participation)).context["page"].cards[0]

    shown = [re.search(r"[0-9a-f]{64}", frame.sources.src).group() for frame in card.frames]
    assert shown == [at_rank[rank] for rank in slot.product_order]


@pytest.mark.parametrize(
    ("changes", "instruction"),
    [
        ({}, r"please choose “(\d) – (.+)” everywhere"),
        ({"answer_format": "product_rating"}, r"please choose “(\d) – (.+)” everywhere"),
        (SLIDER, r"please set every answer here to (\d+)\."),
        ({"answer_format": "best_set"}, r"please choose set ([ABC]) here"),
        ({"answer_format": "set_ranking"}, r"1 for set A, 2 for set B, and so on"),
    ],
)
def test_instructed_check_says_in_the_question_what_to_answer(client, join, changes, instruction):
    participation = join(instructed_checks=1, **changes)
    check = participation.trials.get(kind=Trial.Kind.INSTRUCTED)
    go_to(participation, check.position)

    page = client.get(address(participation, f"{check.position}/"))

    question = page.context["page"].question
    assert question.startswith("How similar are they? ")
    found = re.search(instruction, question)
    assert found
    if not changes:
        assert found[2] == LABELS_OF_5[check.instructed_value - 1]
    assert "read this" not in client.get(address(participation)).context["page"].question


@pytest.mark.parametrize("kind", ["identical", "instructed", "repeat", "main"])
def test_no_page_says_of_what_kind_its_trial_is(client, join, kind):
    participation = join(
        identical_checks=1, instructed_checks=1, repeated_trials=1, trials_per_participant=6
    )
    trial = participation.trials.filter(kind=kind).first()
    go_to(participation, trial.position)

    page = client.get(address(participation, f"{trial.position}/")).text

    for word in ("identical", "instructed", "repeat", "practice", "check", "main trial"):
        text = page.replace("checked", "").replace("aria-labelledby", "")
        assert word not in text.casefold(), word


def test_checks_and_repeats_count_in_the_progress(client, join):
    participation = join(identical_checks=1, repeated_trials=1, practice=True)
    go_to(participation, 3)

    page = client.get(address(participation, "3/")).text

    assert "<strong>3</strong> of 5" in page
    assert '<progress value="2" max="5"' in page


@pytest.mark.parametrize(
    ("changes", "queries"), [({}, 4), ({"answer_format": "product_rating"}, 3)]
)
def test_every_format_takes_the_same_few_queries(
    client, join, changes, queries, django_assert_num_queries
):
    participation = join(**changes)
    client.get(address(participation))

    with django_assert_num_queries(queries):
        client.get(address(participation))
