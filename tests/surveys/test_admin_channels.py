"""The ways into a round: added, changed, switched, and personal invitations."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from surveys.channel_presets import PRESETS
from surveys.models import Channel
from tests import people
from tests.queries import queries_of
from tests.surveys.factories import answer_all, make_round, take_part


@pytest.fixture
def client(db):
    return people.researcher()


def address(name, *pks):
    return reverse(f"admin:surveys_round_{name}", args=pks)


def add(client, round, preset):
    client.post(address("add_channel", round.pk), {"preset": preset})
    return round.channels.order_by("pk").last()


def as_sent(response):
    """What the form of the page would send without a change."""
    form = response.context["form"]
    values = {bound.name: bound.field.prepare_value(bound.value()) for bound in form}
    on = {name: "on" for name, value in values.items() if value is True}
    return {name: "" if value is None else value for name, value in values.items() if value} | on


@pytest.mark.parametrize("preset", PRESETS)
def test_a_channel_is_added_from_its_preset_and_saved_as_it_is(client, draft, preset):
    channel = add(client, draft, preset)
    page = address("channel", draft.pk, channel.pk)
    shown = client.get(page)
    before = Channel.objects.filter(pk=channel.pk).values().get()

    saved = client.post(page, as_sent(shown))

    assert shown.status_code == 200
    assert saved.status_code == 302
    assert Channel.objects.filter(pk=channel.pk).values().get() == before
    for column, value in PRESETS[preset].columns.items():
        assert before[column] == value


def test_a_second_channel_of_a_kind_has_an_address_of_its_own(client, draft):
    slugs = [add(client, draft, "prolific").slug for _time in range(3)]

    assert slugs == ["prolific", "prolific-2", "prolific-3"]
    assert client.post(address("add_channel", draft.pk), {"preset": "magic"}).status_code == 404


def test_links_stand_on_the_rounds_page_to_be_copied(client, draft):
    add(client, draft, "prolific")

    text = client.get(address("change", draft.pk)).text

    assert 'value="http://testserver/s/alike/"' in text
    assert 'value="http://testserver/s/alike/prolific/"' in text
    assert "data-copy" in text


def test_outcomes_are_a_code_and_an_address(client, draft):
    channel = add(client, draft, "prolific")
    page = address("channel", draft.pk, channel.pk)
    shown = client.get(page)

    client.post(page, as_sent(shown) | {"complete_code": "C1ABC", "full_address": ""})

    channel.refresh_from_db()
    assert "The code is missing" in shown.text or "the code is missing" in shown.text
    assert channel.outcomes["complete"]["code"] == "C1ABC"
    assert "{code}" in channel.outcomes["complete"]["address"]
    assert "full" not in channel.outcomes


def test_the_quota_of_an_open_round_is_changed_and_logged(client, opened):
    channel = opened.channels.get()
    page = address("channel", opened.pk, channel.pk)
    sent = as_sent(client.get(page))

    client.post(page, sent | {"quota": 40})
    client.post(page, sent | {"quota": 40})

    channel.refresh_from_db()
    events = opened.events.filter(kind="channel")
    assert channel.quota == 40
    assert [(event.detail, event.user.username) for event in events] == [
        ("open: quota: None → 40", "researcher")
    ]
    assert "of the quota of 40" in client.get(address("change", opened.pk)).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": "prolific"}, "Another channel of this round has this address"),
        ({"slug": "preview"}, "preview has this address"),
        ({"slug": "a b"}, "Enter a valid"),
        ({"quota": "-1"}, "greater than or equal to 0"),
        ({"preview_when": "nonsense"}, "is not of the form name=value"),
        ({"frame_hosts": "a.example; script-src *"}, "is not the name of a host"),
        ({"return_hosts": "https://a.example"}, "is not the name of a host"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(client, draft, changes, sentence):
    add(client, draft, "prolific")
    channel = add(client, draft, "mturk")
    page = address("channel", draft.pk, channel.pk)
    before = Channel.objects.filter(pk=channel.pk).values().get()

    response = client.post(page, as_sent(client.get(page)) | changes)

    assert response.status_code == 422
    assert sentence in response.text
    assert Channel.objects.filter(pk=channel.pk).values().get() == before


def test_lists_and_pairs_are_lines(client, draft):
    channel = add(client, draft, "open")
    page = address("channel", draft.pk, channel.pk)
    sent = as_sent(client.get(page)) | {
        "kept_parameters": "one\r\n two \r\n\r\none",
        "preview_when": "mode = look",
        "frame_hosts": "panel.example.org\r\n*.panel.example.org",
    }

    client.post(page, sent)

    channel.refresh_from_db()
    assert channel.kept_parameters == ["one", "two"]
    assert channel.preview_when == {"mode": "look"}
    assert channel.frame_hosts == ["panel.example.org", "*.panel.example.org"]


def test_the_open_link_and_a_channel_with_people_keep_their_address(client, opened):
    used = add(client, opened, "sona")
    take_part(opened, channel=used, person="7")
    for channel in opened.channels.all():
        page = address("channel", opened.pk, channel.pk)
        client.post(page, as_sent(client.get(page)) | {"slug": "other"})

    assert set(opened.channels.values_list("slug", flat=True)) == {"open", "sona"}


def test_a_channel_is_switched_off_and_on_and_twice_is_the_same(client, opened):
    channel = opened.channels.get()
    switch = address("switch", opened.pk, channel.pk)

    for _time in range(2):
        client.post(switch, {"active": "no"})
    channel.refresh_from_db()
    off = channel.is_active
    shown = client.get(address("change", opened.pk)).text
    client.post(switch, {"active": "yes"})

    channel.refresh_from_db()
    assert off is False
    assert "switched off" in shown
    assert channel.is_active
    assert opened.events.filter(kind="channel").count() == 2


def test_a_channel_of_another_round_is_not_found(client, opened, catalogue):
    other = make_round(catalogue, ["ssim"], slug="other")
    channel = other.channels.get()

    assert client.get(address("channel", opened.pk, channel.pk)).status_code == 404
    assert client.post(address("switch", opened.pk, channel.pk)).status_code == 404


def test_more_channels_and_people_cost_no_more_queries(client, opened):
    add(client, opened, "prolific")
    few = queries_of(client, address("change", opened.pk))

    for preset in ("mturk", "sona", "prolific"):
        channel = add(client, opened, preset)
        answer_all(take_part(opened, channel=channel, person="7"))

    # What each rule caught takes queries of its own as soon as somebody has answered.
    answered = queries_of(client, address("change", opened.pk))
    answer_all(take_part(opened, channel=channel, person="8"))
    assert queries_of(client, address("change", opened.pk)) == answered <= few + 2


# Personal invitations


@pytest.fixture
def invitations(client, opened):
    return add(client, opened, "invitation")


def test_addresses_are_uploaded_and_everybody_has_a_link(client, opened, invitations):
    page = address("invitations", opened.pk, invitations.pk)
    file = SimpleUploadedFile("people.csv", b"e-mail\nada@example.org\nbob@example.org\n")

    said = client.post(page, {"file": file}, follow=True).text
    file.seek(0)
    again = client.post(page, {"file": file}, follow=True).text
    links = client.get(address("links", opened.pk, invitations.pk))

    rows = list(csv.DictReader(io.StringIO(links.getvalue().decode())))
    assert "2 people invited." in said
    assert "ada@example.org" in said
    assert "2 were invited before and keep their links." in again
    assert [row["address"] for row in rows] == ["ada@example.org", "bob@example.org"]
    assert rows[0]["link"].startswith("http://testserver/s/alike/invitation/?i=")
    assert links["Content-Disposition"].startswith('attachment; filename="alike-invitation')


def test_links_without_names_are_made(client, opened, invitations):
    page = address("invitations", opened.pk, invitations.pk)

    text = client.post(page, {"count": 60}, follow=True).text

    assert invitations.identities.count() == 60
    assert "60 people are invited." in text
    assert "These are the first" in text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (dict, "Choose a file, or say how many"),
        (lambda: {"count": 0}, "greater than or equal to 1"),
        (lambda: {"file": SimpleUploadedFile("a.csv", b"not@an@address\n")}, "Line 1"),
    ],
)
def test_a_wrong_list_invites_nobody(client, opened, invitations, sent, sentence):
    response = client.post(address("invitations", opened.pk, invitations.pk), sent())

    assert response.status_code == 422
    assert sentence in response.text
    assert invitations.identities.count() == 0


def test_more_invitations_cost_no_more_queries(client, opened, invitations):
    page = address("invitations", opened.pk, invitations.pk)
    client.post(page, {"count": 2})
    few = queries_of(client, page)

    client.post(page, {"count": 40})

    assert queries_of(client, page) == few
