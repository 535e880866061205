"""Choosing references by hand, and how balanced the shown trials were."""

import csv
import io

import pytest
from django.urls import reverse

from surveys import participation, rounds
from surveys.models import Round
from tests import people
from tests.queries import queries_of
from tests.surveys.factories import answer_all, make_product, make_round, take_part


@pytest.fixture
def client(db):
    return people.researcher()


def address(name, *pks):
    return reverse(f"admin:surveys_round_{name}", args=pks)


def shown(response):
    return [one.candidate.product.identifier for one in response.context["candidates"]]


def test_candidates_have_pictures_boxes_and_overlap(client, draft):
    response = client.get(address("references", draft.pk))

    assert len(shown(response)) == 24
    assert response.text.count('type="checkbox"') == 24
    assert "overlap" in response.text
    assert client.get(address("references", draft.pk), {"category": "shoe"}).context["total"] == 24


def test_a_category_and_an_order_are_asked_for(client, draft):
    page = address("references", draft.pk)

    shoes = client.get(page, {"category": "shoe"})
    by_overlap = client.get(page, {"order": "overlap"}).context["candidates"]
    descending = client.get(page, {"order": "-overlap"}).context["candidates"]

    assert shown(shoes) == [f"shoe-{number:02d}" for number in range(12)]
    overlaps = [one.candidate.overlap for one in by_overlap]
    assert overlaps == sorted(overlaps)
    assert [one.candidate.overlap for one in descending] == sorted(overlaps, reverse=True)
    assert client.get(page, {"order": "magic", "page": "x", "category": "none"}).status_code == 200


def test_ticks_of_one_page_leave_those_of_others(client, draft):
    page = address("references", draft.pk)
    dresses = [f"dress-{number:02d}" for number in range(12)]
    shoes = [f"shoe-{number:02d}" for number in range(12)]

    client.post(page, {"shown": dresses, "chosen": dresses[:3]})
    client.post(page, {"shown": shoes, "chosen": shoes[:2], "then": "category=shoe"})
    client.post(page, {"shown": dresses, "chosen": dresses[1:4]})

    draft.refresh_from_db()
    assert set(draft.chosen_references) == {*dresses[1:4], *shoes[:2]}
    assert draft.reference_choice == Round.ReferenceChoice.CHOSEN
    assert draft.references_count == 5


def test_saving_leads_to_the_page_that_was_asked_for(client, draft):
    page = address("references", draft.pk)

    response = client.post(page, {"then": "category=shoe&page=2"})

    assert response["Location"] == f"{page}?category=shoe&page=2"


def test_a_box_that_was_not_on_the_page_is_not_chosen(client, draft):
    client.post(address("references", draft.pk), {"shown": ["dress-00"], "chosen": ["shoe-00"]})

    draft.refresh_from_db()
    assert draft.chosen_references == []


def test_pasted_ids_take_the_place_of_what_was_chosen(client, draft, catalogue):
    make_product(catalogue, "dress", "without-lists")
    page = address("references", draft.pk)
    client.post(page, {"shown": ["dress-05"], "chosen": ["dress-05"]})

    said = client.post(
        page,
        {"paste": "yes", "identifiers": "dress-01\r\nshoe-02, nothing\twithout-lists\r\ndress-01"},
        follow=True,
    ).text

    draft.refresh_from_db()
    assert draft.chosen_references == ["dress-01", "shoe-02"]
    assert "2 ids have no full lists of all methods, and were left out" in said
    assert "nothing, without-lists" in said
    assert "A participant is to see 3 references" in said


def test_what_was_chosen_is_what_opens(client, draft):
    page = address("references", draft.pk)
    client.post(page, {"paste": "yes", "identifiers": "shoe-02\ndress-01\ndress-07"})
    draft.refresh_from_db()

    rounds.open_round(round=draft)

    found = draft.references.order_by("position").values_list("identifier", flat=True)
    assert list(found) == ["shoe-02", "dress-01", "dress-07"]


