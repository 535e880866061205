"""The page of a round: written, opened, watched, closed."""

import re

import pytest
from django.urls import reverse

from recommender.models import Catalogue, Run
from surveys import rounds
from surveys.models import Identity, Round
from tests import people
from tests.queries import queries_of
from tests.surveys.factories import make_catalogue, make_run, take_part
from tests.surveys.wordings import GERMAN

ADD = "admin:surveys_round_add"


@pytest.fixture
def client(db):
    return people.researcher()


def page(round):
    return reverse("admin:surveys_round_change", args=[round.pk])


def fields(catalogue, /, **changes):
    return {
        "title": "Hats and shoes",
        "slug": "hats-and-shoes",
        "catalogue": catalogue.pk,
        "method_keys": ["ssim", "random"],
        "references_count": 6,
        "trials_per_participant": 3,
        "reference_choice": "stratified",
        "chosen_references": "",
        "disagreement_weight": "1",
        "sets_per_trial": "",
        "product_order": "rank",
        "participants_per_reference": "",
        "lease_minutes": 120,
        "seed": 7,
        "question": "How similar are they?",
        "language": "en",
        "answer_format": "set_rating",
        "changes_until": "trial",
        "scale_kind": "points",
        "scale_labels": "No\r\nHardly\r\nSomewhat\r\nRather\r\nVery\r\n",
        "practice": "on",
        "identical_checks": 2,
        "instructed_checks": 0,
        "repeated_trials": 1,
        "screen_failed_checks": "2",
        "screen_low_anchor_above": "",
        "screen_least_consistency": "0.2",
        "screen_least_time_share": "40",
        "reject_after_failed_checks": "",
        "smallest_difference": "5",
        "retention_until": "2999-12-31",
        "welcome_text": "Welcome.",
        "consent_text": "I agree.",
    } | changes


def option(text, key):
    """The label and box of a method."""
    found = re.search(rf"<label[^>]*>\s*<input[^>]*value=\"{key}\"[^>]*>.*?</label>", text, re.S)
    assert found
    return found[0]


def test_a_draft_is_saved_with_its_author_and_its_seed(client, catalogue):
    response = client.post(reverse(ADD), fields(catalogue))

    round = Round.objects.get()
    assert response.status_code == 302
    assert round.state == Round.State.DRAFT
    assert round.method_keys == ["ssim", "random"]
    assert round.scale_labels == ["No", "Hardly", "Somewhat", "Rather", "Very"]
    assert round.created_by.username == "researcher"
    assert [channel.slug for channel in round.channels.all()] == ["open"]
    assert [(event.kind, event.user.username) for event in round.events.all()] == [
        ("created", "researcher")
    ]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "How similar are these products to the reference product?",
            "Which set is most similar to the reference product?",
        ),
        (
            "Wie ähnlich sind diese Produkte dem Referenzprodukt?",
            "Welches Set ist dem Referenzprodukt am ähnlichsten?",
        ),
        ("Which would you buy?", "Which would you buy?"),
    ],
)
def test_a_ready_made_question_follows_the_answers(client, catalogue, question, asked):
    client.post(
        reverse(ADD),
        fields(catalogue, question=question, answer_format="best_set", identical_checks=0),
    )

    assert Round.objects.get().question == asked


def test_screening_rules_are_fields_and_an_empty_one_is_off(client, catalogue):
    client.post(reverse(ADD), fields(catalogue))
    round = Round.objects.get()
    again = client.get(page(round)).text

    assert round.screening == {
        "failed_checks": 2,
        "low_anchor_above": None,
        "least_consistency": 0.2,
        "no_variance": False,
        "least_time_share": 0.4,
    }
    assert re.search(r'name="screen_least_time_share" value="40(\.0)?"', again)
    assert 'name="screen_low_anchor_above"' in again


def test_references_can_be_named_in_the_form(client, catalogue):
    ids = "dress-03\r\nshoe-01\r\n\r\n dress-00\r\nshoe-01"

    client.post(reverse(ADD), fields(catalogue, reference_choice="chosen", chosen_references=ids))

    round = Round.objects.get()
    assert round.chosen_references == ["dress-03", "shoe-01", "dress-00"]
    assert round.references_count == 3


