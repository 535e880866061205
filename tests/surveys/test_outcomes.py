import pytest

from surveys.models import Channel, Outcome
from surveys.outcomes import faults, way_back

HOSTS = ["www.mturk.com", "workersandbox.mturk.com"]
PLACE = "https://workersandbox.mturk.com"


def channel(address="", code="", **columns):
    outcomes = {"complete": {"address": address, "code": code}}
    return Channel(**{"person_parameter": "id", "outcomes": outcomes, **columns})


def back(address="", code="", values=None, **columns):
    return way_back(
        channel=channel(address, code, **columns), outcome=Outcome.COMPLETE, values=values or {}
    )


def test_link_holds_the_code_and_the_parameters_quoted():
    found = back(
        "https://panel.example/done?cc={code}&who={id}&s={study}",
        "C0 D&E",
        {"id": "a/b?c=ü", "study": "7"},
    )

    assert found.address == "https://panel.example/done?cc=C0%20D%26E&who=a%2Fb%3Fc%3D%C3%BC&s=7"
    assert found.fields is None
    assert found.host == "panel.example"
    assert not found.is_lost


def test_address_without_parameters_is_taken_as_it_is():
    assert back("https://panel.example/done?a=%20b").address == "https://panel.example/done?a=%20b"


def test_code_alone_is_a_way_back():
    found = back(code="ABC")

    assert (found.code, found.address, found.is_lost) == ("ABC", "", False)


@pytest.mark.parametrize("outcome", [Outcome.FULL, Outcome.NO_CONSENT, Outcome.SCREENED_OUT])
def test_outcome_that_the_channel_does_not_have_has_no_way_back(outcome):
    assert way_back(channel=channel(code="A"), outcome=outcome, values={}) is None


def test_no_channel_and_an_empty_outcome_have_no_way_back():
    assert way_back(channel=None, outcome=Outcome.COMPLETE, values={}) is None
    assert back() is None


def test_address_lacking_a_value_is_lost_and_the_code_remains():
    found = back("https://panel.example/{study}?cc={code}", "ABC")

    assert (found.address, found.code, found.is_lost) == ("", "ABC", True)


@pytest.mark.parametrize("value", [PLACE, f"{PLACE}/", PLACE.upper(), "HTTPS://www.mturk.com"])
def test_place_out_of_a_parameter_is_followed_to_the_channel_s_hosts(value):
    found = back("{to}/mturk/externalSubmit", values={"to": value}, return_hosts=HOSTS)

    assert found.address in {f"https://{host}/mturk/externalSubmit" for host in HOSTS}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "http://workersandbox.mturk.com",
        "https://evil.example",
        "https://workersandbox.mturk.com.evil.example",
        "https://workersandbox.mturk.com@evil.example",
        "https://evil.example\\@workersandbox.mturk.com",
        "https://workersandbox.mturk.com:8443",
        "https://workersandbox.mturk.com/elsewhere",
        "https://workersandbox.mturk.com?",
        "https://workersandbox.mturk.com#",
        "//workersandbox.mturk.com",
        "javascript:alert(1)//workersandbox.mturk.com",
        " https://workersandbox.mturk.com",
        "https://workersandbox.mturk.com\n",
        "workersandbox.mturk.com",
    ],
)
def test_place_out_of_a_parameter_is_followed_nowhere_else(value):
    found = back("{to}/mturk/externalSubmit", "ABC", {"to": value}, return_hosts=HOSTS)

    assert (found.address, found.fields, found.code, found.is_lost) == ("", None, "ABC", True)


@pytest.mark.parametrize(
    "address",
    [
        "{to}",
        "{to}.evil.example/",
        "{to}@evil.example/",
        "{to}{to}",
        "https://{to}/",
        "https://panel.example{to}/",
        "https://panel.example:{to}/",
        "https://x@{to}/",
        "javascript:{to}",
        "data:text/html,{to}",
        "/relative",
        "panel.example/done",
    ],
)
def test_parameter_never_becomes_part_of_a_host(address):
    found = back(address, values={"to": "https://www.mturk.com"}, return_hosts=HOSTS)

    assert found.address in {"", "https://www.mturk.com"}


def test_form_sends_what_does_not_stand_in_its_address():
    found = back(
        "{to}/submit",
        "ABC",
        {"id": "W1", "to": PLACE, "assignmentId": "A1"},
        return_hosts=HOSTS,
        returns_by_post=True,
    )

    assert found.fields == {"assignmentId": "A1", "outcome": "complete", "code": "ABC"}
    assert found.origin == PLACE


def test_researcher_learns_what_cannot_work():
    faulty = channel("https://panel.example/{code}/{nobody}")

    assert list(faults(faulty)) == [
        "completed: the link has no parameter {nobody}.",
        "completed: the code is missing.",
    ]
    assert list(faults(channel("panel.example"))) == [
        "completed: the address begins with https://, then the host."
    ]
    assert list(faults(channel("https://panel.example/{code}/{id}", "A"))) == []
