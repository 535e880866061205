from datetime import date

import pytest
from django.conf import settings

from recommender.methods import registry
from recommender.models import Neighbour, Run
from surveys import rounds
from surveys.models import Round
from tests.surveys.factories import make_catalogue, make_round, make_run

pytestmark = pytest.mark.django_db


def refusal(round):
    with pytest.raises(rounds.RoundError) as refused:
        rounds.open_round(round=round)
    round.refresh_from_db()
    assert not round.is_frozen
    assert not round.methods.exists()
    return refused.value


def test_round_without_any_finished_lists_has_nothing_to_show():
    round = make_round(make_catalogue(), ["ssim", "random"])

    refused = refusal(round)

    assert isinstance(refused, rounds.NothingToShow)
    assert "ssim: not computed in this catalogue yet" in str(refused)
    assert "random: not computed in this catalogue yet" in str(refused)


def test_methods_without_lists_are_named_each_with_its_reason(catalogue):
    make_run(catalogue, "efficientnet+segmented", shift=2)
    Run.objects.filter(method="efficientnet+segmented").update(state=Run.State.FAILED)
    round = make_round(catalogue, ["ssim", "telepathy"])

    refused = refusal(round)

    assert isinstance(refused, rounds.MethodsNotReady)
    assert "telepathy: there is no such method" in str(refused)
    assert "ssim:" not in str(refused)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (Run.State.COMPUTING, "still being computed"),
        (Run.State.PAUSED, "its computation is paused"),
        (Run.State.CANCELLED, "its computation was cancelled"),
    ],
)
def test_method_that_has_not_finished_says_how_it_stands(catalogue, state, reason):
    fingerprint = registry.method("random", settings.METHODS).fingerprint()
    Run.objects.filter(method="random").update(state=state, fingerprint=fingerprint)

    assert f"random: {reason}" in str(refusal(make_round(catalogue, ["ssim", "random"])))


def test_method_that_is_unavailable_says_why(catalogue, settings, tmp_path):
    settings.METHODS = type(settings.METHODS)(
        weights_dir=tmp_path, clip_pretrained=str(tmp_path / "missing.pt")
    )
    round = make_round(catalogue, ["ssim", "clip+segmented"])

    assert "missing.pt" in str(refusal(round))


def test_lists_of_another_system_can_be_shown(catalogue):
    make_run(catalogue, "external:shop", shift=3)
    round = rounds.open_round(round=make_round(catalogue, ["ssim", "external:shop"]))

    assert [method.label for method in round.methods.all()][1] == "External lists: shop"


def test_too_few_references_says_how_many_there_are_and_what_to_do(catalogue):
    round = make_round(catalogue, ["ssim"], references_count=25)

    refused = refusal(round)

    assert isinstance(refused, rounds.NothingToShow)
    assert str(refused) == (
        "Only 24 products have a full list of every method of this round, but the round asks for "
        "25: lower the number of references, add products, or take a method out."
    )


def test_products_with_a_torn_list_are_no_references(catalogue):
    torn = catalogue.products.get(identifier="dress-03")
    Neighbour.objects.filter(run__method="ssim", reference=torn, rank=5).delete()

    round = rounds.open_round(round=make_round(catalogue, ["ssim"], references_count=23))

    assert not round.references.filter(identifier="dress-03").exists()


def test_round_whose_catalogue_is_gone_asks_for_another(catalogue):
    round = make_round(catalogue, ["ssim"])
    catalogue.delete()
    round.refresh_from_db()

    assert "was deleted" in str(refusal(round))


def test_lists_of_different_lengths_would_tell_methods_apart(catalogue):
    make_run(catalogue, "efficientnet+segmented", shift=2, k=3)
    round = make_round(catalogue, ["ssim", "efficientnet+segmented"])

    assert "differ in length (ssim: 5, efficientnet+segmented: 3)" in str(refusal(round))


def test_settings_that_were_saved_past_a_form_are_asked_again(draft):
    Round.objects.update(sets_per_trial=4)
    draft.refresh_from_db()

    refused = refusal(draft)

    assert isinstance(refused, rounds.NotReady)
    assert str(refused) == "sets_per_trial: A page cannot show 4 sets of 3 methods."


def test_a_day_that_has_passed_is_no_day_to_keep_answers_until(catalogue):
    round = make_round(catalogue, ["ssim"], retention_until=date(2020, 1, 1))

    assert "would be erased at once: “answers are kept until”" in str(refusal(round))
