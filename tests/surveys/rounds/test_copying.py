"""A copy is a draft with the same decisions, and says what it changes."""

import pytest
from django.contrib.auth.models import User

from surveys import rounds
from surveys.models import Channel, Identity, Round, RoundEvent
from surveys.rounds.decisions import DECIDED
from tests.surveys.factories import make_round, take_part

pytestmark = pytest.mark.django_db

OWN = {"title", "slug", "seed"}


def said(round):
    return {one.label: (one.before, one.after) for one in rounds.differences(round)}


def test_copy_is_a_draft_with_the_same_decisions(catalogue):
    original = make_round(
        catalogue,
        ["ssim", "random"],
        sets_per_trial=2,
        answer_format="best_set",
        screening={"no_variance": True},
        smallest_difference=4.5,
        lease_minutes=30,
    )
    rounds.close_round(round=rounds.open_round(round=original))
    take = {name: getattr(original, name) for name in set(DECIDED) - OWN}

    copy = rounds.copy_round(round=original)

    assert {name: getattr(copy, name) for name in take} == take
    assert copy.state == Round.State.DRAFT
    assert copy.parent == original
    assert copy.catalogue == original.catalogue
    assert not copy.manifest
    assert not copy.references.exists()
    assert rounds.open_round(round=copy).is_open


def test_copy_has_a_free_title_and_address_and_a_seed_of_its_own(draft):
    copy = rounds.copy_round(round=draft)
    copy_of_copy = rounds.copy_round(round=copy)

    assert (copy.title, copy.slug) == ("Which look alike? (2)", "alike-2")
    assert (copy_of_copy.title, copy_of_copy.slug) == ("Which look alike? (3)", "alike-3")
    assert len({draft.seed, copy.seed, copy_of_copy.seed}) == 3


def test_a_number_in_the_first_address_stays(catalogue):
    draft = make_round(catalogue, ["ssim"], slug="shoes-2027", title="Shoes (2027)")

    copy = rounds.copy_round(round=draft)

    assert (copy.title, copy.slug) == ("Shoes (2027) (2)", "shoes-2027-2")


def test_long_names_are_shortened(catalogue):
    draft = make_round(catalogue, ["ssim"], slug="s" * 50, title="t" * 200)

    copy = rounds.copy_round(round=draft)

    assert copy.slug == "s" * 48 + "-2"
    assert copy.title == "t" * 196 + " (2)"


def test_the_same_seed_is_kept_where_it_is_asked_for(draft):
    assert rounds.copy_round(round=draft, same_seed=True).seed == draft.seed


def test_channels_are_copied_without_the_people_in_them(opened):
    panel = Channel.objects.create(
        round=opened,
        slug="panel",
        name="Panel",
        quota=20,
        person_parameter="PID",
        outcomes={"complete": {"code": "C1"}},
    )
    Identity.objects.create(channel=panel, person="somebody")
    take_part(opened)

    copy = rounds.copy_round(round=opened)

    assert [channel.slug for channel in copy.channels.all()] == ["open", "panel"]
    copied = copy.channels.get(slug="panel")
    assert (copied.name, copied.quota, copied.person_parameter) == ("Panel", 20, "PID")
    assert copied.outcomes == {"complete": {"code": "C1"}}
    assert not copied.identities.exists()
    assert not copy.participations.exists()
    assert copy.arrivals == 0
    assert panel.identities.count() == 1


def test_copying_is_logged_with_who_and_from_where(opened):
    copier = User.objects.create(username="copier")

    copy = rounds.copy_round(round=opened, by=copier)

    event = copy.events.get()
    assert (event.kind, event.user, event.detail) == (RoundEvent.Kind.COPIED, copier, "alike")
    assert copy.created_by == copier


def test_a_round_whose_catalogue_is_gone_can_be_copied(opened, catalogue):
    catalogue.delete()
    opened.refresh_from_db()

    assert rounds.copy_round(round=opened).catalogue is None


def test_without_a_parent_there_is_no_difference(draft):
    assert rounds.differences(draft) == []


def test_difference_is_told_in_words(draft):
    copy = rounds.copy_round(round=draft, same_seed=True)
    copy.practice = True
    copy.answer_format = "best_set"
    copy.participants_per_reference = 12
    copy.method_keys = ["ssim", "random"]
    copy.screening = draft.screening | {"failed_checks": 3, "least_consistency": None}
    copy.save()

    assert said(copy) == {
        "Title": ("Which look alike?", "Which look alike? (2)"),
        "Address": ("alike", "alike-2"),
        "Practice": ("no", "yes"),
        "Answer": ("a rating for every set", "the best set of a trial"),
        "Participants per reference": ("–", "12"),
        "Methods": ("ssim, efficientnet, random", "ssim, random"),
        "Screening rules: Failed checks": ("2", "3"),
        "Screening rules: Low or undefined consistency": ("0.0", "–"),
    }


def test_other_channels_are_a_difference(draft):
    copy = rounds.copy_round(round=draft, same_seed=True)
    Channel.objects.create(round=copy, slug="panel", name="Panel")
    copy.channels.filter(slug="open").update(quota=5)

    told = said(copy)

    assert told["Channel “panel”"] == ("–", "there")
    assert told["Channel “open”: quota"] == ("–", "5")


def test_a_method_that_is_no_longer_the_same_is_a_difference(opened, catalogue):
    copy = rounds.copy_round(round=opened)
    assert not any("fingerprint" in label for label in said(copy))

    catalogue.runs.filter(method="ssim").update(fingerprint="f" * 64)

    before, after = said(copy)["Method ssim: fingerprint"]
    assert opened.methods.get(key="ssim").fingerprint.startswith(before)
    assert after == "f" * 12


def test_what_an_opened_copy_froze_counts_and_not_what_came_later(opened, catalogue):
    copy = rounds.open_round(round=rounds.copy_round(round=opened))

    catalogue.runs.filter(method="ssim").update(fingerprint="f" * 64)

    assert not any("fingerprint" in label for label in said(copy))
