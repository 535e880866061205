"""create_round, open_round and close_round in the terminal."""

import pytest
from django.core.management import CommandError, call_command

from recommender.models import Catalogue
from surveys.models import Round

pytestmark = pytest.mark.django_db


def create(*more, catalogue="shop", slug="alike", title="Which look alike?"):
    call_command("create_round", "--catalogue", catalogue, "--slug", slug, "--title", title, *more)
    return Round.objects.get(slug=slug)


def test_create_takes_the_forms_defaults(catalogue, capsys):
    round = create()

    assert set(round.method_keys) == {"ssim", "efficientnet", "random", "clip"}
    assert round.references_count == 24
    assert round.trials_per_participant == 15
    assert len(round.scale_labels) == 5
    assert round.consent_text
    assert "manage.py open_round alike" in capsys.readouterr().out


def test_create_takes_what_is_given(catalogue, tmp_path):
    consent = tmp_path / "consent.txt"
    consent.write_text("Ich stimme zu.", encoding="utf-8")

    round = create(
        *("--methods", "ssim", "random", "--references", "6", "--per-participant", "2"),
        *("--question", "Wie ähnlich?", "--labels", "1", "2", "3", "4", "5", "6", "7"),
        *("--consent-file", str(consent), "--welcome", "Hallo.", "--seed", "11"),
    )

    assert round.method_keys == ["ssim", "random"]
    assert (round.references_count, round.trials_per_participant) == (6, 2)
    assert round.scale_labels == list("1234567")
    assert (round.question, round.consent_text) == ("Wie ähnlich?", "Ich stimme zu.")
    assert (round.welcome_text, round.seed) == ("Hallo.", 11)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"catalogue": "nowhere"}, "There is no catalogue “nowhere”. Known: shop."),
        ({"slug": "no spaces"}, "slug: Enter a valid"),
        ({"title": ""}, "title: This field cannot be blank."),
        (["--methods", "magic"], "There is no method magic. Known are: ssim"),
        (["--references", "0"], "references_count: Ensure this value is greater"),
        (["--references", "-3"], "references_count"),
        (["--references", "2001"], "references_count: Ensure this value is less"),
        (["--references", "3", "--per-participant", "4"], "cannot see 4 references"),
        (["--labels", "1", "2"], "A scale has 5 or 7 points"),
        (["--scale", "6"], "invalid choice: 6"),
        (["--consent-file", "/nowhere"], "The consent text cannot be read from /nowhere"),
        (["--seed", "-1"], "seed"),
    ],
)
def test_create_refuses_with_one_sentence(catalogue, arguments, sentence):
    more, named = ([], arguments) if isinstance(arguments, dict) else (arguments, {})

    with pytest.raises(CommandError) as refusal:
        create(*more, **named)

    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not Round.objects.exists()


def test_create_without_finished_methods_says_what_to_run():
    Catalogue.objects.create(name="shop")

    with pytest.raises(CommandError, match=r"manage\.py precompute"):
        create()


def test_create_refuses_an_address_that_is_taken(draft):
    with pytest.raises(CommandError, match="slug: "):
        create(slug=draft.slug)


def test_create_refuses_a_consent_that_is_no_text(catalogue, tmp_path):
    (tmp_path / "consent.pdf").write_bytes(b"\xff\xfe\x80")

    with pytest.raises(CommandError, match="The consent text cannot be read"):
        create("--consent-file", str(tmp_path / "consent.pdf"))


def test_open_prints_the_path_of_the_link(draft, capsys):
    call_command("open_round", "alike")

    draft.refresh_from_db()
    assert draft.is_open
    assert "/s/alike/" in capsys.readouterr().out


def test_close_takes_no_more_answers(opened, capsys):
    call_command("close_round", "alike")

    opened.refresh_from_db()
    assert opened.state == Round.State.CLOSED
    assert "is closed" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["open_round", "close_round"])
def test_an_unknown_round_is_named_with_the_known_ones(draft, command):
    with pytest.raises(CommandError, match=r"There is no round “nowhere”\. Known: alike\."):
        call_command(command, "nowhere")


@pytest.mark.parametrize(
    ("command", "sentence"), [("open_round", "was opened before"), ("close_round", "is not open")]
)
def test_what_a_round_does_not_allow_is_said(opened, command, sentence):
    call_command("close_round", "alike")

    with pytest.raises(CommandError, match=sentence):
        call_command(command, "alike")