def test_a_new_round_has_the_defaults_of_the_model(client, catalogue):
    text = client.get(reverse(ADD)).text

    assert re.search(r'name="screen_failed_checks" value="2"', text)
    assert re.search(r'name="screen_least_time_share" value="50(\.0)?"', text)
    assert re.search(r'name="identical_checks" value="2"', text)
    assert "<details>" in text
    assert "only more references tell you about the method" in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"method_keys": []}, "Choose at least one method."),
        ({"method_keys": ["magic"]}, "magic is not one of the available choices"),
        ({"method_keys": ["ssim", "ssim+segmented"]}, "ssim+segmented: no finished lists"),
        ({"scale_labels": "1"}, "A scale has 2 to 11 points"),
        ({"scale_labels": "\n".join("abcdefghijkl")}, "A scale has 2 to 11 points"),
        ({"scale_kind": "slider"}, "A slider has two labels"),
        ({"sets_per_trial": 3}, "A page cannot show 3 sets of 2 methods"),
        ({"method_keys": ["ssim"], "answer_format": "best_set"}, "nothing to choose among"),
        ({"reject_after_failed_checks": 3}, "Nobody can fail 3 checks"),
        ({"reject_after_failed_checks": 1}, "greater than or equal to 2"),
        ({"repeated_trials": 4}, "No more trials can be repeated"),
        ({"screen_least_time_share": 100}, "less than or equal to 99"),
        ({"screen_least_consistency": 2}, "less than or equal to 1"),
        ({"screen_failed_checks": 0}, "greater than or equal to 1"),
        ({"retention_until": "1999-12-31"}, "This day has passed."),
        ({"scale_labels": "1\n2\n\n4\n5"}, "needs a label of its own"),
        ({"scale_labels": "1\n2\n3\n4\n 4 "}, "have the same label"),
        ({"scale_labels": "1\n2\n3\n4\n\x00"}, "Null characters are not allowed"),
        ({"scale_labels": ""}, "This field is required"),
        ({"consent_text": " "}, "This field is required"),
        ({"references_count": 0}, "greater than or equal to 1"),
        ({"trials_per_participant": 7}, "cannot see 7 references"),
        ({"reference_choice": "chosen"}, "Name the products that are to be the references"),
        ({"slug": "no spaces"}, "Enter a valid"),
        ({"catalogue": "999"}, "Select a valid choice"),
        ({"catalogue": "none"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(client, catalogue, changes, sentence):
    response = client.post(reverse(ADD), fields(catalogue, **changes))

    assert sentence in response.text
    assert "I agree." in response.text or "consent_text" in changes
    assert not Round.objects.exists()


def test_only_computed_methods_can_be_chosen_and_the_others_say_why(client, catalogue):
    Run.objects.create(
        catalogue=catalogue, method="efficientnet", state=Run.State.FAILED, parameters={}
    )

    text = client.get(reverse(ADD), {"catalogue": catalogue.pk}).text

    assert "checked" in option(text, "ssim")
    assert "disabled" not in option(text, "ssim")
    assert "disabled" in option(text, r"ssim\+segmented")
    assert "not computed in this catalogue yet" in option(text, r"ssim\+segmented")
    assert "disabled" in option(text, r"clip\+segmented")


def test_another_catalogue_offers_its_own_methods(client, catalogue):
    other = make_catalogue("other", cap=7)
    make_run(other, "ssim", shift=1)

    text = client.get(reverse(ADD), {"catalogue": other.pk}).text

    assert "disabled" in option(text, "random")
    assert "7 products have full lists" in text
    assert 'name="references_count" value="7"' in text


def test_fewer_methods_leave_more_references(client, catalogue):
    half = make_run(catalogue, "clip+segmented", shift=2)
    half.neighbours.filter(reference__category="dress").delete()
    asked = {"catalogue": catalogue.pk, "method_keys": ["ssim", "random"]}

    all_methods = client.get(reverse(ADD), {"catalogue": catalogue.pk}).text
    two_methods = client.get(reverse(ADD), asked).text

    assert "12 products have full lists" in all_methods
    assert "24 products have full lists" in two_methods


@pytest.mark.parametrize(
    ("made", "sentence"),
    [([], "There is no catalogue yet"), (["shop"], "No method has finished in this catalogue")],
)
def test_with_nothing_to_compare_the_form_says_what_to_do(client, made, sentence):
    for name in made:
        Catalogue.objects.create(name=name)

    text = client.get(reverse(ADD)).text

    assert sentence in text


def test_a_draft_can_be_changed(client, draft):
    client.post(page(draft), fields(draft.catalogue, title="Another title"))

    draft.refresh_from_db()
    assert draft.title == "Another title"


def test_opening_is_asked_first_and_warns_of_placeholders_and_names(client, draft):
    draft.consent_text = "By [your name]."
    draft.question = "Is this Random?"
    draft.save()
    address = reverse("admin:surveys_round_open", args=[draft.pk])

    asked = client.get(address).text

    draft.refresh_from_db()
    assert "“[your name]”" in asked
    assert "“random”" in asked
    assert not draft.is_frozen


def test_placeholders_in_the_consent_keep_it_from_opening_unless_they_are_meant(client, draft):
    draft.translations = {"de": GERMAN | {"consent_text": "Von [Name]."}}
    draft.save()
    address = reverse("admin:surveys_round_open", args=[draft.pk])

    asked = client.get(address).text
    refused = client.post(address, follow=True)
    before = Round.objects.get().state
    client.post(address, {"placeholders_meant": "on"})

    assert 'name="placeholders_meant" required' in asked
    assert "“[Name]”" in refused.text
    assert before == Round.State.DRAFT
    assert Round.objects.get().is_open


def test_a_consent_without_placeholders_is_opened_with_one_click(client, draft):
    draft.welcome_text = "Welcome to [this]."
    draft.save()
    address = reverse("admin:surveys_round_open", args=[draft.pk])

    asked = client.get(address).text
    client.post(address)

    assert "placeholders_meant" not in asked
    assert Round.objects.get().is_open


def test_opening_freezes_and_shows_link_methods_and_hash(client, draft):
    response = client.post(reverse("admin:surveys_round_open", args=[draft.pk]), follow=True)

    draft.refresh_from_db()
    assert draft.is_open
    assert 'value="http://testserver/s/alike/"' in response.text
    assert draft.manifest_sha256 in response.text
    for method in draft.methods.all():
        assert method.fingerprint in response.text
    assert reverse("surveys:results", args=["alike"]) in response.text
    assert reverse("surveys:ratings_csv", args=["alike"]) in response.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"references_count": 999}, "Only 24 products have a full list"),
        ({"method_keys": ["ssim", "efficientnet+segmented"]}, "Some methods of this round have no"),
        ({"catalogue": None}, "The catalogue of this round was deleted"),
    ],
)
def test_what_keeps_a_round_from_opening_is_said(client, draft, changes, sentence):
    Round.objects.filter(pk=draft.pk).update(**changes)

    response = client.post(reverse("admin:surveys_round_open", args=[draft.pk]), follow=True)

    draft.refresh_from_db()
    assert sentence in response.text
    assert draft.state == Round.State.DRAFT


