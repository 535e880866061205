"""Who asks, the logo, the colour, and the texts in other languages, as a researcher sets them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from surveys import logos, rounds
from surveys.admin.shades import said_of
from surveys.cautions import cautions
from surveys.models import Round
from tests import people
from tests.surveys.factories import make_round
from tests.surveys.test_admin_rounds import fields
from tests.surveys.test_logos import SVG, file_of
from tests.surveys.wordings import GERMAN

pytestmark = pytest.mark.embedded

ADD = "admin:surveys_round_add"
TYPED = GERMAN | {"scale_labels": "\n".join(GERMAN["scale_labels"])}


@pytest.fixture
def client(db):
    return people.researcher()


def texts(round, language="de"):
    return reverse("admin:surveys_round_texts", args=[round.pk, language])


def page(round):
    return reverse("admin:surveys_round_change", args=[round.pk])


def logo_file(data, name="logo.png"):
    return SimpleUploadedFile(name, data, content_type="image/png")


def test_logo_is_stored_with_the_draft_and_can_be_taken_away(client, catalogue):
    own = fields(catalogue, asked_by="Institute", logo=logo_file(file_of()), accent="#0F5C4F")

    client.post(reverse(ADD), own)

    round = Round.objects.get()
    assert (round.logo["width"], round.logo["height"]) == (640, 213)
    logos.open_stored(round.logo["sha256"]).close()
    assert logos.url(round.logo["sha256"]) in client.get(page(round)).text
    client.post(page(round), fields(catalogue, asked_by="Institute"))
    round.refresh_from_db()
    assert round.logo
    client.post(page(round), fields(catalogue, asked_by="Institute", **{"logo-clear": "on"}))
    round.refresh_from_db()
    assert round.logo == {}


@pytest.mark.parametrize("data", [SVG, b"no picture"])
def test_what_is_no_logo_is_refused_and_nothing_stored(client, catalogue, data, media):
    response = client.post(
        reverse(ADD), fields(catalogue, asked_by="Institute", logo=logo_file(data, "logo.svg"))
    )

    assert "SVG is not taken" in response.text
    assert not Round.objects.exists()
    assert not (media / "logos").exists()


def test_logo_without_a_name_is_refused(client, catalogue):
    response = client.post(reverse(ADD), fields(catalogue, logo=logo_file(file_of())))

    assert "Say who asks" in response.text


@pytest.mark.parametrize("accent", ["red", "#fff", "#12345g", "#000000; }"])
def test_what_is_no_colour_is_refused_with_an_example(client, catalogue, accent):
    response = client.post(reverse(ADD), fields(catalogue, accent=accent))

    assert response.status_code == 200
    assert not Round.objects.exists()


def test_colour_that_is_too_light_is_adjusted_and_said(client, catalogue):
    response = client.post(reverse(ADD), fields(catalogue, accent="#ffd400"), follow=True)

    assert "#ffd400 is too light for text" in response.text
    assert "as it is" in said_of("#0f5c4f")
    assert said_of("") == ""


def test_new_round_speaks_the_language_of_who_writes_it(client, catalogue):
    german = client.get(reverse(ADD), headers={"accept-language": "de"}).text

    assert '<option value="de" selected>' in german


def test_texts_are_written_beside_the_round_s_own(client, draft):
    shown = client.get(texts(draft))
    assert draft.question in shown.text

    response = client.post(texts(draft), TYPED)

    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.translations == {"de": GERMAN}


def test_ready_made_texts_are_suggested_in_the_other_language(client, catalogue):
    from surveys import round_texts

    draft = make_round(catalogue, ["ssim"], question=str(round_texts.QUESTIONS["set_rating"]))

    form = client.get(texts(draft)).context["form"]

    assert form.initial == {"question": "Wie ähnlich sind diese Produkte dem Referenzprodukt?"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"scale_labels": "Nein\nJa"}, "The scale has 5 labels"),
        ({"title": ""}, "This field is required"),
        ({"welcome_text": " "}, "This field is required"),
        ({"scale_labels": "a\nA\nb\nc\nd"}, "the same label"),
    ],
)
def test_texts_that_say_less_are_refused(client, draft, change, sentence):
    response = client.post(texts(draft), TYPED | change)

    assert response.status_code == 422
    assert sentence in response.text
    draft.refresh_from_db()
    assert draft.translations == {}


def test_texts_can_be_removed(client, catalogue):
    draft = make_round(catalogue, ["ssim"], translations={"de": GERMAN})

    client.post(texts(draft), {"remove": "yes"})

    draft.refresh_from_db()
    assert draft.translations == {}


def test_there_is_no_page_for_the_round_s_own_language_or_an_unknown_one(client, draft):
    assert client.get(texts(draft, "en")).status_code == 404
    assert client.get(texts(draft, "xx")).status_code == 404


def test_texts_of_a_frozen_round_are_shown_and_not_changed(client, catalogue):
    draft = make_round(catalogue, ["ssim", "random"], translations={"de": GERMAN})
    opened = rounds.open_round(round=draft)

    response = client.post(texts(opened), TYPED | {"title": "Anders"}, follow=True)

    assert "frozen" in response.text
    assert GERMAN["consent_text"] in client.get(page(opened)).text
    opened.refresh_from_db()
    assert opened.translations == {"de": GERMAN}


def test_who_may_not_change_rounds_writes_nothing(draft):
    assert people.clerk("view_round").post(texts(draft), TYPED).status_code == 403


def test_own_language_cannot_become_one_that_has_other_texts(client, catalogue):
    draft = make_round(catalogue, ["ssim"], translations={"de": GERMAN})

    response = client.post(page(draft), fields(catalogue, language="de"))

    assert "remove those first" in response.text


def test_changing_the_scale_first_in_one_language_is_possible_and_remarked(client, catalogue):
    draft = make_round(catalogue, ["ssim", "random"], translations={"de": GERMAN})

    client.post(page(draft), fields(catalogue, scale_labels="No\nYes"))

    assert "the scale has 5 labels, and it needs 2" in client.get(page(draft)).text


def test_method_names_are_looked_for_in_every_language_and_in_who_asks(catalogue):
    german = GERMAN | {"welcome_text": "Wir prüfen SSIM."}
    draft = make_round(
        catalogue,
        ["ssim", "clip"],
        translations={"de": german},
        asked_by="The CLIP group",
        contact="me@example.org",
    )

    told = cautions(draft)

    assert any("“ssim”" in one for one in told)
    assert any("“clip”" in one for one in told)


def test_round_without_a_contact_is_remarked(draft):
    assert any("whom to ask" in one for one in cautions(draft))
