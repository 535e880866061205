"""The practice: explained, answered like any trial, and followed by what most people answer."""

import re
from html import unescape

import pytest

from surveys import rounds
from surveys.models import Participation, Rating
from tests.surveys.factories import make_round, take_part

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
SLIDER = {"scale_kind": "slider", "scale_labels": ["Not at all", "Extremely"]}


@pytest.fixture
def join(catalogue):
    def joined(**changes):
        methods = ["ssim", "efficientnet", "random"]
        draft = make_round(catalogue, methods, practice=True, **changes)
        return take_part(rounds.open_round(round=draft))

    return joined


def address(participation, rest="0/"):
    return f"/p/{participation.token}/{rest}"


def letters_by_kind(participation):
    found = {}
    for slot in participation.trials.get(position=0).slots.all():
        shown = slot.shown_set or slot.shown_product.shown_set
        found.setdefault(shown.kind, []).append(slot.letter)
    return found


def answers(participation, *, right=True):
    """What most people answer, or the opposite of it."""
    kinds = letters_by_kind(participation)
    top, bottom = kinds["identical"], kinds["different"]
    answer_format = participation.round.answer_format
    if answer_format == "best_set":
        return {"best": top[0] if right else bottom[0]}
    if answer_format == "set_ranking":
        first, last = (top, bottom) if right else (bottom, top)
        return {first[0]: 1, last[0]: 2}
    lowest, highest = participation.round.value_bounds(2)
    good, bad = (highest, lowest) if right else (lowest, highest)
    return dict.fromkeys(top, good) | dict.fromkeys(bottom, bad)


FORMATS = [
    {},
    SLIDER,
    {"answer_format": "product_rating"},
    {"answer_format": "best_set"},
    {"answer_format": "set_ranking"},
]


def test_practice_comes_first_and_says_what_it_is(client, join):
    participation = join()

    page = client.get(address(participation, ""), follow=True)

    assert page.redirect_chain[-1][0] == address(participation)
    assert "<strong>Practice</strong>" in page.text
    assert "This is for trying out." in page.text
    assert '<progress value="0" max="3"' in page.text


@pytest.mark.parametrize("changes", FORMATS)
def test_answers_as_of_most_people_are_told_so(client, join, changes):
    participation = join(**changes)

    page = client.post(address(participation), answers(participation), follow=True)

    assert page.redirect_chain == [(address(participation), 302)]
    assert "Just like most people" in page.text
    assert "the product itself" in page.text
    assert 'class="remark otherwise"' not in page.text


@pytest.mark.parametrize("changes", FORMATS)
def test_other_answers_are_told_what_most_people_answer(client, join, changes):
    participation = join(**changes)

    page = client.post(address(participation), answers(participation, right=False), follow=True)

    assert "Most people see it a little differently" in page.text
    assert 'class="remark as-most"' not in page.text


@pytest.mark.parametrize("changes", FORMATS)
@pytest.mark.parametrize("right", [True, False])
def test_scale_shows_where_the_answer_stands_and_where_most_people_s_do(
    client, join, changes, right
):
    participation = join(**changes)

    page = client.post(address(participation), answers(participation, right=right), follow=True)

    drawn = re.findall(r'<ol class="where".*?</ol>', page.text)
    if changes.get("answer_format") == "best_set":
        assert not drawn
        return
    for scale in drawn:
        assert "usual" in scale
        yours = re.search(r'class="( ?usual)? ?yours"', scale)
        assert yours
        assert ("usual" in yours[0]) == right
    assert len(drawn) == page.text.count('class="remark')


def test_remark_names_the_set_and_the_top_answer(client, join):
    participation = join()
    letter = letters_by_kind(participation)["identical"][0]

    page = client.post(address(participation), answers(participation), follow=True).text

    assert (
        f"Set {letter} shows the product itself or variants of it, so most people choose the top "
        "answer: “Extremely”." in page
    )
    assert "5 – Extremely" in page


def test_cannot_judge_is_no_usual_answer(client, join):
    participation = join(allows_cannot_judge=True)
    given = dict.fromkeys(answers(participation), "none")

    page = client.post(address(participation), given, follow=True).text

    assert unescape(page).count("I can't judge") == len(given)
    assert "Most people see it a little differently" in page


def test_practice_can_be_tried_again_with_its_answers(client, join):
    participation = join()
    client.post(address(participation), answers(participation, right=False))

    again = client.get(address(participation) + "?again")
    page = client.post(address(participation), answers(participation), follow=True).text

    assert len(re.findall("required checked", again.text)) == 2
    assert "Just like most people" in page


def test_begin_leads_to_the_first_trial_and_back_to_the_remarks(client, join):
    participation = join()
    page = client.post(address(participation), answers(participation), follow=True).text

    assert f'href="{address(participation, "")}">Begin' in page
    assert client.get(address(participation, "")).headers["Location"] == address(
        participation, "1/"
    )
    first = client.get(address(participation, "1/")).text
    assert f'value="back" formnovalidate data-link="{address(participation)}"' in first
    assert "Just like most people" in client.get(address(participation)).text


def test_incomplete_practice_is_marked_like_any_trial(client, join):
    participation = join()

    response = client.post(address(participation), {"A": 3})

    assert response.status_code == 422
    assert "One set has no answer yet" in response.text
    assert Rating.objects.count() == 1


def test_remarks_take_few_queries(client, join, django_assert_num_queries):
    participation = join()
    client.post(address(participation), answers(participation))
    client.get(address(participation))

    with django_assert_num_queries(4):
        client.get(address(participation))


def test_who_failed_too_many_checks_is_led_to_the_end(client, join):
    participation = join()
    Participation.objects.update(screened_out_at="2030-01-01T00:00:00Z", holds_seat=False)

    for rest in ("", "0/", "1/"):
        response = client.get(address(participation, rest))
        assert response.headers["Location"] == address(participation, "ended/")


def test_paused_round_says_so_and_takes_nothing(client, join):
    participation = join()
    rounds.pause_round(round=participation.round)

    responses = [
        client.get(address(participation)),
        client.post(address(participation), answers(participation)),
    ]

    assert all("paused for the moment" in response.text for response in responses)
    assert not Rating.objects.exists()
