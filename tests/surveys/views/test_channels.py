"""The doors of panels, as data: who is let in, who is sent back, and with which code."""

import pytest
from django.test import Client
from django.utils import timezone

from surveys import participation as participating
from surveys import rounds
from surveys.channel_presets import apply_preset
from surveys.invitations import Invitee, invite
from surveys.models import Channel, Identity, Participation, Rating
from tests.surveys.factories import answer_all, make_round, take_part

pytestmark = pytest.mark.django_db
PROLIFIC = {"PROLIFIC_PID": "p1", "STUDY_ID": "s1", "SESSION_ID": "x1"}
MTURK = {
    "workerId": "W1",
    "assignmentId": "A1",
    "hitId": "H1",
    "turkSubmitTo": "https://workersandbox.mturk.com",
}
CODES = {
    "complete": "C-DONE",
    "screened_out": "C-SCREENED",
    "no_consent": "C-DECLINED",
    "full": "C-FULL",
}
HIDDEN = [*CODES.values(), "app.prolific.com", "mturk.com", "externalSubmit", "credit"]


def add(round, preset, **columns):
    channel = apply_preset(Channel(round=round), preset)
    for outcome in channel.outcomes:
        channel.outcomes[outcome]["code"] = CODES[outcome]
    for column, value in columns.items():
        setattr(channel, column, value)
    channel.full_clean()
    channel.save()
    return channel


def door(channel):
    return f"/s/{channel.round.slug}/{channel.slug}/"


def agree(client, channel, query, **data):
    page = client.get(door(channel), query)
    arrival = page.context["form"]["arrival"].value()
    return client.post(door(channel), {"arrival": arrival, **data})


def the_way():
    return Participation.objects.get()


def leaks(page):
    return [secret for secret in HIDDEN if secret in page.text]


@pytest.fixture
def prolific(opened):
    return add(opened, "prolific")


@pytest.fixture
def mturk(opened):
    return add(opened, "mturk")


def test_way_through_prolific_ends_with_its_code_and_link(client, prolific):
    welcome = client.get(door(prolific), PROLIFIC)
    assert leaks(welcome) == []
    agreed = agree(client, prolific, PROLIFIC)
    address = agreed.headers["Location"]
    participation = the_way()
    assert address == f"/p/{participation.token}/"
    assert participation.channel == prolific
    identity = Identity.objects.get()
    assert (identity.person, identity.participation) == ("p1", participation)
    assert identity.parameters == {"STUDY_ID": "s1", "SESSION_ID": "x1"}
    for position in (1, 2, 3):
        assert leaks(client.get(f"{address}{position}/")) == []
        assert client.get(f"{address}thanks/").status_code == 302
        client.post(f"{address}{position}/", {"A": 3, "B": 3, "C": 3})

    end = client.get(f"{address}thanks/")

    assert 'value="C-DONE"' in end.text
    assert 'href="https://app.prolific.com/submissions/complete?cc=C-DONE"' in end.text
    assert [secret for secret in CODES.values() if secret in end.text] == ["C-DONE"]


def test_one_id_is_one_participation_and_goes_on_without_a_second_consent(client, prolific):
    agree(client, prolific, PROLIFIC)

    for visitor in (client, Client()):
        back = visitor.get(door(prolific), PROLIFIC | {"SESSION_ID": "x2"})
        assert back.headers["Location"] == f"/p/{the_way().token}/"
    assert Identity.objects.get().parameters["SESSION_ID"] == "x2"


def test_two_consents_of_one_id_join_once(client, prolific):
    pages = [client.get(door(prolific), PROLIFIC) for _ in range(2)]

    answers = [
        client.post(door(prolific), {"arrival": page.context["form"]["arrival"].value()})
        for page in pages
    ]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Participation.objects.count() == Identity.objects.count() == 1


def test_two_ids_on_one_computer_are_two_people(client, prolific):
    agree(client, prolific, PROLIFIC)

    response = agree(client, prolific, PROLIFIC | {"PROLIFIC_PID": "p2"})

    assert response.status_code == 302
    assert Participation.objects.count() == 2


def test_id_in_the_address_of_the_consent_counts_for_nothing(client, prolific):
    page = client.get(door(prolific), PROLIFIC)
    arrival = page.context["form"]["arrival"].value()

    client.post(f"{door(prolific)}?PROLIFIC_PID=somebody-else", {"arrival": arrival})

    assert Identity.objects.get().person == "p1"


def test_consent_needs_no_cookie(prolific):
    client = Client(enforce_csrf_checks=True)
    page = client.get(door(prolific), PROLIFIC)
    client.cookies.clear()

    response = client.post(door(prolific), {"arrival": page.context["form"]["arrival"].value()})

    assert response.status_code == 302
    assert "participation" not in response.cookies


