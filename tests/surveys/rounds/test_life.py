import pytest
from django.core.exceptions import ValidationError

from surveys import rounds
from surveys.models import Round
from tests.surveys.factories import LABELS_OF_5, LABELS_OF_7, make_round, take_part

pytestmark = pytest.mark.django_db


def test_created_round_is_a_draft_with_a_seed_of_its_own(catalogue):
    one, two = (make_round(catalogue, ["ssim"], slug=slug, seed=None) for slug in ("one", "two"))

    assert one.state == Round.State.DRAFT
    assert not one.is_frozen
    assert one.seed != two.seed


def test_creating_keeps_the_given_seed(catalogue):
    assert make_round(catalogue, ["ssim"], seed=0).seed == 0


@pytest.mark.parametrize("labels", [LABELS_OF_5, LABELS_OF_7])
def test_scale_has_as_many_points_as_labels(catalogue, labels):
    assert make_round(catalogue, ["ssim"], scale_labels=labels).scale_points == len(labels)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"method_keys": []}, "method_keys", "at least one method"),
        ({"method_keys": ["ssim", "ssim"]}, "method_keys", "named twice"),
        ({"scale_labels": ["a", "b", "c"]}, "scale_labels", "5 or 7 points"),
        ({"scale_labels": [*"abcd", " "]}, "scale_labels", "label of its own"),
        ({"scale_labels": [*"abcd", "A"]}, "scale_labels", "the same label"),
        ({"scale_labels": [*"abcd", "e" * 61]}, "scale_labels", "at most 60"),
        ({"references_count": 0}, "references_count", "greater than or equal to 1"),
        ({"trials_per_participant": 7}, "trials_per_participant", "nobody sees a reference twice"),
        ({"consent_text": ""}, "consent_text", "cannot be blank"),
        ({"title": ""}, "title", "cannot be blank"),
        ({"slug": "two words"}, "slug", "valid “slug”"),
        ({"seed": -1}, "seed", "greater than or equal to 0"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_a_sentence(catalogue, changes, field, sentence):
    fields = {"method_keys": ["ssim"], **changes}

    with pytest.raises(ValidationError) as refused:
        make_round(catalogue, fields.pop("method_keys"), **fields)

    assert sentence in refused.value.message_dict[field][0]
    assert not Round.objects.exists()


def test_address_that_is_taken_is_refused(draft, catalogue):
    with pytest.raises(ValidationError, match="already exists"):
        make_round(catalogue, ["ssim"], slug=draft.slug)


def test_open_round_lets_participants_in_and_freezes(draft):
    opened = rounds.open_round(round=draft)

    assert opened.is_open
    assert opened.is_frozen
    assert opened.opened_at is not None
    assert draft.is_open


def test_open_round_twice_is_refused_and_changes_nothing(opened):
    before = opened.manifest

    with pytest.raises(rounds.RoundNotDraft, match="was opened before"):
        rounds.open_round(round=opened)

    opened.refresh_from_db()
    assert opened.manifest == before
    assert opened.references.count() == 6


def test_close_round_keeps_what_was_answered(opened):
    participation = take_part(opened)

    closed = rounds.close_round(round=opened)

    assert closed.state == Round.State.CLOSED
    assert closed.closed_at is not None
    assert closed.is_frozen
    assert participation.trials.count() == 3


def test_only_an_open_round_can_be_closed(draft):
    with pytest.raises(rounds.RoundNotOpen, match="is not open"):
        rounds.close_round(round=draft)


def test_closed_round_cannot_be_opened_again(opened):
    rounds.close_round(round=opened)

    with pytest.raises(rounds.RoundNotDraft):
        rounds.open_round(round=opened)
