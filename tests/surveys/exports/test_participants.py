import pytest
from django.utils import timezone

from surveys.models import Channel, Identity
from surveys.screening import failed_checks
from tests.surveys.answered import answer, identical_set, open_round, participant, trial
from tests.surveys.exports.reading import rows_of, text_of

pytestmark = pytest.mark.django_db
VALUES = {"ssim": 2, "ssim+segmented": 4, "random": 1}


def read(round):
    return rows_of(round, "participants")


def test_one_line_per_participation_in_the_order_of_arrival():
    round = open_round()
    answer(round, VALUES, number=1)
    participant(round, 2, completed_at=None, screened_out_at=timezone.now(), holds_seat=False)
    answer(round, VALUES, number=3, simulated=True)

    first, second, third = read(round)

    assert (first["participant"], first["main_trials"], first["main_trials_submitted"]) == (
        "P0001",
        "3",
        "3",
    )
    assert first["median_seconds"] == "20.0"
    assert first["flags"] == first["consistency"] == ""
    assert (second["completed_at"], second["holds_seat"], second["checks"]) == ("", "no", "")
    assert second["screened_out_at"]
    assert (third["simulated"], third["seat"]) == ("yes", "3")


def test_the_flagged_are_marked_and_screening_has_value_and_threshold():
    round = open_round(screening={"failed_checks": 1, "no_variance": True})
    person = answer(round, dict.fromkeys(VALUES, 3), number=1)
    reference = round.references.first()
    trial(person, reference, [identical_set(reference)], [4], kind="identical")

    (line,) = read(round)

    assert failed_checks(person) == 1
    assert (line["checks"], line["failed_checks"]) == ("1", "1")
    assert line["flags"] == "failed_checks|no_variance"
    assert [
        (one["rule"], one["value"], one["threshold"]) for one in rows_of(round, "screening")
    ] == [
        ("failed_checks", "1", "1"),
        ("no_variance", "", ""),
    ]


def test_nothing_says_who_it_was():
    round = open_round()
    channel = Channel.objects.create(round=round, slug="panel", name="Panel")
    person = participant(round, 1, channel=channel)
    Identity.objects.create(
        channel=channel, person="5f0c-panel-id", address="ann@example.org", participation=person
    )

    text = text_of(round, "participants")

    assert "P0001" in text
    for secret in (person.token, "5f0c-panel-id", "ann@example.org", str(person.arrival)):
        assert secret not in text


def test_queries_do_not_grow_with_participants(django_assert_num_queries):
    round = open_round()
    for number in range(1, 6):
        answer(round, VALUES, number=number)

    with django_assert_num_queries(13):
        read(round)