def test_arrival_of_another_channel_is_asked_again(client, prolific, mturk):
    page = client.get(door(mturk), MTURK)

    response = client.post(
        f"{door(prolific)}?PROLIFIC_PID=p1",
        {"arrival": page.context["form"]["arrival"].value()},
    )

    assert response.status_code == 422
    assert "Please press the button once more" in response.text
    fresh = {"arrival": response.context["form"]["arrival"].value()}
    assert client.post(door(prolific), fresh).status_code == 302
    assert Identity.objects.get().person == "p1"


def test_who_does_not_agree_is_sent_back_and_stored_nowhere(client, prolific):
    assert "I do not agree" in client.get(door(prolific), PROLIFIC).text

    response = agree(client, prolific, PROLIFIC, decision="decline")

    assert response.status_code == 200
    assert 'href="https://app.prolific.com/submissions/complete?cc=C-DECLINED"' in response.text
    assert "Nothing about you has been stored" in response.text
    assert not Participation.objects.exists()
    assert not Identity.objects.exists()
    assert agree(client, prolific, PROLIFIC).status_code == 302  # a change of mind is welcome


def test_who_has_agreed_cannot_decline_for_another_code(client, prolific):
    page = client.get(door(prolific), PROLIFIC)
    arrival = page.context["form"]["arrival"].value()
    client.post(door(prolific), {"arrival": arrival})

    response = client.post(door(prolific), {"arrival": arrival, "decision": "decline"})

    assert response.headers["Location"] == f"/p/{the_way().token}/"


def test_channel_without_that_outcome_says_to_close_the_page(client, mturk, opened):
    for address, query in ((door(mturk), MTURK), ("/s/alike/", {})):
        page = client.get(address, query).text
        assert "I do not agree" not in page
        assert "simply close this page" in page


@pytest.mark.parametrize("query", [{}, {"PROLIFIC_PID": ""}, {"PROLIFIC_PID": " \0"}])
def test_link_without_the_id_says_so(client, prolific, query):
    response = client.get(door(prolific), query)

    assert response.status_code == 400
    assert "Something is missing in this link" in response.text
    assert leaks(response) == []


def test_full_channel_says_so_before_the_consent_and_gives_its_code(client, prolific):
    prolific.quota = 1
    prolific.save()
    agree(client, prolific, PROLIFIC)

    response = client.get(door(prolific), PROLIFIC | {"PROLIFIC_PID": "p2"})

    assert response.status_code == 409
    assert "All places are taken" in response.text
    assert 'href="https://app.prolific.com/submissions/complete?cc=C-FULL"' in response.text
    assert client.get(door(prolific), PROLIFIC).status_code == 302  # who is in goes on


def test_channel_that_fills_between_welcome_and_consent_says_so(client, prolific):
    prolific.quota = 1
    prolific.save()
    page = client.get(door(prolific), PROLIFIC | {"PROLIFIC_PID": "p2"})
    agree(client, prolific, PROLIFIC)

    response = client.post(door(prolific), {"arrival": page.context["form"]["arrival"].value()})

    assert response.status_code == 409
    assert "cc=C-FULL" in response.text
    assert Participation.objects.count() == 1


def test_full_channel_leaves_other_doors_open(client, prolific):
    prolific.quota = 0
    prolific.save()

    assert client.get("/s/alike/").status_code == 200


def test_closed_round_needs_nobody_and_sends_newcomers_back(client, prolific, opened):
    agree(client, prolific, PROLIFIC)
    rounds.close_round(round=opened)

    newcomer = client.get(door(prolific), PROLIFIC | {"PROLIFIC_PID": "p2"})
    in_the_middle = client.get(f"/p/{the_way().token}/1/")

    assert newcomer.status_code == in_the_middle.status_code == 410
    assert "cc=C-FULL" in newcomer.text
    assert leaks(in_the_middle) == []


def test_paused_round_asks_to_come_back(client, prolific, opened):
    agree(client, prolific, PROLIFIC)
    rounds.pause_round(round=opened)

    newcomer = client.get(door(prolific), PROLIFIC | {"PROLIFIC_PID": "p2"})
    in_the_middle = client.get(f"/p/{the_way().token}/1/")

    for response in (newcomer, in_the_middle):
        assert response.status_code == 409
        assert "A short break" in response.text
        assert leaks(response) == []
    rounds.resume_round(round=opened)
    assert client.get(f"/p/{the_way().token}/1/").status_code == 200


