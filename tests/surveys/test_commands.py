"""The life of a round in the terminal."""

import json
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from recommender.catalogue import pictures
from recommender.models import Catalogue
from surveys import logos, rounds
from surveys.management.commands import create_round
from surveys.models import Round
from tests.surveys.factories import store_pictures, take_part
from tests.surveys.test_logos import SVG, file_of
from tests.surveys.wordings import GERMAN

pytestmark = pytest.mark.django_db


def create(*more, catalogue="shop", slug="alike", title="Which look alike?"):
    call_command("create_round", "--catalogue", catalogue, "--slug", slug, "--title", title, *more)
    return Round.objects.get(slug=slug)


@pytest.mark.parametrize(
    ("answer_format", "question"),
    [
        ("set_rating", "How similar are these products to the reference product?"),
        ("best_set", "Which set is most similar to the reference product?"),
    ],
)
def test_ready_made_question_asks_for_what_is_answered(catalogue, answer_format, question):
    assert create("--answer", answer_format).question == question


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


def test_create_takes_words_languages_logo_and_colour(catalogue, tmp_path):
    logo, german = tmp_path / "logo.png", tmp_path / "de.json"
    logo.write_bytes(file_of())
    german.write_text(json.dumps(GERMAN), encoding="utf-8")

    round = create(
        *("--asked-by", "Institute", "--contact", "me@example.org", "--accent", "#123456"),
        *("--logo", str(logo), "--texts", f"de={german}"),
    )

    assert (round.asked_by, round.contact, round.accent) == (
        "Institute",
        "me@example.org",
        "#123456",
    )
    assert round.translations == {"de": GERMAN}
    logos.open_stored(round.logo["sha256"]).close()


def test_ready_made_texts_are_in_the_round_s_language(catalogue):
    round = create("--language", "de")

    assert round.language == "de"
    assert round.question == "Wie ähnlich sind diese Produkte dem Referenzprodukt?"
    assert round.scale_labels[0] == "Gar nicht ähnlich"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "holds no JSON"),
        ("[]", "holds no texts"),
        ('{"titel": "x"}', "Texts in another language are these"),
    ],
)
def test_texts_that_cannot_be_read_end_the_command(catalogue, tmp_path, content, sentence):
    file = tmp_path / "de.json"
    file.write_text(content)

    with pytest.raises(CommandError, match=sentence):
        create("--texts", f"de={file}")

    assert not Round.objects.exists()


def test_file_that_is_no_logo_ends_the_command(catalogue, tmp_path):
    file = tmp_path / "logo.svg"
    file.write_bytes(SVG)

    with pytest.raises(CommandError, match="SVG is not taken"):
        create("--asked-by", "Me", "--logo", str(file))


def test_create_takes_design_answers_checks_and_screening(catalogue):
    round = create(
        *("--sets-per-trial", "3", "--product-order", "shuffled", "--answer", "product_rating"),
        *("--participants-per-reference", "8", "--lease-minutes", "45", "--slider"),
        *("--reference-choice", "random", "--disagreement-weight", "2.5"),
        *("--identical-checks", "1", "--instructed-checks", "2", "--repeated-trials", "3"),
        *("--reject-after", "2", "--smallest-difference", "4", "--no-practice"),
        *(
            "--changes-until",
            "trial",
            "--cannot-judge",
            "--show-leader",
            "--keep-until",
            "2040-12-31",
            "--quota",
            "30",
        ),
        *("--screening", "failed_checks=3", "no_variance=off", "least_consistency=0.25"),
        *("low_anchor_above=off",),
    )

    assert (round.sets_per_trial, round.product_order) == (3, "shuffled")
    assert (round.answer_format, round.scale_kind) == ("product_rating", "slider")
    assert len(round.scale_labels) == 2
    assert (round.participants_per_reference, round.lease_minutes) == (8, 45)
    assert (round.reference_choice, round.disagreement_weight) == ("random", 2.5)
    checks = (round.identical_checks, round.instructed_checks, round.repeated_trials)
    assert checks == (1, 2, 3)
    assert (round.reject_after_failed_checks, round.smallest_difference) == (2, 4)
    assert (round.practice, round.allows_cannot_judge) == (False, True)
    assert (round.shows_leader_while_open, round.changes_until) == (True, "trial")
    assert round.retention_until == date(2040, 12, 31)
    assert round.channels.get().quota == 30
    assert round.screening == {
        "failed_checks": 3,
        "low_anchor_above": None,
        "least_consistency": 0.25,
        "no_variance": False,
        "least_time_share": 0.5,
    }


