import pytest
from django.core.exceptions import ValidationError

from surveys.models import Round
from surveys.models.validation import check_logo
from surveys.models.wording import check_translations
from tests.surveys.wordings import GERMAN


def round_of(**changes):
    own = {
        "title": "Alike?",
        "question": "How similar?",
        "scale_labels": list("12345"),
        "consent_text": "I agree.",
        "contact": "me@example.org",
        "language": "en",
        "translations": {"de": GERMAN},
    }
    return Round(**own | changes)


def test_round_reads_in_each_of_its_languages_and_else_in_its_own():
    round = round_of()

    assert round.languages == ["en", "de"]
    assert round.read_in("de").title == "Was sieht ähnlich aus?"
    assert round.read_in("de").scale_labels[0] == "Gar nicht"
    assert round.read_in("de").language == "de"
    assert round.read_in("fr") is round
    assert round.read_in("en") is round


def test_reading_leaves_the_round_alone_and_leads_back():
    round = round_of()

    back = round.read_in("de").read_in("en")

    assert (round.title, round.language, list(round.translations)) == ("Alike?", "en", ["de"])
    assert (back.title, back.language) == ("Alike?", "en")
    assert sorted(round.read_in("de").languages) == ["de", "en"]


def test_contact_that_a_translation_leaves_empty_is_the_round_s_own():
    assert round_of().read_in("de").contact == "me@example.org"
    assert round_of().read_in("de").asked_by == "Institut für Wahrnehmung"


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"xx": GERMAN},
        {"de": []},
        {"de": {"title": "Only a title"}},
        {"de": GERMAN | {"more": ""}},
        {"de": GERMAN | {"title": 3}},
        {"de": GERMAN | {"scale_labels": ["One"]}},
        {"de": GERMAN | {"scale_labels": "12345"}},
    ],
)
def test_translations_of_another_shape_are_refused(wrong):
    with pytest.raises(ValidationError):
        check_translations(wrong)


def test_translations_with_all_texts_are_taken():
    check_translations({"de": GERMAN})
    check_translations({})


SHA256 = "0" * 64


def test_logo_is_nothing_or_a_stored_picture_with_its_size():
    check_logo({})
    check_logo({"sha256": SHA256, "width": 3, "height": 2})


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        "logo.png",
        {"sha256": SHA256},
        {"sha256": "../../etc/passwd", "width": 3, "height": 2},
        {"sha256": SHA256, "width": 0, "height": 2},
        {"sha256": SHA256, "width": "3", "height": 2},
        {"sha256": SHA256, "width": 3, "height": 2, "name": "x"},
    ],
)
def test_logo_of_another_shape_is_refused(wrong):
    with pytest.raises(ValidationError):
        check_logo(wrong)
