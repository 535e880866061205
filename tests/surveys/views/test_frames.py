"""Which pages may stand in a panel's frame, and where their forms may be sent."""

import pytest

from surveys.channel_presets import apply_preset
from surveys.models import Channel, Participation
from tests.surveys.factories import answer_all, take_part

pytestmark = pytest.mark.django_db
HOSTS = "frame-ancestors worker.mturk.com workersandbox.mturk.com"


@pytest.fixture
def mturk(opened):
    channel = apply_preset(Channel(round=opened), "mturk")
    channel.save()
    return channel


@pytest.fixture
def framed(participation, mturk):
    Participation.objects.update(channel=mturk)
    participation.refresh_from_db()
    return participation


def policy(response):
    return response.headers["Content-Security-Policy"]


def is_framed(response):
    says = policy(response).count("frame-ancestors"), "X-Frame-Options" in response.headers
    assert says in {(1, True), (1, False)}
    return HOSTS in policy(response) and not says[1]


@pytest.mark.parametrize("rest", ["", "1/", "9/", "thanks/", "ended/", "withdraw/"])
def test_pages_of_a_framed_channel_s_participants_are_framed_by_its_hosts(client, framed, rest):
    assert is_framed(client.get(f"/p/{framed.token}/{rest}"))


def test_doors_and_refusals_of_a_framed_channel_are_framed(client, mturk):
    for query in ({}, {"workerId": "W"}, {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE"}):
        assert is_framed(client.get("/s/alike/mturk/", query))
    assert is_framed(client.post("/s/alike/mturk/", {"arrival": "forged"}))


def test_receipt_is_framed_by_every_panel_of_the_round(client, framed):
    response = client.post(f"/p/{framed.token}/withdraw/")

    assert is_framed(response)
    assert is_framed(client.get(response.headers["Location"]))


def test_everything_else_stays_closed(client, opened, mturk):
    other = take_part(opened)

    for address in (
        "/",
        "/s/alike/",
        f"/p/{other.token}/1/",
        f"/p/{other.token}/withdraw/",
        "/p/unknown/1/",
        "/withdrawn/UNKNOWN/",
        "/admin/login/",
        "/nowhere/",
    ):
        response = client.get(address)
        assert "frame-ancestors 'none'" in policy(response), address
        assert response.headers["X-Frame-Options"] == "DENY", address


def test_form_leaves_for_the_panel_from_the_end_alone(client, framed):
    framed.identity = None
    from surveys.models import Identity

    Identity.objects.create(
        channel=framed.channel,
        person="W",
        parameters={"turkSubmitTo": "https://www.mturk.com", "assignmentId": "A"},
        participation=framed,
    )
    assert "form-action 'self'" in policy(client.get(f"/p/{framed.token}/1/"))
    assert "www.mturk.com;" not in policy(client.get(f"/p/{framed.token}/1/")).partition("form-")[2]
    answer_all(framed)

    end = client.get(f"/p/{framed.token}/thanks/")

    assert "form-action 'self' https://www.mturk.com" in policy(end)
    assert is_framed(end)


@pytest.mark.parametrize("host", ["*", "x; script-src *", "https://x.example", "a b", "'self'", ""])
def test_what_is_no_host_never_reaches_the_policy(client, opened, host):
    Channel.objects.create(round=opened, slug="odd", name="Odd", frame_hosts=[host])

    response = client.get("/s/alike/odd/")

    assert "frame-ancestors 'none'" in policy(response)
    assert "script-src" not in policy(response)
    assert response.headers["X-Frame-Options"] == "DENY"


def test_language_switch_works_in_frames_without_a_cookie(client, framed):
    page = client.get(f"/p/{framed.token}/1/")
    assert 'data-link="?lang=de"' in page.text

    switched = client.get(f"/p/{framed.token}/1/", {"lang": "de"}, follow=True)

    assert switched.redirect_chain == [(f"/p/{framed.token}/1/", 302)]
    assert '<html lang="de"' in switched.text
    assert not client.cookies
