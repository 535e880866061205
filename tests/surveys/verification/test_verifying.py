"""Whatever is changed after the opening is found, and said in a sentence."""

from collections.abc import Iterable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from recommender.catalogue import pictures
from surveys import participation as participating
from surveys import rounds
from surveys.models import Participation, Round, ShownSet, Slot, Trial
from surveys.seating import store_block
from surveys.verification import faults
from tests.surveys.factories import answer_all, make_round, store_pictures, take_part

EVERYTHING = ["random", "ssim", "efficientnet", "clip"]


@pytest.fixture
def photographed(catalogue):
    store_pictures(catalogue)
    return catalogue


@pytest.fixture
def taken(photographed):
    """A round with every kind of trial and 2 blocks of seats, of which 3 were taken."""
    round = rounds.open_round(
        round=make_round(
            photographed,
            EVERYTHING,
            sets_per_trial=2,
            practice=True,
            identical_checks=1,
            instructed_checks=1,
            repeated_trials=1,
            trials_per_participant=6,
        )
    )
    store_block(round, 1)
    for _person in range(3):
        take_part(round)
    return round


def told(round: Round) -> str:
    return " ".join(faults(Round.objects.get(pk=round.pk)))


def numbers(seats: Iterable[int]) -> str:
    return ", ".join(map(str, seats))


def test_a_round_that_was_taken_answered_and_closed_holds(taken):
    for participation in taken.participations.all()[:2]:
        answer_all(participation)
    participating.withdraw(participation=taken.participations.last())
    rounds.close_round(round=taken)

    assert faults(taken) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"product_order": "shuffled"},
        {"answer_format": "product_rating"},
        {"answer_format": "best_set", "instructed_checks": 1},
        {"participants_per_reference": 2, "practice": True, "repeated_trials": 1},
    ],
)
def test_no_kind_of_round_is_blamed_without_a_reason(photographed, changes):
    round = rounds.open_round(round=make_round(photographed, EVERYTHING, **changes))
    for _person in range(3):
        take_part(round)

    assert faults(round) == []


def test_frozen_rows_that_were_changed_are_named_by_their_part(taken):
    taken.references.filter(position=0).update(title="other")

    assert faults(taken) == ["Different: references."]


def test_another_manifest_than_the_hashed_one_is_said(taken):
    Round.objects.update(manifest="{}")

    assert "whose hash was noted" in told(taken)


def test_a_later_seat_that_was_changed_or_lacks_is_found(taken):
    cut, lacking = taken.seats.order_by("-number")[1:3]
    cut.trials = cut.trials[:-1]
    cut.save()
    lacking.delete()

    assert f"not as the seed draws them: {numbers([lacking.number, cut.number])}." in told(taken)


def test_a_seat_that_no_block_holds_is_found(photographed):
    round = rounds.open_round(
        round=make_round(photographed, EVERYTHING, participants_per_reference=1)
    )
    last = round.seats.last()
    last.pk, last.number = None, last.number + 1
    last.save()

    assert f"not as the seed draws them: {last.number}." in told(round)


def test_another_version_of_numpy_is_said_where_seats_differ(taken, monkeypatch):
    last = taken.seats.last()
    last.trials = []
    last.save()
    monkeypatch.setattr("surveys.verification.verifying.np.__version__", "9.9")

    assert "this is numpy 9.9, which may draw otherwise" in told(taken)


def swapped_sets(slots):
    first, second = slots[:2]
    one, other = first.shown_set_id, second.shown_set_id
    Slot.objects.filter(pk=first.pk).update(position=9)
    Slot.objects.filter(pk=second.pk).update(position=first.position)
    Slot.objects.filter(pk=first.pk).update(position=second.position)
    assert one != other


def another_set(slots):
    shown = {slot.shown_set_id for slot in slots}
    trial = slots[0].trial
    unseen = ShownSet.objects.filter(reference=trial.reference).exclude(pk__in=shown).first()
    Slot.objects.filter(pk=slots[0].pk).update(shown_set=unseen)


@pytest.mark.parametrize(
    "change",
    [
        swapped_sets,
        another_set,
        lambda slots: slots[0].delete(),
        lambda slots: Slot.objects.filter(pk=slots[0].pk).update(product_order=[5, 4, 3, 2, 1]),
        lambda slots: Trial.objects.filter(pk=slots[0].trial_id).update(kind="repeat", position=40),
        lambda slots: slots[0].trial.delete(),
        lambda slots: Participation.objects.filter(number=2).update(seat=9),
        lambda slots: Participation.objects.filter(number=2).update(seat=9_999),
    ],
)
def test_pages_that_are_not_those_of_the_seat_are_found(taken, change):
    trial = Trial.objects.get(participation__number=2, position=1)
    change(list(trial.slots.order_by("position")))

    assert told(taken) == "These participants' pages are not those of their seats: P0002."


@pytest.mark.parametrize(
    "written", [[{}], [{"kind": "main", "reference": 99, "sets": [0, 1]}], [None], ["main"]]
)
def test_a_seat_that_makes_no_sense_is_told_and_ends_in_no_error(taken, written):
    last = taken.seats.last()
    taken.seats.filter(pk=last.pk).update(trials=written)
    Participation.objects.filter(number=3).update(seat=last.number)

    said = told(taken)

    assert f"not as the seed draws them: {last.number}." in said
    assert "pages are not those of their seats: P0003." in said


def test_an_instructed_answer_that_was_changed_is_found(taken):
    Trial.objects.filter(participation__number=3, kind="instructed").update(instructed_value=99)

    assert "P0003" in told(taken)


def test_a_picture_that_was_replaced_or_lacks_is_found(taken):
    replaced, lacking = taken.references.order_by("identifier")[:2]
    for row in (replaced, lacking):
        default_storage.delete(pictures.name(row.picture_sha256, pictures.MASTER))
    name = pictures.name(replaced.picture_sha256, pictures.MASTER)
    default_storage.save(name, ContentFile(b"another"))

    assert told(taken) == (
        "The stored pictures of these products are missing or were replaced: "
        f"{replaced.identifier}, {lacking.identifier}."
    )


def test_many_are_counted_and_not_all_named(taken):
    for row in {row.picture_sha256 for row in taken.references.all()} | set(
        ShownSet.objects.values_list("products__picture_sha256", flat=True)
    ):
        default_storage.delete(pictures.name(row, pictures.MASTER))

    assert "and 14 more" in told(taken)


def test_queries_do_not_grow_with_participants(taken, django_assert_max_num_queries):
    for _person in range(4):
        take_part(taken)

    with django_assert_max_num_queries(17):
        faults(taken)
