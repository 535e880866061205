"""Fields of a round that do not go together are refused, each at its field."""

import pytest
from django.core.exceptions import ValidationError

from tests.surveys.factories import make_round

pytestmark = pytest.mark.django_db

ONE, THREE = ["ssim"], ["ssim", "efficientnet", "random"]


@pytest.mark.parametrize(
    ("methods", "changes", "field", "sentence"),
    [
        (THREE, {"trials_per_participant": 7}, "trials_per_participant", "cannot see 7 references"),
        (THREE, {"reference_choice": "chosen"}, "chosen_references", "Name the products"),
        (THREE, {"sets_per_trial": 4}, "sets_per_trial", "cannot show 4 sets of 3 methods"),
        (ONE, {"answer_format": "best_set"}, "answer_format", "nothing to choose"),
        (ONE, {"answer_format": "set_ranking"}, "answer_format", "nothing to choose"),
        (THREE, {"repeated_trials": 4}, "repeated_trials", "No more trials can be repeated"),
        (THREE, {"scale_kind": "slider"}, "scale_labels", "A slider has two labels"),
        (
            THREE,
            {"identical_checks": 3, "references_count": 2, "trials_per_participant": 2},
            "identical_checks",
            "a reference of its own",
        ),
        (
            THREE,
            {"instructed_checks": 2, "references_count": 1, "trials_per_participant": 1},
            "instructed_checks",
            "a reference of its own",
        ),
        (
            THREE,
            {"identical_checks": 1, "instructed_checks": 1, "reject_after_failed_checks": 3},
            "reject_after_failed_checks",
            "Nobody can fail 3 checks when there are 2",
        ),
        (
            THREE,
            {"references_count": 2000, "participants_per_reference": 10_000},
            "participants_per_reference",
            "more than 200000 trials",
        ),
    ],
)
def test_contradiction_is_told_at_its_field(catalogue, methods, changes, field, sentence):
    with pytest.raises(ValidationError) as refused:
        make_round(catalogue, methods, **changes)

    assert list(refused.value.message_dict) == [field]
    assert sentence in refused.value.message_dict[field][0]


@pytest.mark.parametrize(
    ("methods", "changes"),
    [
        (THREE, {"sets_per_trial": 3}),
        (THREE, {"sets_per_trial": 2, "answer_format": "set_ranking"}),
        (THREE, {"repeated_trials": 3}),
        (THREE, {"scale_kind": "slider", "scale_labels": ["no", "yes"]}),
        (THREE, {"answer_format": "best_set", "scale_kind": "slider"}),
        (THREE, {"identical_checks": 2, "reject_after_failed_checks": 2}),
    ],
)
def test_what_goes_together_is_taken(catalogue, methods, changes):
    assert make_round(catalogue, methods, **changes).pk


def test_fields_that_are_wrong_by_themselves_are_told_alone(catalogue):
    with pytest.raises(ValidationError) as refused:
        make_round(catalogue, "ssim", scale_labels=None, scale_kind="slider")

    assert set(refused.value.message_dict) == {"method_keys", "scale_labels"}