def test_the_references_of_an_opened_round_stay(client, opened):
    page = address("references", opened.pk)

    said = client.post(page, {"shown": ["dress-00"], "chosen": ["dress-00"]}, follow=True).text

    opened.refresh_from_db()
    assert "are frozen" in said
    assert opened.chosen_references == []


def test_more_products_cost_no_more_queries(client, catalogue):
    small = make_round(catalogue, ["ssim"], slug="small")
    large = make_round(catalogue, ["ssim", "efficientnet"], slug="large")
    by_pages = queries_of(client, address("references", small.pk) + "?category=dress")

    assert queries_of(client, address("references", small.pk)) == by_pages
    assert queries_of(client, address("references", large.pk)) <= by_pages + 1


# Balance


def as_rows(response):
    return list(csv.DictReader(io.StringIO(response.text)))


def counts(response, table):
    return {
        (row["row"], row["column"]): int(row["count"])
        for row in as_rows(response)
        if row["table"] == table
    }


@pytest.fixture
def answered(opened):
    for _number in range(4):
        answer_all(take_part(opened))
    return opened


def test_the_balance_counts_what_was_shown(client, answered):
    take_part(answered)

    response = client.get(address("balance", answered.pk))
    file = client.get(address("balance_csv", answered.pk))

    slots = counts(file, "method × slot")
    assert response.context["ways"] == 4
    assert sum(slots.values()) == 4 * 3 * 3
    expected = {}
    for way in answered.participations.filter(completed_at__isnull=False):
        for trial in way.trials.all():
            for slot in trial.slots.all():
                for method in slot.shown_set.methods.all():
                    key = (method.label, slot.letter)
                    expected[key] = expected.get(key, 0) + 1
    assert {key: count for key, count in slots.items() if count} == expected
    assert sum(counts(file, "reference × position").values()) == 4 * 3


def test_the_page_says_between_which_numbers_every_count_lies(client, answered):
    response = client.get(address("balance", answered.pk))

    by_slot, by_predecessor, _together = response.context["tables"]
    low, high = by_slot.between
    assert f"Every count lies between {low} and {high}." in response.text
    assert low == by_slot.counts.min()
    assert [counts[row] for row, (_name, counts) in enumerate(by_predecessor.lines())] == ["–"] * 3
    assert [position for position, _low, _high in response.context["positions"]] == [1, 2, 3]


def test_plan_answered_and_simulated_are_counted_apart(client, answered):
    begun = take_part(answered)
    first = begun.trials.get(position=1)
    values = {slot.position: 2 for slot in first.slots.all()}
    participation.submit_trial(participation=begun, position=1, values=values)
    answer_all(take_part(answered, simulated=True))
    page = address("balance_csv", answered.pk)

    def trials(**query):
        return sum(counts(client.get(page, query), "reference × position").values())

    assert trials(counted="completed") == 12
    assert trials(counted="answered") == 13
    assert trials(counted="completed", answering="simulated") == 3
    assert trials(counted="plan") == 3 * answered.seats.count()


def test_products_that_are_rated_one_by_one_are_counted_from_the_seats(client, catalogue):
    round = rounds.open_round(
        round=make_round(catalogue, ["ssim", "random"], answer_format="product_rating")
    )
    answer_all(take_part(round))

    file = client.get(address("balance_csv", round.pk))

    assert sum(counts(file, "method × slot").values()) == 3 * 2


def test_a_draft_has_no_balance_yet(client, draft):
    for name in ("balance", "balance_csv"):
        response = client.get(address(name, draft.pk))

        assert response["Location"] == address("change", draft.pk)


def test_more_answers_cost_no_more_queries(client, answered):
    few = queries_of(client, address("balance", answered.pk))

    for _number in range(4):
        answer_all(take_part(answered))

    assert queries_of(client, address("balance", answered.pk)) == few
