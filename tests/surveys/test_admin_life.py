"""A round led from state to state by its pages, copied, and its log."""

import pytest
from django.urls import reverse

from surveys import participation, rounds
from surveys.models import Round, RoundEvent
from tests import people
from tests.queries import queries_of
from tests.surveys.factories import answer_all, leave, make_round, take_part

State = Round.State


@pytest.fixture
def client(db):
    return people.researcher()


def address(name, *pks):
    return reverse(f"admin:surveys_round_{name}", args=pks)


def labels(response):
    """What the page offers of a round's life."""
    return [step.name for step in response.context["steps"]]


def test_a_round_is_led_through_its_whole_life(client, draft):
    def state_after(step):
        client.post(address(step, draft.pk))
        draft.refresh_from_db()
        return draft.state

    states = [state_after(step) for step in ("open", "pause", "resume", "pause", "close")]
    states.append(state_after("archive"))

    assert states == ["open", "paused", "open", "paused", "closed", "archived"]
    events = draft.events.order_by("pk")
    assert [event.kind for event in events] == [
        "created",
        "opened",
        "paused",
        "resumed",
        "paused",
        "closed",
        "archived",
    ]
    assert {event.user.username for event in events[1:]} == {"researcher"}


@pytest.mark.parametrize(
    ("steps", "offered"),
    [
        ([], ["open"]),
        (["open"], ["pause", "close"]),
        (["open", "pause"], ["resume", "close"]),
        (["open", "close"], ["archive"]),
        (["open", "close", "archive"], []),
    ],
)
def test_a_page_offers_the_steps_of_its_state(client, draft, steps, offered):
    for step in steps:
        client.post(address(step, draft.pk))

    response = client.get(address("change", draft.pk))

    assert labels(response) == offered
    for step in ("open", "resume", "pause", "close", "archive"):
        assert (f'href="{address(step, draft.pk)}"' in response.text) == (step in offered)
    assert (reverse("surveys:preview", args=[draft.slug]) in response.text) == (not steps)
    assert address("copy", draft.pk) in response.text


@pytest.mark.parametrize("step", ["open", "pause", "close"])
def test_asking_changes_nothing(client, draft, step):
    if step != "open":
        rounds.open_round(round=draft)
    before = draft.state

    asked = client.get(address(step, draft.pk))

    draft.refresh_from_db()
    assert asked.status_code == 200
    assert "No, take me back" in asked.text
    assert draft.state == before


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("resume", "is not paused"),
        ("archive", "only a closed round can be archived"),
        ("open", "was opened before"),
    ],
)
def test_a_step_out_of_turn_is_refused_with_a_sentence(client, opened, step, sentence):
    response = client.post(address(step, opened.pk), follow=True)

    opened.refresh_from_db()
    assert sentence in response.text
    assert opened.is_open
    assert opened.events.filter(kind=RoundEvent.Kind.OPENED).count() == 1


def test_closing_says_how_many_are_in_the_middle_of_it(client, opened):
    take_part(opened)

    assert "1 participant is in the middle of it" in client.get(address("close", opened.pk)).text


def test_an_open_round_offers_a_copy_which_shows_what_it_changes(client, opened):
    offered = client.get(address("change", opened.pk)).text
    asked = client.get(address("copy", opened.pk)).text
    client.post(address("copy", opened.pk))

    copy = Round.objects.get(parent=opened)
    copy.question = "Which would you buy instead?"
    copy.save()
    page = client.get(address("change", copy.pk)).text
    assert "copy the round as a new draft" in offered
    assert "This round stays as it is" in asked
    assert copy.state == State.DRAFT
    assert copy.created_by.username == "researcher"
    assert "Changed against the round it was copied from" in page
    assert "Which would you buy instead?" in page
    assert "How similar are they?" in page
    assert address("change", opened.pk) in page


def test_the_log_says_who_and_when(client, draft):
    rounds.open_round(round=draft)
    client.post(address("pause", draft.pk))

    text = client.get(address("change", draft.pk)).text

    log = text[text.index('id="log-heading"') :]
    assert log.index("paused") < log.index("opened")
    assert "researcher" in log
    assert "the terminal" in log


def test_the_page_counts_who_stands_where(client, opened):
    answer_all(take_part(opened))
    leave(take_part(opened))
    take_part(opened)
    participation.withdraw(participation=take_part(opened))

    (people_,) = client.get(address("change", opened.pk)).context["counts"]

    assert (people_.started, people_.completed, people_.active, people_.expired) == (3, 1, 1, 1)
    assert people_.withdrawn == 1
    assert people_.ratings == 9


def test_places_of_a_limited_round(client, catalogue):
    round = rounds.open_round(
        round=make_round(catalogue, ["ssim", "random"], participants_per_reference=2)
    )
    answer_all(take_part(round))
    take_part(round)
    leave(take_part(round))
    answer_all(take_part(round, simulated=True))

    response = client.get(address("change", round.pk))

    places = response.context["places"]
    assert (places.planned, places.completed, places.active, places.expired) == (4, 1, 1, 1)
    assert places.free == 1
    assert (places.fewest, places.most, places.wanted) == (0, 1, 2)
    assert "Every reference has between 0 and 1 of 2 participants" in response.text


def test_more_participants_cost_no_more_queries(client, opened):
    answer_all(take_part(opened))
    few = queries_of(client, address("change", opened.pk))

    for _number in range(5):
        answer_all(take_part(opened))

    assert queries_of(client, address("change", opened.pk)) == few


def test_the_page_says_whom_each_rule_caught(client, opened):
    for value in (3, 3):
        answer_all(take_part(opened), value=value)

    response = client.get(address("change", opened.pk))

    by_rule = {row.words: row.participants for row in response.context["caught"]}
    assert "consistency over repeated trials: below 0, or undefined" in by_rule
    assert by_rule["always the same answer"] == 2
    assert response.context["flagged"] == 2
    assert "2 participants are flagged" in response.text
    assert reverse("surveys:results", args=[opened.slug]) in response.text


def test_ids_are_erased_after_a_question_and_not_while_the_round_runs(client, opened):
    channel = opened.channels.get()
    channel.person_parameter = "who"
    channel.save()
    answer_all(take_part(opened, channel=channel, person="ada@example.org"))

    early = client.post(address("erase_ids", opened.pk), follow=True)
    client.post(address("close", opened.pk))
    asked = client.get(address("erase_ids", opened.pk)).text
    assert channel.identities.count() == 1
    said = client.post(address("erase_ids", opened.pk), follow=True).text

    assert "is still running" in early.text
    assert "1 id would be erased" in asked
    assert "1 id was erased" in said
    assert channel.identities.count() == 0
    assert opened.participations.count() == 1
    assert opened.events.filter(kind="ids purged", user__username="researcher").exists()
