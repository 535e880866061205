"""A round opens when it says the same in every language, and freezes all of it."""

import json

import pytest

from surveys import rounds
from surveys.models import Round
from surveys.rounds import NotReady
from tests.surveys.factories import make_round
from tests.surveys.wordings import GERMAN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"scale_labels": ["Nein", "Ja"]}, "the scale has 2 labels, and it needs 5"),
        ({"question": " "}, "In German this text is missing: question."),
        ({"welcome_text": ""}, "In German this text is missing: welcome."),
    ],
)
def test_round_whose_languages_do_not_say_the_same_does_not_open(catalogue, lacking, sentence):
    draft = make_round(catalogue, ["ssim"], translations={"de": GERMAN | lacking})

    with pytest.raises(NotReady, match=sentence):
        rounds.open_round(round=draft)


def test_texts_in_the_round_s_own_language_once_more_are_refused(catalogue):
    draft = make_round(catalogue, ["ssim"], language="de", translations={"de": GERMAN})

    with pytest.raises(NotReady, match="own language"):
        rounds.open_round(round=draft)


def test_names_and_contacts_may_be_left_out(catalogue):
    german = GERMAN | {"asked_by": "", "contact": ""}
    draft = make_round(catalogue, ["ssim"], translations={"de": german}, contact="me@example.org")

    assert rounds.open_round(round=draft).is_open


def test_all_languages_logo_and_colour_are_frozen(catalogue):
    logo = {"sha256": "0" * 64, "width": 10, "height": 10}
    draft = make_round(
        catalogue, ["ssim"], translations={"de": GERMAN}, logo=logo, accent="#123456", asked_by="Me"
    )
    opened = rounds.open_round(round=draft)

    texts = json.loads(opened.manifest)["texts"]

    assert texts["translations"]["de"] == GERMAN
    assert (texts["language"], texts["asked_by"]) == ("en", "Me")
    assert (texts["logo"], texts["accent"]) == (logo, "#123456")
    assert rounds.changes_since(opened) == []
    Round.objects.update(translations={})
    assert rounds.changes_since(Round.objects.get()) == ["texts"]


def test_copy_takes_the_languages_and_tells_what_changed_in_them(catalogue):
    draft = make_round(catalogue, ["ssim"], translations={"de": GERMAN})

    copy = rounds.copy_round(round=draft)
    assert copy.translations == {"de": GERMAN}
    copy.translations = {"de": GERMAN | {"question": "Wie gleich?"}}
    copy.save()

    told = {one.label: (one.before, one.after) for one in rounds.differences(copy)}
    assert told["Question (German)"] == ("Wie ähnlich sind sie?", "Wie gleich?")
    assert "Title (German)" not in told