def test_inactive_channel_lets_nobody_join_but_those_inside_go_on(client, prolific):
    page = client.get(door(prolific), PROLIFIC | {"PROLIFIC_PID": "p2"})
    agree(client, prolific, PROLIFIC)
    Channel.objects.filter(pk=prolific.pk).update(is_active=False)

    newcomer = client.get(door(prolific), PROLIFIC | {"PROLIFIC_PID": "p2"})
    consenting = client.post(door(prolific), {"arrival": page.context["form"]["arrival"].value()})

    for response in (newcomer, consenting):
        assert response.status_code == 410
        assert "This link is closed" in response.text
        assert "cc=C-FULL" in response.text
    assert client.get(door(prolific), PROLIFIC).status_code == 302
    assert Participation.objects.count() == 1


def test_open_link_can_be_closed_while_panels_go_on(client, opened, prolific):
    opened.channels.update_or_create(slug="open", defaults={"name": "Open", "is_active": False})

    assert client.get("/s/alike/").status_code == 410
    assert client.get(door(prolific), PROLIFIC).status_code == 200


def test_draft_is_not_open_by_any_door(client, draft):
    channel = add(draft, "prolific")

    response = client.get(door(channel), PROLIFIC)

    assert response.status_code == 404
    assert "still being prepared" in response.text
    assert draft.title not in response.text


@pytest.mark.parametrize("address", ["/s/alike/nowhere/", "/s/nowhere/prolific/"])
def test_unknown_channel_is_not_found(client, prolific, address):
    response = client.get(address)

    assert response.status_code == 404
    assert "There is no such page" in response.text


def test_completed_person_sees_the_end_again(client, prolific):
    agree(client, prolific, PROLIFIC)
    answer_all(the_way())

    page = client.get(door(prolific), PROLIFIC, follow=True)

    assert page.redirect_chain[-1] == (f"/p/{the_way().token}/thanks/", 302)
    assert "C-DONE" in page.text


def test_rejected_person_sees_the_rejection_again_by_every_way(client, prolific):
    agree(client, prolific, PROLIFIC)
    Participation.objects.update(screened_out_at=timezone.now(), holds_seat=False)
    own = f"/p/{the_way().token}/"

    ways = [
        client.get(address, query, follow=True)
        for address, query in [
            (door(prolific), PROLIFIC),
            (own, {}),
            (f"{own}1/", {}),
            (f"{own}thanks/", {}),
            (f"{own}ended/", {}),
        ]
    ]
    answered = client.post(f"{own}1/", {"A": 3, "B": 3, "C": 3}, follow=True)

    for page in [*ways, answered]:
        assert "Your way has ended here" in page.text
        assert 'href="https://app.prolific.com/submissions/complete?cc=C-SCREENED"' in page.text
        assert "C-DONE" not in page.text
    assert not Rating.objects.exists()


def test_rejection_is_not_skipped_by_the_open_link_either(client, opened):
    page = client.get("/s/alike/")
    client.post("/s/alike/", {"arrival": page.context["form"]["arrival"].value()})
    Participation.objects.update(screened_out_at=timezone.now(), holds_seat=False)

    for query in ({}, {"new": "1"}):
        again = client.get("/s/alike/", query, follow=True)
        assert "Your way has ended here" in again.text


def test_page_of_the_rejected_is_only_for_them(client, prolific):
    agree(client, prolific, PROLIFIC)

    response = client.get(f"/p/{the_way().token}/ended/")

    assert response.headers["Location"] == f"/p/{the_way().token}/"