def test_opening_twice_says_that_it_is_open(client, opened):
    before = opened.manifest_sha256

    response = client.post(reverse("admin:surveys_round_open", args=[opened.pk]), follow=True)

    opened.refresh_from_db()
    assert "was opened before" in response.text
    assert opened.manifest_sha256 == before


def test_an_open_round_cannot_be_edited(client, opened):
    text = client.get(page(opened)).text
    response = client.post(page(opened), fields(opened.catalogue, title="Another title"))

    opened.refresh_from_db()
    assert 'name="title"' not in text
    assert response.status_code == 403
    assert opened.title == "Which look alike?"


def test_counts_are_live_and_keep_the_simulation_apart(client, opened):
    take_part(opened)
    take_part(opened, simulated=True)
    headers = {"HX-Request": "true", "HX-Target": "counts"}

    text = client.get(page(opened), headers=headers).text
    rounds.close_round(round=opened)
    closed = client.get(page(opened), headers=headers).text

    assert [count.started for count in client.get(page(opened)).context["counts"]] == [1, 1]
    assert 'hx-trigger="every 5s"' in text
    assert "Simulated participants" in text
    assert "<html" not in text
    assert "hx-trigger" not in closed


def test_closing_is_asked_first_and_keeps_the_answers(client, opened):
    take_part(opened)
    address = reverse("admin:surveys_round_close", args=[opened.pk])

    asked = client.get(address).text
    client.post(address)
    again = client.post(address, follow=True).text

    opened.refresh_from_db()
    assert "0 of 1 participants" in asked
    assert opened.state == Round.State.CLOSED
    assert opened.participations.count() == 1
    assert "is not open" in again


