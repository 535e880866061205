import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.channel_presets import apply_preset
from surveys.invitations import (
    InvitationsForm,
    Invitee,
    invite,
    invite_nameless,
    links_csv,
    read_invitees,
)
from surveys.models import Channel, Identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(draft):
    channel = apply_preset(Channel(round=draft), "invitation")
    channel.save()
    return channel


def form(content=None, **fields):
    if isinstance(content, str):
        content = content.encode()
    files = {} if content is None else {"file": SimpleUploadedFile("people.csv", content)}
    return InvitationsForm(fields, files)


def errors(one):
    assert not one.is_valid()
    return [text for texts in one.errors.values() for text in texts]


@pytest.mark.parametrize(
    "content",
    [
        "a@example.org\nb@example.org\n",
        "E-Mail\na@example.org\nb@example.org",
        "\ufeffaddress\r\na@example.org\r\n\r\n b@example.org \r\n",
        '"a@example.org",\n"b@example.org",\n',
        "email;\na@example.org;\nb@example.org;\n",
    ],
)
def test_addresses_are_read_with_or_without_header_mark_and_empty_lines(channel, content):
    one = form(content)

    assert one.is_valid(), one.errors
    one.invite(channel)

    identities = list(channel.identities.all())
    assert [identity.address for identity in identities] == ["a@example.org", "b@example.org"]
    assert len({identity.person for identity in identities}) == 2
    assert all(len(identity.person) == 16 for identity in identities)


def test_tokens_of_the_researcher_s_own_are_kept(channel):
    one = form("token\nP-001\nP-002\n")
    assert one.is_valid()

    one.invite(channel)

    rows = list(channel.identities.values_list("person", "address"))
    assert rows == [("P-001", ""), ("P-002", "")]


def test_every_fault_is_told_with_its_line_and_nothing_is_stored(channel):
    one = form("address\na@example.org\nb@@example\nA@Example.org\nc@example.org,Ada\nmy token\n")

    assert errors(one) == [
        "Line 3, “b@@example”: Enter a valid email address.",
        "Line 4, “A@Example.org”: the same as line 2.",
        "Line 5, “c@example.org, Ada”: there is more than one column.",
        "Line 6, “my token”: a token has no spaces; or is an address without “@”?",
    ]
    assert not Identity.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The submitted file is empty."),
        ("\n\n", "The file names nobody."),
        ("address\n", "The file names nobody."),
        (b"\xff\xfea\0@\0", "not text in UTF-8"),
        ("x" * 201, "a token has at most 200 characters."),
        ("a\0b\n", "a token has no spaces"),
        (b"a" * 5_000_001, "too large"),
        ("".join(f"P{number}\n" for number in range(20_001)), "At most 20000 people"),
    ],
)
def test_file_that_cannot_be_used_says_why(content, sentence):
    assert sentence in errors(form(content))[0]


def test_file_or_number_is_asked_for():
    question = ["Choose a file, or say how many links to make."]

    assert errors(form()) == question
    assert errors(form("a@example.org", count="3")) == question
    assert errors(form(count="0")) != question


def test_links_without_names_are_made(channel):
    one = form(count="25")
    assert one.is_valid()

    assert len(one.invite(channel).new) == 25

    assert channel.identities.filter(address="").count() == 25


def test_file_sent_again_invites_only_who_is_new(channel):
    invite(channel=channel, invitees=read_invitees("a@example.org\nTOKEN\n")[0])
    before = list(channel.identities.values_list("person", flat=True))

    done = invite(channel=channel, invitees=read_invitees("A@example.org\nTOKEN\nc@x.org\n")[0])

    assert (len(done.new), done.known) == (1, 2)
    assert list(channel.identities.values_list("person", flat=True))[:2] == before


def test_same_address_can_be_invited_by_two_channels(channel, draft):
    another = Channel.objects.create(round=draft, slug="b", name="B", person_parameter="i")

    for one in (channel, another):
        invite(channel=one, invitees=[Invitee(1, address="a@example.org")])

    assert Identity.objects.count() == 2


def test_links_come_back_as_a_csv(channel):
    invite(channel=channel, invitees=read_invitees("+a@example.org\nP 1&2\nP&2\n")[0])
    invite_nameless(channel=channel, count=1)

    text = "".join(links_csv(channel=channel, site="https://survey.example/"))

    header, first, second, third = csv.reader(io.StringIO(text))
    assert header == ["address", "token", "link"]
    token = channel.identities.first().person
    assert first == [
        "'+a@example.org",
        token,
        f"https://survey.example/s/alike/invitation/?i={token}",
    ]
    assert second == ["", "P&2", "https://survey.example/s/alike/invitation/?i=P%262"]
    assert third[2].endswith(third[1])


def test_links_take_one_query_however_many(channel, django_assert_num_queries):
    invite_nameless(channel=channel, count=30)

    with django_assert_num_queries(1):
        list(links_csv(channel=channel, site="https://survey.example"))