def test_create_leaves_what_is_not_given_to_the_model(catalogue):
    round = create()

    for name in ("practice", "repeated_trials", "screening", "lease_minutes", "answer_format"):
        assert getattr(round, name) == Round._meta.get_field(name).get_default()
    assert (round.identical_checks, round.channels.get().quota) == (2, None)


def test_create_repeats_no_more_than_one_participant_sees(catalogue):
    round = create("--per-participant", "1")

    assert (round.trials_per_participant, round.repeated_trials) == (1, 1)


def test_create_takes_references_from_a_file(catalogue, tmp_path):
    (tmp_path / "ids.txt").write_text("shoe-01\n\n  dress-02 \n", encoding="utf-8")

    round = create("--chosen-file", str(tmp_path / "ids.txt"))

    assert (round.reference_choice, round.chosen_references) == ("chosen", ["shoe-01", "dress-02"])
    assert (round.references_count, round.trials_per_participant) == (2, 2)
    opened = rounds.open_round(round=round, placeholders_meant=True)
    assert opened.references.count() == 2


def test_create_of_a_single_reference_has_as_many_checks_as_there_can_be(catalogue):
    round = create("--chosen", "shoe-01")

    assert (round.references_count, round.identical_checks) == (1, 1)


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
        (["--labels", "1"], "A scale has 2 to 11 points"),
        (["--scale", "12"], "invalid choice: 12"),
        (["--slider", "--labels", "1", "2", "3"], "A slider has two labels"),
        (["--sets-per-trial", "5"], "cannot show 5 sets of 4 methods"),
        (["--answer", "stars"], "invalid choice: 'stars'"),
        (["--reject-after", "5"], "Nobody can fail 5 checks when there are 2"),
        (["--reference-choice", "chosen"], "invalid choice: 'chosen'"),
        (["--chosen-file", "/nowhere"], "The chosen references cannot be read from /nowhere"),
        (["--chosen", "shoe-01", "shoe-01"], "The same product is named twice"),
        (["--chosen", "shoe-01", "--reference-choice", "random"], "not allowed with"),
        (["--keep-until", "soon"], "“soon” is no day"),
        (["--screening", "failed_checks"], "Write a screening rule as RULE=VALUE"),
        (["--screening", "failed_checks=many"], "has a number or “off”"),
        (["--screening", "failed_checks=0"], "failed_checks must be a whole number"),
        (["--screening", "least_consistency=nan"], "least_consistency must lie"),
        (["--screening", "no_variance=1"], "is “on” or “off”"),
        (["--screening", "luck=1"], "no screening rule luck"),
        (["--disagreement-weight", "nan"], "“nan” is no number"),
        (["--disagreement-weight", "0"], "disagreement_weight"),
        (["--quota", "-1"], "quota"),
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


@pytest.mark.parametrize(
    ("command", "start", "ends", "told"),
    [
        ("open_round", "draft", "open", "is open: /s/alike/"),
        ("pause_round", "open", "paused", "is paused"),
        ("resume_round", "paused", "open", "is open again"),
        ("close_round", "paused", "closed", "is closed"),
        ("archive_round", "closed", "archived", "is archived"),
    ],
)
def test_command_leads_a_round_on_and_says_so(draft, capsys, command, start, ends, told):
    Round.objects.update(state=start)

    call_command(command, "alike")

    draft.refresh_from_db()
    assert draft.state == ends
    assert told in capsys.readouterr().out
    assert draft.events.last().user is None


def test_copy_drafts_another_round_and_says_how_to_open_it(opened, capsys):
    call_command("copy_round", "alike")
    call_command("copy_round", "alike", "--same-seed")

    one, two = Round.objects.get(slug="alike-2"), Round.objects.get(slug="alike-3")
    assert one.state == Round.State.DRAFT
    assert one.seed != opened.seed
    assert two.seed == opened.seed
    assert "manage.py open_round alike-2" in capsys.readouterr().out