def delete(client, round, way):
    """What is said when it is asked for, after it was asked for and confirmed."""
    address, chosen = reverse("admin:surveys_round_delete", args=[round.pk]), {}
    if way == "list":
        address = reverse("admin:surveys_round_changelist")
        chosen = {"action": "delete_selected", "_selected_action": [round.pk]}
    asked = client.post(address, chosen) if chosen else client.get(address)
    client.post(address, chosen | {"post": "yes"})
    return asked.text


@pytest.mark.parametrize("way", ["page", "list"])
@pytest.mark.parametrize("state", ["open", "paused", "closed", "archived"])
def test_what_was_opened_is_never_deleted(client, opened, way, state):
    Round.objects.update(state=state)

    said = delete(client, opened, way)

    assert "“Which look alike?” was opened, and what was opened is never deleted" in said
    assert "archive it instead" in said
    assert Round.objects.filter(pk=opened.pk).exists()


def test_an_opened_round_offers_no_deleting(client, opened):
    assert (
        reverse("admin:surveys_round_delete", args=[opened.pk]) not in client.get(page(opened)).text
    )


@pytest.mark.parametrize("way", ["page", "list"])
def test_a_draft_goes_unless_somebody_was_invited(client, draft, way):
    Identity.objects.create(channel=draft.channels.get(), person="token")

    said = delete(client, draft, way)

    assert "has invited 1 person, who may hold a link" in said
    assert Round.objects.filter(pk=draft.pk).exists()

    Identity.objects.all().delete()
    delete(client, draft, way)

    assert not Round.objects.exists()


def test_a_deleted_catalogue_leaves_the_round_as_it_was(client, opened):
    before = opened.manifest_sha256

    client.post(
        reverse("admin:recommender_catalogue_delete", args=[opened.catalogue.pk]), {"post": "yes"}
    )

    opened.refresh_from_db()
    assert opened.catalogue is None
    assert opened.manifest_sha256 == before
    assert opened.references.count() == 6
    assert client.get(page(opened)).status_code == 200


def test_more_rounds_cost_no_more_queries(client, opened):
    address = reverse("admin:surveys_round_changelist")
    few = queries_of(client, address)

    for number in range(10):
        Round.objects.create(
            slug=f"round-{number}", title=str(number), scale_labels=[], catalogue=opened.catalogue
        )

    assert queries_of(client, address) == few


def test_a_title_is_text_and_never_markup(client, opened):
    Round.objects.filter(pk=opened.pk).update(title="<script>alert(1)</script>")

    for address in page(opened), reverse("admin:surveys_round_changelist"):
        assert "<script>alert" not in client.get(address).text


def test_the_first_page_says_what_comes_next(client, catalogue):
    before = client.get(reverse("admin:index")).text
    rounds.open_round(
        round=rounds.create_round(
            catalogue=catalogue,
            title="T",
            slug="t",
            method_keys=["ssim"],
            references_count=2,
            trials_per_participant=2,
            question="Q?",
            scale_labels=["1", "2", "3", "4", "5"],
            consent_text="C",
        )
    )
    after = client.get(reverse("admin:index")).text

    assert next_step(before) == "3. Create and open a round"
    assert next_step(after) == "4. Read the results"


def test_the_first_page_shows_only_steps_that_one_may_do(catalogue):
    text = people.clerk("view_round", "add_round").get(reverse("admin:index")).text

    assert "1. Import" not in text
    assert next_step(text) == "3. Create and open a round"


def next_step(text):
    found = re.search(r'aria-current="step">\s*<h3>([^<]+?)\s*<', text)
    return found and found[1]