def test_preview_shows_the_survey_and_stores_nothing(client, mturk):
    page = client.get(door(mturk), {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE", "hitId": "H"})

    assert page.status_code == 200
    assert "This is a preview" in page.text
    assert mturk.round.consent_text in page.text
    assert "I agree" not in page.text
    assert 'name="arrival"' not in page.text
    assert not Identity.objects.exists()


def test_mturk_gets_a_form_with_the_newest_assignment(client, mturk):
    agree(client, mturk, MTURK)
    client.get(door(mturk), MTURK | {"assignmentId": "A2"})
    answer_all(the_way())
    client.get(door(mturk), MTURK | {"assignmentId": "A3"})

    end = client.get(f"/p/{the_way().token}/thanks/")

    assert 'action="https://workersandbox.mturk.com/mturk/externalSubmit"' in end.text
    assert '<input type="hidden" name="assignmentId" value="A2">' in end.text
    assert '<input type="hidden" name="outcome" value="complete">' in end.text
    assert (
        "csrfmiddlewaretoken" not in end.text.partition("externalSubmit")[2].partition("</form>")[0]
    )


@pytest.mark.parametrize("place", ["https://evil.example", "http://www.mturk.com", "", None])
def test_place_that_is_not_the_panel_s_is_not_returned_to(client, mturk, place):
    query = {name: value for name, value in MTURK.items() if name != "turkSubmitTo"}
    agree(client, mturk, query | ({} if place is None else {"turkSubmitTo": place}))
    answer_all(the_way())

    end = client.get(f"/p/{the_way().token}/thanks/")

    assert "externalSubmit" not in end.text
    assert "evil.example" not in end.text
    assert "C-DONE" in end.text
    assert "enter this code there" in end.text
    assert "form-action 'self';" in end.headers["Content-Security-Policy"] + ";"


def test_way_back_is_without_its_address_when_the_ids_were_erased(client, mturk):
    agree(client, mturk, MTURK)
    answer_all(the_way())
    Identity.objects.all().delete()

    end = client.get(f"/p/{the_way().token}/thanks/")

    assert "C-DONE" in end.text
    assert "externalSubmit" not in end.text


def test_sona_grants_credit_to_the_survey_code(client, opened):
    sona = add(opened, "sona")
    agree(client, sona, {"survey_code": "4711"})
    answer_all(the_way())

    end = client.get(f"/p/{the_way().token}/thanks/").text

    assert "credit_token=TOKEN&amp;survey_code=4711" in end


def test_invited_person_takes_part_and_a_stranger_does_not(client, opened):
    channel = add(opened, "invitation")
    invite(channel=channel, invitees=[Invitee(1, address="a@example.org", token="T-1")])

    stranger = client.get(door(channel), {"i": "T-2"})
    assert stranger.status_code == 403
    assert "We do not know this invitation" in stranger.text
    assert client.get(door(channel)).status_code == 400
    assert agree(client, channel, {"i": "T-1"}).status_code == 302

    identity = Identity.objects.get()
    assert identity.participation == the_way()
    assert identity.address == "a@example.org"


def test_panel_of_the_future_needs_columns_alone(client, opened):
    channel = Channel(
        round=opened,
        slug="future",
        name="Panel of the future",
        person_parameter="respondent",
        kept_parameters=["wave", "back"],
        preview_when={"mode": "test"},
        outcomes={
            "complete": {"address": "{back}/w/{wave}/{code}?who={respondent}", "code": "F/1"},
            "full": {"code": "F-FULL"},
        },
        returns_by_post=True,
        return_hosts=["future.example"],
        frame_hosts=["frames.future.example"],
        quota=1,
    )
    channel.full_clean()
    channel.save()
    query = {"respondent": "r 1", "wave": "2", "back": "https://future.example"}
    assert "This is a preview" in client.get(door(channel), {"mode": "test"}).text

    agree(client, channel, query)
    answer_all(the_way())
    end = client.get(f"/p/{the_way().token}/thanks/")
    full = client.get(door(channel), query | {"respondent": "r2"})

    assert 'action="https://future.example/w/2/F%2F1?who=r%201"' in end.text
    assert "form-action 'self' https://future.example" in end.headers["Content-Security-Policy"]
    assert "frame-ancestors frames.future.example" in full.headers["Content-Security-Policy"]
    assert 'value="F-FULL"' in full.text


def test_open_channel_can_have_a_code_too(client, opened):
    opened.channels.update_or_create(
        slug="open", defaults={"name": "Open", "outcomes": {"complete": {"code": "PAPER-7"}}}
    )
    page = client.get("/s/alike/")
    client.post("/s/alike/", {"arrival": page.context["form"]["arrival"].value()})
    answer_all(the_way())

    end = client.get(f"/p/{the_way().token}/thanks/").text

    assert 'value="PAPER-7"' in end
    assert "Please enter this code on the page that sent you here." in end


def test_participation_without_a_channel_is_thanked_without_a_way_back(client, participation):
    answer_all(participation)

    end = client.get(f"/p/{participation.token}/thanks/").text

    assert "You can close this page now" in end
    assert "One last step" not in end


def test_code_is_text_and_not_markup(client, opened):
    channel = add(opened, "prolific", outcomes={"complete": {"code": '"><script>x</script>'}})
    agree(client, channel, PROLIFIC)
    answer_all(the_way())

    assert "<script>x" not in client.get(f"/p/{the_way().token}/thanks/").text


def test_place_that_was_given_on_sends_back_as_full(client, catalogue):
    limited = rounds.open_round(
        round=make_round(catalogue, ["ssim", "random"], participants_per_reference=1)
    )
    channel = add(limited, "prolific")
    agree(client, channel, PROLIFIC)
    Participation.objects.update(lease_ends_at=timezone.now(), holds_seat=False)
    for _ in range(limited.seats.count()):
        take_part(limited)

    left = client.get(f"/p/{Identity.objects.get().participation.token}/1/")

    assert left.status_code == 410
    assert "Your place was given on" in left.text
    assert "cc=C-FULL" in left.text


def test_error_of_every_kind_has_a_page():
    from surveys.views.refusals import ANSWERS

    kinds = set()
    unseen = [participating.ParticipationError]
    while unseen:
        for kind in unseen.pop().__subclasses__():
            kinds.add(kind)
            unseen.append(kind)
    assert kinds - set(ANSWERS) == {participating.MissingAnswers}