def test_verify_holds_against_the_opening(opened, capsys):
    store_pictures(opened.catalogue)

    call_command("verify_round", "alike")

    assert "is as it was opened" in capsys.readouterr().out


def test_verify_says_everything_that_differs_in_one_line(opened):
    store_pictures(opened.catalogue)
    take_part(opened).trials.first().delete()
    reference = opened.references.first()
    default_storage.delete(pictures.name(reference.picture_sha256, pictures.MASTER))

    with pytest.raises(CommandError) as refusal:
        call_command("verify_round", "alike")

    assert str(refusal.value) == (
        "“Which look alike?” is not as it was opened. These participants' pages are not those of "
        "their seats: P0001. The stored pictures of these products are missing or were replaced: "
        f"{reference.identifier}."
    )


def test_verify_names_what_was_changed(opened):
    opened.references.filter(position=0).update(title="other")
    opened.methods.filter(position=0).update(label="other")

    with pytest.raises(CommandError, match=r"Different: methods, references\."):
        call_command("verify_round", "alike")


COMMANDS = ["open", "pause", "resume", "close", "archive", "copy", "verify"]


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_round_is_named_with_the_known_ones(draft, command):
    with pytest.raises(CommandError, match=r"There is no round “nowhere”\. Known: alike\."):
        call_command(f"{command}_round", "nowhere")


@pytest.mark.parametrize(
    ("command", "state", "sentence"),
    [
        ("open_round", "closed", "was opened before"),
        ("pause_round", "paused", "is not open"),
        ("resume_round", "open", "is not paused"),
        ("close_round", "closed", "is not open"),
        ("archive_round", "open", "is not closed"),
        ("verify_round", "draft", "was not opened yet"),
    ],
)
def test_what_a_round_does_not_allow_is_said(draft, command, state, sentence):
    Round.objects.update(state=state)

    with pytest.raises(CommandError, match=sentence):
        call_command(command, "alike")

    assert Round.objects.get().state == state


def test_open_refuses_a_consent_with_placeholders_unless_they_are_meant(draft):
    Round.objects.update(consent_text="By [your name].")

    with pytest.raises(CommandError, match=r"“\[your name\]”.* --with-placeholders"):
        call_command("open_round", "alike")
    before = Round.objects.get().state
    call_command("open_round", "alike", "--with-placeholders")

    assert before == "draft"
    assert Round.objects.get().is_open


def test_open_says_what_the_admin_s_page_says(draft, capsys):
    Round.objects.update(welcome_text="")

    call_command("open_round", "alike")

    said = capsys.readouterr().err
    assert "There is no welcome text." in said
    assert "the round has no contact" in said


def test_create_says_what_is_still_to_be_written(catalogue, capsys):
    create()

    said = capsys.readouterr().err
    assert "the placeholder “[your name, institution and e-mail address]”" in said
    assert "the round has no contact" in said


def test_create_says_nothing_of_a_draft_that_lacks_nothing(catalogue, tmp_path, capsys):
    (tmp_path / "consent.txt").write_text("I agree.", encoding="utf-8")

    create("--consent-file", str(tmp_path / "consent.txt"), "--contact", "me@example.org")

    assert capsys.readouterr().err == ""


def test_create_names_methods_without_lists_each_with_its_reason(catalogue, capsys):
    round = create("--methods", "ssim", "ssim+segmented")

    said = capsys.readouterr().err
    assert round.method_keys == ["ssim", "ssim+segmented"]
    assert "ssim+segmented: " in said
    assert "ssim: " not in said


def test_help_names_no_default_where_there_is_none():
    options = create_round.Command().create_parser("manage.py", "create_round")._actions

    assert [option.help for option in options if f"{option.help}".rstrip().endswith(":")] == []


def test_open_refuses_settings_that_do_not_go_together_in_one_line(draft):
    Round.objects.update(sets_per_trial=9, repeated_trials=4)

    with pytest.raises(CommandError) as refusal:
        call_command("open_round", "alike")

    assert "sets_per_trial: A page cannot show 9 sets of 3 methods." in str(refusal.value)
    assert "repeated_trials: " in str(refusal.value)
    assert "\n" not in str(refusal.value)
