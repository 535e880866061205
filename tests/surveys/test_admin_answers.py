"""Participations and ratings: to be read, never typed."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.models import Participation, Rating
from tests import people
from tests.queries import queries_of
from tests.surveys.factories import answer_all, leave, take_part


@pytest.fixture
def client(db):
    return people.researcher()


@pytest.fixture
def answered(opened):
    """A person and a simulated participant who have answered everything."""
    participations = [take_part(opened), take_part(opened, simulated=True)]
    for participation in participations:
        answer_all(participation, value=4)
    return participations


def address(name, row=None):
    return reverse(f"admin:surveys_{name}", args=[row.pk] if row else [])


def test_lists_mark_the_simulated(client, answered):
    for name in "participation_changelist", "rating_changelist":
        text = client.get(address(name)).text

        assert "SIMULATED" in text
        assert "a person" in text


def test_a_participation_shows_its_answers_and_no_token_and_no_method(client, answered, opened):
    text = client.get(address("participation_change", answered[0])).text

    assert "A: 4, B: 4, C: 4" in text
    assert "3 / 3" in text
    assert answered[0].token not in text
    for method in opened.methods.all():
        assert method.label not in text


def test_the_list_says_where_everybody_stands_and_can_be_asked_for_it(client, answered, opened):
    leave(take_part(opened))
    screened = take_part(opened, channel=opened.channels.get())
    Participation.objects.filter(pk=screened.pk).update(screened_out_at=timezone.now())

    def listed(**query):
        text = client.get(address("participation_changelist"), query).text
        return re.findall(r'class="field-state[^"]*">([^<]+)<', text)

    assert sorted(listed()) == ["completed", "completed", "expired", "screened out"]
    assert listed(standing="expired") == ["expired"]
    assert listed(standing="screened_out") == ["screened out"]
    assert listed(standing="active") == []
    assert "Open link" in client.get(address("participation_changelist")).text


def test_flags_are_shown_for_one_round_and_explained_for_one_participation(
    client, answered, opened
):
    one_round = client.get(
        address("participation_changelist"), {"round__id__exact": opened.pk}
    ).text
    one = client.get(address("participation_change", answered[0])).text

    assert one_round.count("No variance") == 2
    assert "Every answer is the same." in one


def test_nobody_types_changes_or_deletes_an_answer(client, answered):
    rating = Rating.objects.first()

    refused = [
        client.get(address("rating_add")),
        client.post(address("rating_change", rating), {"value": 1}),
        client.post(address("rating_delete", rating), {"post": "yes"}),
        client.get(address("participation_add")),
        client.post(address("participation_change", answered[0]), {"number": 9}),
        client.post(address("participation_delete", answered[0]), {"post": "yes"}),
    ]

    assert [response.status_code for response in refused] == [403] * 6
    rating.refresh_from_db()
    assert rating.value == 4


@pytest.mark.parametrize("name", ["participation_changelist", "rating_changelist"])
def test_more_answers_cost_no_more_queries(client, answered, opened, name):
    few = queries_of(client, address(name))

    for _number in range(5):
        answer_all(take_part(opened))

    assert queries_of(client, address(name)) == few
